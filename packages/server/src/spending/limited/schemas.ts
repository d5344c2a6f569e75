import { z } from "zod";

const Limited = z.object({
  subject: z.string().nullable().describe("`user:…`, `service:…`; null: whoever it is has not signed in"),
  name: z.string().nullable(),
  key: z
    .object({ id: z.string(), name: z.string().nullable() })
    .nullable()
    .describe("The API key that they came in by, for whoever may see their keys"),
  address: z
    .string()
    .nullable()
    .describe("From where, where nobody has signed in; for whoever may read the trail, or ban"),
  limit: z.object({
    name: z.string().describe("`requests`, `tokens`, `messages`, `login`, `answers at a time`, `balance`, `budget` …"),
    by: z
      .string()
      .describe(
        "Whom it is for: `everyone`, `role:…`, `group:…`, `key:…`; `user`, `ip`, `account` of LibreChat's; `withheld`: somebody whom you may not see",
      ),
    byName: z.string().nullable(),
    model: z.string().nullable().describe("`model:<id>`, of one model alone"),
    max: z.number().nullable(),
    windowSeconds: z.number().nullable(),
  }),
  code: z.string().describe("That of the refusal"),
  raisedBy: z.string().describe("Who can raise it: a capability, `operator`, or the `owner` of the cap or key"),
  times: z.number(),
  firstAt: z.string(),
  lastAt: z.string(),
  freesAt: z.string().nullable().describe("When it lets through again; null: not by itself"),
});
export type LimitedView = z.infer<typeof Limited>;

export const LimitedAnswer = z.object({
  limited: z.array(Limited),
  isWhole: z.boolean().describe("False: Redis does not answer, and only what this server refused is here"),
});
export type LimitedAnswer = z.infer<typeof LimitedAnswer>;
