import { z } from "zod";
import { AnyJson } from "../../../http/schemas.ts";
import { AgentId } from "../../agents/schemas.ts";
import { ClientId, text } from "../../shapes.ts";

/** A tool's id, or the name of one of its functions. */
export const CallParams = z.object({
  toolId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be the id of a tool, or the name of a function")
    .describe("A tool's id, or `<operation>_action_<code>` as `GET /api/agents/tools` names its functions"),
});
export const AuthQuery = z.strictObject({ agent_id: AgentId.optional().describe("By way of this agent") });
export const CallsQuery = z.strictObject({ conversationId: ClientId });

const place = z.number().int().min(0).max(100_000).nullish();

/** LibreChat's: the arguments stand beside the rest; what the function does not take is refused. */
export const CallBody = z
  .object({
    messageId: ClientId.describe("The message beside which it is called"),
    conversationId: ClientId.nullish(),
    partIndex: place,
    blockIndex: place,
    agent_id: AgentId.nullish().describe("The agent by which it is called; without: in one's own right"),
    args: z
      .record(text(256), AnyJson)
      .nullish()
      .describe("All arguments in one, where one of them is called as something here"),
  })
  .catchall(AnyJson);
export type CallBody = z.infer<typeof CallBody>;

export const ToolAuth = z.object({ authenticated: z.boolean(), message: z.string().optional() });
export const CallResult = z.object({ result: z.string() });
export const ToolCallRecord = z.object({
  _id: z.string(),
  conversationId: z.string(),
  messageId: z.string(),
  toolId: z.string(),
  user: z.string(),
  partIndex: z.number().optional(),
  blockIndex: z.number().optional(),
  result: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ToolCallRecord = z.infer<typeof ToolCallRecord>;
