import { z } from "zod";
import { Account, Name, Order, Owner, Principal, Text, TypeName } from "../../http/schemas.ts";
import { Reached, Way } from "../myAccess/schemas.ts";
import { flag, text, whole } from "../shapes.ts";

/** What is worth looking at of a grant that is in force and gives something. */
export const findings = ["wide", "unused", "ownerless", "expiring", "stale-giver"] as const;
export const Finding = z.enum(findings);
export type Finding = z.infer<typeof Finding>;

const Days = {
  unusedDays: whole(1, 3_650).default(90).describe("`unused`: not for so many days"),
  expiringDays: whole(1, 3_650).default(30).describe("`expiring`: within so many days"),
};
export const DaysQuery = z.strictObject(Days);
export type DaysQuery = z.infer<typeof DaysQuery>;

const Filters = {
  of: Principal.optional().describe(
    "Whom it was given to, directly: user:<id>, group:<id>, role:<name>, everyone, anyone",
  ),
  through: flag
    .optional()
    .describe(
      "With `of`: also what reaches them through the groups and roles that they are in, and what is everybody's",
    ),
  on: z.union([Name, TypeName]).optional().describe("A thing (`agent:64f0…`), or all of a type (`agent`)"),
  finding: Finding.optional(),
  ...Days,
};
export const CsvQuery = z.strictObject(Filters);
export type Filters = z.infer<typeof CsvQuery>;

const sorts = ["given", "thing", "who", "ends"] as const;
export type Sort = (typeof sorts)[number];
const Sorting = {
  sort: z
    .enum(sorts)
    .optional()
    .describe(
      "`given`: by when it was given; `thing`, `who`: thing by thing, or principal by principal, as the engine names them; `ends`: what ends first, first, and last what has no end. With `of`, a thing or `wide` only `given`, with a type only `thing`, with `expiring` only `ends`; whoever administers some people only `thing`. Absent: the first that can be",
    ),
  order: z.enum(["asc", "desc"]).optional().describe("Of `given`, whose own is `desc`; the others are `asc`"),
};
export interface Sorting {
  sort?: Sort | undefined;
  order?: "asc" | "desc" | undefined;
}

const Paging = { limit: whole(1, 100).default(25), cursor: text(1_024).optional() };
export const ReportQuery = z.strictObject({ ...Filters, ...Sorting, ...Paging });
export type ReportQuery = z.infer<typeof ReportQuery>;

const Thing = {
  resource: z.string().describe("As the engine names it"),
  type: z.string(),
  id: z.string().nullable().describe("As its own calls name it; for whoever may hear its name"),
  name: z.string().nullable().describe("For whoever may hear it"),
  owner: z.string(),
  ownerName: z.string().nullable(),
};

export const Line = z.object({
  grantId: z.number(),
  ...Thing,
  principal: z.string(),
  principalName: z.string().nullable(),
  through: z
    .string()
    .nullable()
    .describe("Asked `through`: the group or role by which it reaches whom was asked about; null: it is given to them"),
  role: z.string().nullable().describe("The access role that holds exactly these actions, if any"),
  allow: z.array(z.string()),
  deny: z.array(z.string()),
  expiresAt: z.string().nullable(),
  condition: z.string().nullable(),
  givenBy: z.string().nullable(),
  givenByName: z.string().nullable(),
  givenAt: z.string().nullable(),
  reason: z.string().nullable(),
  lastUsed: z.string().nullable().describe("The day (UTC) of the last use"),
  findings: z.array(Finding),
  mayTakeAway: z.boolean().describe("Whether whoever asks may take it away; decided once more when they do"),
});
export type Line = z.infer<typeof Line>;

export const Report = z.object({
  lines: z.array(Line),
  nextCursor: z.string().nullable().describe("A page may be short, even empty, and have one"),
});
export type Report = z.infer<typeof Report>;

export const Summary = z.object({
  findings: z.array(
    z.object({
      finding: Finding,
      count: z.number(),
      isExact: z.boolean().describe("False: there are at least so many"),
    }),
  ),
});
export type Summary = z.infer<typeof Summary>;

export const ReachedQuery = z.strictObject({
  who: Account.describe("Whose reach"),
  type: TypeName,
  whose: z.enum(["me", "others"]).default("others").describe("What they own, or what others let them reach"),
  ...Paging,
});
export type ReachedQuery = z.infer<typeof ReachedQuery>;
export const ReachedAnswer = z.object({
  things: z.array(Reached.extend({ ways: z.array(Way) })),
  nextCursor: z.string().nullable(),
});

export const TakeAway = z.strictObject({
  grantIds: z
    .array(z.int().min(1).max(4_294_967_295))
    .min(1)
    .max(100)
    .refine((ids) => new Set(ids).size === ids.length, "names a grant twice"),
  reason: Text(1_000).optional(),
});
export type TakeAway = z.infer<typeof TakeAway>;
export const TakenAway = z.object({
  taken: z.array(z.number()),
  refused: z
    .array(z.object({ grantId: z.number(), reason: z.string(), detail: z.string() }))
    .describe("What is still there, and why"),
});
export type TakenAway = z.infer<typeof TakenAway>;

const Search = text(200)
  .min(2)
  .optional()
  .describe(
    "A part of the name of an agent, prompt, project, tool or group that one may hear; the first `limit` by name; of each type 2,000 are looked at",
  );

/** What a search finds has no place to go on from. */
const onOnePage = [
  ({ search, cursor }: { search?: string | undefined; cursor?: string | undefined }) => search === undefined || !cursor,
  { path: ["cursor"], message: "what a search finds is on one page" },
] satisfies [unknown, unknown];

export const SharedQuery = z
  .strictObject({
    type: TypeName.optional(),
    search: Search,
    sort: z.enum(["thing", "given"]).default("thing").describe("`given`: by when it was last shared, or (`asc`) first"),
    order: Order,
    ...Paging,
  })
  .refine(({ sort, order }) => sort === "given" || order === "asc", {
    path: ["order"],
    message: "`desc` is for `given`",
  })
  .refine(({ search, sort }) => search === undefined || sort === "thing", {
    path: ["sort"],
    message: "a search is sorted by name only",
  })
  .refine(...onOnePage);
export type SharedQuery = z.infer<typeof SharedQuery>;

export const reaches = ["anyone", "everyone", "role", "group", "people", "nobody"] as const;
export const SharedResource = z.object({
  ...Thing,
  reach: z
    .enum(reaches)
    .describe(
      "The widest, also by the projects in which it lies: `everyone` also by the role USER or a group marked organization-wide; `nobody`: nothing is given on it",
    ),
  grants: z.number().describe("In force on the thing itself, to others than the owner"),
  to: z
    .array(z.object({ principal: z.string(), name: z.string().nullable() }))
    .describe("Whom to, also by the projects in which it lies; the widest first, at most five"),
  toCount: z.number().describe("How many `to` would name without a limit"),
  may: z
    .array(z.enum(["hand-over", "narrow", "delete"]))
    .describe("What whoever asks may try with it; each is decided when it is done"),
});
export type SharedResource = z.infer<typeof SharedResource>;
export const SharedResources = z.object({
  things: z.array(SharedResource),
  nextCursor: z.string().nullable().describe("A page may be short, even empty, and have one"),
});
export type SharedResources = z.infer<typeof SharedResources>;

export const ResourcesQuery = z
  .strictObject({
    type: TypeName.optional(),
    owner: Owner.optional().describe("What is theirs: user:<id>, service:<id>, organization"),
    shared: flag
      .optional()
      .describe("True: what others than its owner were given, or what it lies in; false: what nobody was given"),
    search: Search,
    ...Paging,
  })
  .refine(...onOnePage);
export type ResourcesQuery = z.infer<typeof ResourcesQuery>;
