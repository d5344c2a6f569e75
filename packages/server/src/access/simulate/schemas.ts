import { z } from "zod";
import { Moment, Name, Principal } from "../../http/schemas.ts";

const Actions = z.array(z.string().max(64)).max(16);
const Ends = { expiresAt: Moment.nullable().optional().describe("Absent or null: never") };
const Group = Name.refine((name) => name.startsWith("group:"), "must be group:<id>");
const Role = Name.refine((name) => name.startsWith("role:"), "must be role:<name>");
const Holder = Name.refine((name) => /^(user|service|group):/.test(name), "must be a user, service or group");

const Wish = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("grant"),
    resource: Name,
    principal: Principal,
    role: z.string().max(64).optional().describe("An access role of the resource's type"),
    allow: Actions.optional().describe("Single actions instead of an access role"),
    deny: Actions.optional(),
    ...Ends,
  }),
  z.strictObject({
    kind: z.literal("grant-removed"),
    resource: Name,
    grantId: z.number().int().min(1).max(4_294_967_295),
  }),
  z.strictObject({ kind: z.literal("member"), group: Group, member: Holder, ...Ends }),
  z.strictObject({ kind: z.literal("member-removed"), group: Group, member: Holder }),
  z.strictObject({ kind: z.literal("role"), holder: Holder, role: Role, ...Ends }),
  z.strictObject({ kind: z.literal("role-removed"), holder: Holder, role: Role }),
  z.strictObject({
    kind: z.literal("primary-role"),
    user: Name.refine((name) => name.startsWith("user:"), "must be user:<id>"),
    role: Role.describe("The one that never ends; what somebody has instead of it"),
  }),
  z.strictObject({
    kind: z.literal("feature"),
    role: Role,
    feature: z.string().regex(/^[A-Z_]{1,64}\.[A-Z_]{1,64}$/, "must be a feature such as AGENTS.USE"),
    on: z.boolean(),
  }),
]);
export type Wish = z.infer<typeof Wish>;

const Page = {
  after: z.string().max(321).optional().describe("`next` of the page before"),
  limit: z.number().int().min(1).max(100).default(25),
};

const pages = {
  subjects: z.strictObject(Page).default({ limit: 25 }).describe("Which page of those who gain or lose"),
  things: z.strictObject(Page).default({ limit: 25 }).describe("Which page of the things on which they do"),
  of: z
    .strictObject({ subject: Name, ...Page })
    .optional()
    .describe("What one of them gains and loses, as well"),
  on: z
    .strictObject({ resource: Name, ...Page })
    .optional()
    .describe("Who gains and loses what on one thing, as well"),
};
const SimulatedPages = z.strictObject(pages);
export type SimulatedPages = z.infer<typeof SimulatedPages>;

export const SimulateBody = z.strictObject({
  changes: z.array(Wish).min(1).max(100).describe("What would be written, in this order"),
  ...pages,
});
export type SimulateBody = z.infer<typeof SimulateBody>;

const Limit = z.coerce.number().int().min(1).max(100).default(25);
const After = z.string().max(321).optional();

/** The pages of a dry run, as a header names them. */
export const DryRunPages = z
  .strictObject({
    limit: Limit,
    subjectsAfter: After,
    thingsAfter: After,
    of: Name.optional(),
    ofAfter: After,
    on: Name.optional(),
    onAfter: After,
  })
  .transform(
    ({ limit, subjectsAfter, thingsAfter, of, ofAfter, on, onAfter }): SimulatedPages => ({
      subjects: { limit, after: subjectsAfter },
      things: { limit, after: thingsAfter },
      ...(of !== undefined && { of: { subject: of, limit, after: ofAfter } }),
      ...(on !== undefined && { on: { resource: on, limit, after: onAfter } }),
    }),
  );

const Difference = { gained: z.array(z.string()), lost: z.array(z.string()) };
const Counts = { gained: z.number(), lost: z.number() };
const Thing = {
  resource: z.string(),
  name: z.string().nullable().describe("For whoever may hear it"),
  id: z.string().nullable().describe("As its own calls name it"),
};
const paged = <Row extends z.ZodType>(row: Row) => z.object({ rows: z.array(row), next: z.string().nullable() });

export const Simulated = z.object({
  revision: z.number().describe("Of the state that it was looked at in"),
  ...Counts,
  subjects: paged(
    z.object({
      subject: z.string(),
      name: z.string().nullable(),
      ...Counts,
      powers: z.object(Difference).describe("Features and capabilities"),
    }),
  ).extend({
    total: z.number(),
    gaining: z.number().describe("How many of them gain anything"),
    losing: z.number().describe("How many of them lose anything"),
  }),
  things: paged(z.object({ ...Thing, ...Counts })).extend({ total: z.number() }),
  of: paged(z.object({ ...Thing, ...Difference })).optional(),
  on: paged(z.object({ subject: z.string(), name: z.string().nullable(), ...Difference })).optional(),
});
export type Simulated = z.infer<typeof Simulated>;
