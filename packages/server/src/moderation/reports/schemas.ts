import { z } from "zod";
import { Name } from "../../http/schemas.ts";
import { paragraph } from "../../identity/texts.ts";
import { ClientId, text, whole } from "../../workspace/shapes.ts";

/** What is wrong with a thing, in one word. */
export const Category = z.enum([
  "harassment",
  "hate",
  "violence",
  "sexual",
  "self-harm",
  "private",
  "illegal",
  "spam",
  "other",
]);

export const ThingType = z.enum(["message", "conversation", "agent", "prompt", "file", "sharedLink", "user"]);

export const NewReport = z.strictObject({
  resource: Name.describe(
    "`message:<messageId>`, or `conversation`, `agent`, `prompt`, `file` or `sharedLink` with the id of its own calls",
  ),
  message: ClientId.optional().describe("Of a conversation: the message that shows what is wrong"),
  category: Category,
  text: paragraph(1_000).optional().describe("What the moderators are to know"),
  passcode: z.string().max(128).optional().describe("Of a shared link that has one"),
});
export type NewReport = z.infer<typeof NewReport>;

export const PageQuery = z.strictObject({ limit: whole(1, 100).default(25), cursor: text(1_024).optional() });
export type PageQuery = z.infer<typeof PageQuery>;

/** What the reporter saw, copied then. No moderator sees more of it by way of a report. */
export const Excerpt = z.object({
  text: z.string().optional().describe("Of the message, or of the prompt; cut off where it is long"),
  isCut: z.boolean().optional(),
  writtenBy: z.enum(["person", "model"]).optional().describe("The message"),
  at: z.string().optional().describe("When the message was written"),
  files: z.number().optional().describe("How many files were sent with the message"),
  description: z.string().optional(),
  instructions: z.string().optional().describe("Of an agent, where the reporter may read them"),
  fileType: z.string().optional(),
  bytes: z.number().optional(),
});
export type Excerpt = z.infer<typeof Excerpt>;

export const Report = z.object({
  id: z.string(),
  type: ThingType,
  name: z.string().describe("What the thing was called; empty where it has no name"),
  category: Category,
  text: z.string(),
  createdAt: z.string(),
  state: z.enum(["waiting", "acted", "nothing-found", "closed"]).describe("What became of it, and no more"),
});
export type Report = z.infer<typeof Report>;
export const ReportList = z.object({ reports: z.array(Report), nextCursor: z.string().nullable() });
