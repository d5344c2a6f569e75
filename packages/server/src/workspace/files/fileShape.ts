import { z } from "zod";
import { accountId, iso, parsed } from "../shapes.ts";
import type { FileRow } from "./queries.ts";
import { type FileRecord, MessageFile } from "./schemas.ts";

export function recordOf(row: FileRow): FileRecord {
  return {
    _id: row.id,
    user: accountId(row.account),
    file_id: row.file_id,
    filename: row.filename,
    filepath: pathOf(row),
    bytes: Number(row.bytes),
    type: row.type,
    object: "file",
    source: "local",
    context: row.context,
    embedded: false,
    usage: row.usage,
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    ...(row.expires_at !== null && { expiresAt: iso(row.expires_at) }),
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  };
}

/** What a message keeps of a file: enough to name it, also when it is gone. */
export function entryOf(row: FileRow): MessageFile {
  return {
    file_id: row.file_id,
    filename: row.filename,
    filepath: pathOf(row),
    type: row.type,
    bytes: Number(row.bytes),
    object: "file",
    source: "local",
    embedded: false,
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
  };
}

const Entries = z.array(MessageFile);

/** The files that a message names, as it was written by `entryOf`. */
export const entriesOf = ({ files }: { files: string | null }): MessageFile[] =>
  files === null ? [] : Entries.parse(parsed(files));

const pathOf = (row: FileRow): string => `/api/files/download/${accountId(row.account)}/${row.file_id}`;
