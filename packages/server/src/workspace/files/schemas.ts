import { z } from "zod";
import { ClientId, text, Uuid } from "../shapes.ts";

/** Fields of the form beside the file; LibreChat's client sends them in any order. */
export const UploadFields = z.object({
  file_id: Uuid.optional().describe("The client's own name for it, told back as `temp_file_id`"),
  endpoint: text(200).optional(),
  endpointType: text(200).optional(),
  width: z.coerce.number().int().min(1).max(100_000).optional(),
  height: z.coerce.number().int().min(1).max(100_000).optional(),
  message_file: z.enum(["true", "false"]).optional(),
  model: text(300).optional(),
});
export const DownloadParams = z.object({ userId: ClientId, file_id: ClientId });
export const DeleteBody = z.strictObject({
  files: z
    .array(z.looseObject({ file_id: ClientId }))
    .min(1)
    .max(500),
});

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
  context: z.literal("message_attachment"),
  embedded: z.literal(false),
  usage: z.number(),
  width: z.number().optional(),
  height: z.number().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export const Uploaded = FileRecord.extend({ message: z.string() });
export const Message = z.object({ message: z.string() });

export type UploadFields = z.infer<typeof UploadFields>;
export type FileRecord = z.infer<typeof FileRecord>;
