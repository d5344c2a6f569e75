import { z } from "zod";
import { Moment, Text } from "../../http/schemas.ts";

/** A name of anything, also of what is not there any more. */
const Named = Text(330).min(1);
const Kind = z.string().regex(/^[a-z][a-z-]{0,40}$/, "must be a kind of entry");

/** What narrows the trail; each further one narrows it more. */
export const filters = {
  actor: Named.optional().describe("Who did it: `user:…`, `service:…`, `cli:root`, `system:audit`, `nobody`"),
  about: Named.optional().describe("Whom or what it is about: `user:…`, `agent:…`, `role:…`"),
  kind: Kind.optional().describe("See `GET /api/audit/kinds`"),
  origin: z
    .string()
    .regex(/^[\w.-]{1,60}$/, "must be a way in")
    .optional()
    .describe("By which way it came: `api`, `cli`, `config` …"),
  from: Moment.optional().describe("From this moment on"),
  to: Moment.optional().describe("Before this moment"),
  q: Text(100).optional().describe("In the words of kinds, and in names of people and groups"),
};

export const EntriesQuery = z.strictObject({
  ...filters,
  order: z.enum(["asc", "desc"]).optional().describe("`asc`: the oldest first; otherwise the newest"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
});
export type EntriesQuery = z.infer<typeof EntriesQuery>;

export const ExportQuery = z.strictObject({
  ...filters,
  format: z
    .enum(["jsonl", "csv"])
    .describe("`jsonl` can be verified and takes `from` and `to` only; `csv` is for a spreadsheet"),
});
export type ExportQuery = z.infer<typeof ExportQuery>;

export const VerifyQuery = z.strictObject({
  head: z.string().max(200).optional().describe("A head that was kept elsewhere: `12-9f86d0…`"),
});

export const EntryParams = z.strictObject({ number: z.coerce.number().int().min(1).max(1e15) });

export const ErasureBody = z
  .strictObject({
    account: z
      .string()
      .regex(/^user:[A-Za-z0-9_.@~-]{1,256}$/, "must be user:<id>")
      .optional()
      .describe("Of this organization; also one that is gone"),
    address: Text(200).min(3).optional().describe("Where somebody typed it, as a whole: also nobody's"),
    reason: Text(500).min(1).describe("Why; it stands in the trail with whoever asks"),
  })
  .refine(({ account, address }) => (account === undefined) !== (address === undefined), {
    message: "needs either `account` or `address`",
  });
export type ErasureBody = z.infer<typeof ErasureBody>;

const Line = z.object({
  kind: z.string(),
  words: z.string(),
  about: z.array(z.string()),
  before: z.string().nullable().describe("What it was"),
  after: z.string().nullable().describe("What it is since"),
});

export const Entry = z.object({
  number: z.number(),
  segment: z.number(),
  at: z.string(),
  actor: z.string(),
  origin: z.string().nullable(),
  kind: z.string().describe("`change`: of permissions, under a revision"),
  words: z.string().describe("What the actor did, in words"),
  revision: z.number().nullable(),
  about: z.array(z.string()),
  lines: z.array(Line).describe("The changes, the first few in a list"),
  lineCount: z.number(),
  facts: z.record(z.string(), z.any()),
  ip: z.string().nullable(),
  reason: z.string().nullable(),
  details: z.record(z.string(), z.string()).describe("What else is personal: the browser, what was typed"),
  isErased: z.boolean().describe("What was personal was erased"),
});
export type ShownEntry = z.infer<typeof Entry>;

const Names = z.record(z.string(), z.string()).describe("What is called how, as far as one may know");

export const EntriesAnswer = z.object({
  entries: z.array(Entry),
  names: Names,
  nextCursor: z
    .string()
    .nullable()
    .describe("There may be more, also where this page has none: it looked through as much as one page may"),
  searchedTo: z.string().nullable().describe("How far back it looked, where that is not to the end"),
});
export const EntryAnswer = z.object({ entry: Entry, names: Names });

export const Verdict = z.object({
  result: z.enum(["whole", "altered", "short", "nothing"]),
  problems: z.array(z.string()),
  organization: z.string().nullable(),
  from: z.number().nullable(),
  segments: z.number(),
  entries: z.number(),
  leftOut: z.number(),
  withheld: z.number(),
  erased: z.number(),
  retired: z.number(),
  head: z.string().nullable(),
  isHeadFound: z.boolean().nullable(),
  waiting: z.number(),
});

export const HeadAnswer = z.object({
  organization: z.string(),
  name: z.string(),
  head: z.string().nullable().describe("`<segment>-<hash>`; null: nothing is sealed yet"),
  segment: z.number(),
  entries: z.number(),
  at: z.string().nullable(),
  waiting: z.number().describe("Not sealed yet, counted up to a thousand"),
});

export const KindsAnswer = z.object({ kinds: z.array(z.object({ kind: z.string(), words: z.string() })) });
