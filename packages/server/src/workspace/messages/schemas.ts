import { z } from "zod";
import { AnyJson } from "../../http/schemas.ts";
import { AgentId } from "../agents/schemas.ts";
import { ContentPart } from "../conversations/schemas.ts";
import { NamedFile } from "../files/schemas.ts";
import { ClientId, text } from "../shapes.ts";

/** Of a message, in UTF-16 units. */
const LONGEST_TEXT = 256 * 1_024;
const MOST_PARTS = 1_000;

const ignored = AnyJson.optional();
const moment = ignored;

/** Whose part of an answer of several agents at once it is: names that its client chose, by which nothing is looked up. */
const whose = {
  agentId: text(256).min(1).optional(),
  groupId: z.number().int().min(0).max(1_000_000).optional(),
};
const StoredPart = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: text(LONGEST_TEXT), ...whose }),
  z.strictObject({
    type: z.literal("tool_call"),
    tool_call: z.strictObject({
      id: text(256),
      name: text(256),
      args: text(LONGEST_TEXT),
      type: z.literal("tool_call"),
      output: text(LONGEST_TEXT),
      progress: z.number().min(0).max(1),
    }),
    ...whose,
  }),
]);

/** LibreChat's message. What the server knows better is taken and not used; keys that are not LibreChat's are refused. */
export const StoreBody = z.strictObject({
  messageId: ClientId.nullish().describe("One's own message of this id is replaced; without: a new one"),
  conversationId: ClientId.nullish().describe("That of the address"),
  parentMessageId: ClientId.nullish(),
  user: text(128).nullish().describe("Oneself"),
  text: text(LONGEST_TEXT).nullish(),
  content: z.array(StoredPart).min(1).max(MOST_PARTS).nullish().describe("Of an answer"),
  isCreatedByUser: z
    .boolean()
    .nullish()
    .describe("`false`: an answer, only in a conversation of one's own that nobody else reads"),
  sender: text(128).nullish(),
  endpoint: text(128).nullish(),
  agent_id: AgentId.nullish(),
  model: text(256).nullish(),
  files: z.array(NamedFile).max(1_000).nullish(),
  unfinished: z.boolean().nullish(),
  error: z.boolean().nullish(),
  finish_reason: text(64).nullish(),
  tokenCount: z.number().int().min(0).max(1_000_000_000).nullish(),
  _id: ignored,
  __v: ignored,
  authorName: ignored,
  createdAt: moment,
  updatedAt: moment,
  clientTimestamp: moment,
  isUserSubmitted: ignored,
  isTemporary: ignored,
  feedback: ignored,
  metadata: ignored,
  attachments: ignored,
  iconURL: ignored,
});
export type StoreBody = z.infer<typeof StoreBody>;
export type StoredPart = z.infer<typeof StoredPart>;

export const BranchBody = z.strictObject({
  messageId: ClientId.describe("An answer of several agents at once"),
  agentId: text(256).min(1).describe("Whose parts the new one has"),
});
export type BranchBody = z.infer<typeof BranchBody>;

export const ArtifactParams = z.object({ messageId: ClientId });
export const ArtifactBody = z.strictObject({
  index: z.number().int().min(0).max(10_000).describe("Which of the message's artifacts, from 0"),
  original: text(LONGEST_TEXT).describe("What it holds"),
  updated: text(LONGEST_TEXT).describe("What takes its place"),
});
export type ArtifactBody = z.infer<typeof ArtifactBody>;
export const EditedArtifact = z.object({
  conversationId: z.string(),
  content: z.array(ContentPart).optional(),
  text: z.string(),
});
