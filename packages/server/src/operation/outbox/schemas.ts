import { z } from "zod";

/** A letter that no mail server takes; what it says, its link among it, is read one by one. */
export const OutboxLetter = z.object({
  id: z.string(),
  to: z.string(),
  kind: z.string(),
  account: z.string().nullable().describe("`user:<id>`; null for whoever has no account yet"),
  reason: z.enum(["mail is not configured", "no mail server took it"]),
  createdAt: z.string(),
  expiresAt: z.string(),
  spent: z.boolean().describe("Its link was used, or has ended: it is not read any more"),
  mayRead: z.boolean(),
  whyNot: z.string().nullable(),
  readings: z.array(z.object({ by: z.string(), name: z.string(), at: z.string() })),
});
export type OutboxView = z.infer<typeof OutboxLetter>;

export const ReadLetter = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
});
