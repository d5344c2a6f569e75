import { z } from "zod";
import { AnyJson } from "../../http/schemas.ts";
import { AgentId } from "../agents/schemas.ts";
import { ContentPart } from "../conversations/schemas.ts";
import { MOST_FILES, NamedFile } from "../files/schemas.ts";
import { ProjectId } from "../projects/schemas.ts";
import { ClientId, flag, smallObject, text, Uuid } from "../shapes.ts";

/** LibreChat's parent of a first message. */

const number = (min: number, max: number) => z.number().min(min).max(max).nullish();
const ignored = AnyJson.optional();

/**
 * What LibreChat's client posts. What belongs to things that Gatehouse does not do is taken and not used (`ephemeralAgent`, `addedConvo` …);
 * keys that are not LibreChat's are refused.
 */
export const ChatBody = z.strictObject({
  text: text(256 * 1024).refine((said) => said.trim() !== "", "must not be empty"),
  messageId: ClientId.nullish(),
  parentMessageId: ClientId.nullish(),
  /** Null or `new` begins one. */
  conversationId: z.union([z.literal("new"), Uuid, ClientId]).nullish(),
  responseMessageId: ClientId.nullish(),
  overrideParentMessageId: ClientId.nullish(),
  clientRequestId: ClientId.nullish(),
  endpoint: text(128).nullish(),
  endpointType: text(64).nullish(),
  agent_id: AgentId.nullish(),
  model: text(256).nullish(),
  spec: text(256).nullish(),
  iconURL: text(2_048).nullish(),
  isTemporary: z.boolean().nullish(),
  isRegenerate: z.boolean().nullish(),
  isContinued: z.literal(false, "is not supported yet").nullish(),
  isEdited: z.literal(false, "is not supported yet").nullish(),
  temperature: number(0, 2),
  top_p: number(0, 1),
  frequency_penalty: number(-2, 2),
  presence_penalty: number(-2, 2),
  max_tokens: z.number().int().min(1).max(10_000_000).nullish(),
  stop: z.array(text(64)).max(4).nullish(),
  /** The person's own words to a plain model; an agent has instructions of its own. */
  promptPrefix: text(32 * 1024).nullish(),
  sender: text(128).nullish(),
  isCreatedByUser: z.literal(true).nullish(),
  clientTimestamp: text(64).nullish(),
  timezone: text(64).nullish(),
  error: z.boolean().nullish(),
  generationCreatedAt: z.number().nullish(),
  files: z.array(NamedFile).max(MOST_FILES).nullish(),
  ephemeralAgent: smallObject(16_384).nullish(),
  editedContent: z.null().optional(),
  addedConvo: ignored,
  conversation: ignored,
  key: ignored,
  modelLabel: text(256).nullish(),
  resendFiles: z.boolean().nullish(),
  maxContextTokens: z.number().nullish(),
  greeting: text(4_096).nullish(),
  title: text(1_024).nullish(),
  tags: z.array(text(256)).max(50).nullish(),
  chatProjectId: ProjectId.nullish().describe("The project in which a new conversation lies"),
  userMessage: ignored,
  overrideUserMessageId: ClientId.nullish(),
  overrideConvoId: ClientId.nullish(),
});
export type ChatBody = z.infer<typeof ChatBody>;

export const ChatParams = z.object({ endpoint: text(256) });
export const Started = z.object({
  streamId: z.string(),
  conversationId: z.string(),
  generationCreatedAt: z.number(),
  status: z.enum(["started", "resumed", "settled"]),
  generationProtocolVersion: z.literal(1),
});
export type Started = z.infer<typeof Started>;

export const StreamParams = z.object({ streamId: ClientId });
export const StreamQuery = z.strictObject({
  resume: flag.optional(),
  generationCreatedAt: z
    .string()
    .regex(/^\d{1,15}$/, "must be a time in milliseconds")
    .transform(Number)
    .optional(),
});
export const StatusParams = z.object({ conversationId: ClientId });

export const AbortBody = z.strictObject({
  streamId: ClientId.nullish(),
  conversationId: ClientId.nullish(),
  abortKey: text(256).nullish(),
  generationCreatedAt: z.number().int().nullish(),
});
export type AbortBody = z.infer<typeof AbortBody>;
export const Aborted = z.object({ success: z.literal(true), aborted: z.string() });

export const Active = z.object({ activeJobIds: z.array(z.string()) });
export const Status = z.object({
  active: z.boolean(),
  streamId: z.string().optional(),
  status: z.enum(["running", "complete", "error", "aborted"]).optional(),
  aggregatedContent: z.array(ContentPart).optional(),
  createdAt: z.number().optional(),
  elapsedMs: z.number().optional(),
  resumeState: AnyJson.optional(),
});
