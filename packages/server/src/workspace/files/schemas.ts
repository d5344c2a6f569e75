import { z } from "zod";
import { AnyJson } from "../../http/schemas.ts";
import { AgentId, ToolName } from "../agents/schemas.ts";
import { ClientId, text, Uuid } from "../shapes.ts";

/** Fields of the form beside the file; LibreChat's client sends them in any order. */
export const UploadFields = z.object({
  file_id: Uuid.optional().describe("The client's own name for it, told back as `temp_file_id`"),
  endpoint: text(200).optional(),
  endpointType: text(200).optional(),
  width: z.coerce.number().int().min(1).max(100_000).optional(),
  height: z.coerce.number().int().min(1).max(100_000).optional(),
  message_file: z
    .enum(["true", "false"])
    .optional()
    .describe("`true`: for a message; unless one has it within an hour, it goes"),
  agent_id: text(200).optional(),
  tool_resource: text(64).optional(),
  model: text(300).optional(),
});
export const DownloadParams = z.object({ userId: ClientId, file_id: ClientId });

const ignored = AnyJson.optional();
/** Files that one body names. */
export const MOST_FILES = 1_000;
/** A file as LibreChat's client names it, with what it knows of it: the id counts, nothing else is believed. */
export const NamedFile = z.strictObject({
  file_id: ClientId,
  _id: ignored,
  user: ignored,
  temp_file_id: ignored,
  message: ignored,
  filename: ignored,
  filepath: ignored,
  bytes: ignored,
  size: ignored,
  type: ignored,
  object: ignored,
  source: ignored,
  context: ignored,
  embedded: ignored,
  usage: ignored,
  width: ignored,
  height: ignored,
  expiresAt: ignored,
  createdAt: ignored,
  updatedAt: ignored,
});
export const DeleteBody = z.strictObject({
  files: z.array(NamedFile).min(1).max(500),
  agent_id: AgentId.optional(),
  tool_resource: ToolName.optional(),
});
/** LibreChat's answer where files lie in a store; here there is none, and it is never given. */
export const DownloadUrl = z.object({ url: z.string(), filename: z.string(), type: z.string() });
export const FileParams = z.object({ file_id: ClientId });
export const AgentFilesParams = z.object({ agent_id: AgentId });
export const UsageBody = z.strictObject({ file_ids: z.array(ClientId).max(500) });
export const Usage = z.object({ held: z.number() });
export const Preview = z.object({ file_id: z.string(), status: z.literal("ready"), text: z.string().optional() });

export const FileRecord = z.object({
  _id: z.string(),
  user: z.string(),
  file_id: z.string(),
  temp_file_id: z.string().optional(),
  filename: z.string(),
  filepath: z.string().describe("Where it is fetched"),
  bytes: z.number(),
  type: z.string().describe("What the content is, not what was said of it"),
  object: z.literal("file"),
  source: z.literal("local"),
  context: z.enum(["message_attachment", "agents"]),
  embedded: z.literal(false),
  usage: z.number(),
  width: z.number().optional(),
  height: z.number().optional(),
  expiresAt: z.string().optional().describe("When it goes unless a message has it before"),
  createdAt: z.string(),
  updatedAt: z.string(),
});
/** A file of an agent. `mode` is Gatehouse's own: whether whoever may use the agent may view the file. */
export const AgentFile = FileRecord.extend({ mode: z.enum(["lent", "shown"]) });
/** A file as a message names it: whoever views the message sees this; the bytes are another matter. */
export const MessageFile = FileRecord.pick({
  file_id: true,
  filename: true,
  filepath: true,
  type: true,
  bytes: true,
  object: true,
  source: true,
  embedded: true,
  width: true,
  height: true,
});
export const Uploaded = FileRecord.extend({ message: z.string() });
export const Message = z.object({ message: z.string() });

export type UploadFields = z.infer<typeof UploadFields>;
export type FileRecord = z.infer<typeof FileRecord>;
export type AgentFile = z.infer<typeof AgentFile>;
export type MessageFile = z.infer<typeof MessageFile>;
export type DeleteBody = z.infer<typeof DeleteBody>;
export type Preview = z.infer<typeof Preview>;

const Limits = z.object({
  disabled: z.boolean().optional(),
  fileLimit: z.number().optional(),
  fileSizeLimit: z.number().optional(),
  totalSizeLimit: z.number().optional(),
  supportedMimeTypes: z.array(z.string()).readonly().optional(),
});
export const FileConfig = z.object({
  endpoints: z.record(z.string(), Limits).optional(),
  serverFileSizeLimit: z.number().optional(),
  avatarSizeLimit: z.number().optional(),
  clientImageResize: z.unknown().optional().describe("For LibreChat's client"),
});
