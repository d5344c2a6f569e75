import { capabilities, featureCatalogue, isCapability } from "@gatehouse/engine";
import { z } from "zod";
import { Account, Moment, TypeName } from "../../http/schemas.ts";

const features = new Set(
  Object.entries(featureCatalogue).flatMap(([type, names]) => names.map((name) => `${type}.${name}`)),
);
const Paging = {
  limit: z.number().int().min(1).max(100).default(25),
  cursor: z.string().max(2_000).optional(),
};
const At = Moment.optional().describe("As it was at that moment");
const Named = { name: z.string().nullable() };
const Next = z.string().nullable().describe("A page may be short, even empty, and have one");

export const HoldersBody = z.strictObject({
  what: z
    .string()
    .max(128)
    .refine((name) => features.has(name) || isCapability(name), "must be a feature (AGENTS.USE) or a capability")
    .describe(`A feature (AGENTS.USE) or a capability (${capabilities[0]})`),
  at: At,
  ...Paging,
});
export type HoldersBody = z.infer<typeof HoldersBody>;

export const Holders = z.object({
  carriers: z
    .array(
      z.object({
        principal: z.string(),
        ...Named,
        holds: z.string().describe("What implies it: `manage:users` for `read:users`"),
        scope: z
          .object({ group: z.string(), ...Named })
          .nullable()
          .describe("The group whose people alone it covers"),
        until: z.string().nullable(),
      }),
    )
    .describe("Roles, groups and accounts that bring it; with the first page, at most 200"),
  holders: z
    .array(
      z.object({
        subject: z.string(),
        ...Named,
        through: z.array(z.object({ principal: z.string(), ...Named })).describe("The shortest way, from them on"),
        until: z.string().nullable(),
      }),
    )
    .describe("People and services that have it now; of a capability, over everybody"),
  next: Next,
  revision: z.number(),
});
export type Holders = z.infer<typeof Holders>;

const Two = { one: Account, other: Account, at: At };
export const CompareBody = z
  .strictObject(Two)
  .refine(({ one, other }) => one !== other, { path: ["other"], message: "must be somebody else" });
export type CompareBody = z.infer<typeof CompareBody>;

export const Compared = z.object({
  one: z.object({ subject: z.string(), ...Named }),
  other: z.object({ subject: z.string(), ...Named }),
  types: z
    .array(
      z.object({
        type: TypeName,
        action: z.string().describe("The first action of the type: what it takes to find such a thing"),
        count: z.number().describe("Things on which the one may do it and the other not"),
        isExact: z
          .boolean()
          .describe(
            "False: there are at least so many; so of conversations and files, of which private ones are not counted",
          ),
      }),
    )
    .describe("Every type; none: zero"),
  features: z.array(z.string()).describe("What the one has and the other has not"),
  capabilities: z.array(z.string()),
  revision: z.number(),
});
export type Compared = z.infer<typeof Compared>;

export const CompareThingsBody = z
  .strictObject({ ...Two, type: TypeName, action: z.string().min(1).max(64).optional(), ...Paging })
  .refine(({ one, other }) => one !== other, { path: ["other"], message: "must be somebody else" });
export type CompareThingsBody = z.infer<typeof CompareThingsBody>;

export const ComparedThings = z.object({
  action: z.string(),
  things: z.array(
    z.object({
      resource: z.string(),
      ...Named,
      owner: z.string(),
      ownerName: z.string().nullable(),
      id: z.string().nullable().describe("As its own calls name it"),
    }),
  ),
  next: Next,
  revision: z.number(),
});
export type ComparedThings = z.infer<typeof ComparedThings>;
