import type { MessageFile } from "../../api/files.ts";
import { isRecord } from "../../api/problem.ts";
import type { DraftKind } from "./useDraft.ts";

/** A file that waits for its message. */
export type Attachment = MessageFile;

/** The files of a message that is being written. */
export const filesDraft: DraftKind<readonly Attachment[]> = {
  name: "draft files",
  empty: [],
  isEmpty: (files) => files.length === 0,
  read: (found) => (Array.isArray(found) && found.every(isAttachment) ? found.map(attachmentOf) : []),
};

/** What a message, and a draft, needs to know of a file. */
export const attachmentOf = ({ file_id, filename, filepath, bytes, type }: MessageFile): Attachment => ({
  file_id,
  filename,
  filepath,
  bytes,
  type,
});

const isAttachment = (value: unknown): value is Attachment =>
  isRecord(value) &&
  typeof value.bytes === "number" &&
  ["file_id", "filename", "filepath", "type"].every((name) => typeof value[name] === "string");
