import { z } from "zod";
import { Name } from "../../http/schemas.ts";

const MOST = 1_000_000_000;
const MOST_AT_A_TIME = 10_000;
const LONGEST_SECONDS = 31 * 24 * 60 * 60;

const Most = z.number().int().min(0).max(MOST).nullable();

const RateFields = {
  principal: z
    .union([
      z.literal("everyone"),
      Name.refine((name) => /^(user|service|group|role|key):/.test(name), "must be a principal"),
    ])
    .describe("For whom: `everyone`, `role:…`, `group:…`, `user:…`, `service:…`, `key:…`"),
  model: Name.refine((name) => name.startsWith("model:"), "must be model:<id>")
    .nullable()
    .default(null)
    .describe("Of which model; null: of all together"),
  shared: z.boolean().default(false).describe("All whom it is for have it together; otherwise each has it"),
  requests: Most.default(null).describe("How many in a window; null: as many as they like"),
  tokens: Most.default(null).describe("How many tokens, of questions and answers together"),
  concurrent: z
    .number()
    .int()
    .min(0)
    .max(MOST_AT_A_TIME)
    .nullable()
    .default(null)
    .describe("How many calls of models at the same time, whatever the window; null: as many as they like"),
  windowSeconds: z.number().int().min(1).max(LONGEST_SECONDS).default(60),
};

const limitsSomething = <T extends Record<"requests" | "tokens" | "concurrent", number | null>>({
  requests,
  tokens,
  concurrent,
}: T) => requests !== null || tokens !== null || concurrent !== null;

export const RateBody = z
  .strictObject(RateFields)
  .refine(limitsSomething, "limits neither `requests` nor `tokens` nor `concurrent`");
export type RateWish = z.infer<typeof RateBody>;

export const RateAnswer = z.object({
  id: z.string(),
  principal: z.string(),
  name: z.string().nullable(),
  keyOf: z.string().nullable().describe("Of a key: what whoever it is of is called"),
  model: z.string().nullable(),
  shared: z.boolean(),
  requests: z.number().nullable(),
  tokens: z.number().nullable(),
  concurrent: z.number().nullable(),
  windowSeconds: z.number(),
});
export type RateView = z.infer<typeof RateAnswer>;
export const RateList = z.object({ limits: z.array(RateAnswer) });
