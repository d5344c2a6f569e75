import { queryOptions } from "@tanstack/react-query";
import { havingSeen } from "./closure.ts";
import { request, send } from "./request.ts";

/** A file as a message names it. */
export interface MessageFile {
  file_id: string;
  filename: string;
  /** Where it is fetched. */
  filepath: string;
  bytes: number;
  /** What its content is. */
  type: string;
}

/** All that is known of a file. */
export interface FileRecord extends MessageFile {
  /** The id of the resource `file:<_id>`. */
  _id: string;
  /** The account whose it is. */
  user: string;
  createdAt: string;
  /** When it goes, unless a message has it before. */
  expiresAt?: string;
}

/** A file of an agent. */
export interface AgentFileRecord extends FileRecord {
  /** `shown`: whoever may use the agent may open it. */
  mode: FileMode;
}
export type FileMode = "lent" | "shown";

/** `fileConfig` of `librechat.yaml`; sizes in MB. */
export interface FileConfig {
  endpoints?: Readonly<Record<string, EndpointFileConfig>>;
  serverFileSizeLimit?: number;
}
interface EndpointFileConfig {
  disabled?: boolean;
  fileLimit?: number;
  fileSizeLimit?: number;
  totalSizeLimit?: number;
}

/** One's own, newest first: all of them, 5,000 at most. */
export const filesQuery = queryOptions({
  queryKey: ["files", "own"],
  queryFn: ({ signal }) => request<FileRecord[]>("/api/files", { signal }),
  // As many as there may be are too much for each look at another window.
  refetchOnWindowFocus: false,
});

/** What is known of a file, for whoever may fetch it. It is told before the bytes, of which none are waited for. */
export const fileQuery = (fileId: string) =>
  queryOptions({
    queryKey: ["files", "one", fileId],
    queryFn: async ({ signal }) => {
      const response = await send(`/api/files/download/-/${encodeURIComponent(fileId)}`, { signal });
      await response.body?.cancel();
      const told: FileRecord = JSON.parse(decodeURIComponent(response.headers.get("X-File-Metadata") ?? "null"));
      return told;
    },
  });

/** The beginning of a file that is a text; null of any other. */
export const previewQuery = (fileId: string) =>
  queryOptions({
    queryKey: ["files", "preview", fileId],
    queryFn: async ({ signal }) =>
      (await request<{ text?: string }>(`/api/files/${encodeURIComponent(fileId)}/preview`, { signal })).text ?? null,
  });

export const agentFilesQuery = (agentId: string) =>
  queryOptions({
    queryKey: ["files", "of-agent", agentId],
    queryFn: ({ signal }) => request<AgentFileRecord[]>(`/api/files/agent/${encodeURIComponent(agentId)}`, { signal }),
  });

export const setFileMode = (agentId: string, fileId: string, mode: FileMode, closure: string | null) =>
  request<void>(`/api/agents/${encodeURIComponent(agentId)}/files/${encodeURIComponent(fileId)}`, {
    method: "PUT",
    body: { mode },
    ...havingSeen(closure),
  });

export const fileConfigQuery = queryOptions({
  queryKey: ["file-config"],
  queryFn: ({ signal }) => request<FileConfig>("/api/files/config", { signal }),
  staleTime: 10 * 60_000,
});

/** What an upload is for, beside the file itself. */
export type UploadFields = Partial<Record<"endpoint" | "message_file" | "agent_id" | "tool_resource", string>>;

export interface Sending {
  onSent(share: number): void;
  signal: AbortSignal;
}

export function uploadFile(file: File, fields: UploadFields, sending: Sending): Promise<FileRecord> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  return request<FileRecord>("/api/files", { method: "POST", form, ...sending });
}

/** Its bytes. The browser keeps large ones on its disk. */
export const fetchFile = async ({ filepath }: MessageFile, signal?: AbortSignal): Promise<Blob> =>
  (await send(filepath, { signal })).blob();

/** All of these, 500 at most, or none. */
export const deleteFiles = (fileIds: readonly string[]) =>
  request<unknown>("/api/files", { method: "DELETE", body: { files: named(fileIds) } });

/** Takes it from a tool of an agent; the file stays. */
export const takeFromAgent = (agentId: string, tool: string, fileId: string) =>
  request<unknown>("/api/files", {
    method: "DELETE",
    body: { files: named([fileId]), agent_id: agentId, tool_resource: tool },
  });

/** Uploads that wait for their message wait an hour more. @returns how many of them are there */
export const holdFiles = async (fileIds: readonly string[]): Promise<number> =>
  (await request<{ held: number }>("/api/files/usage", { method: "POST", body: { file_ids: fileIds } })).held;

const named = (fileIds: readonly string[]) => fileIds.map((file_id) => ({ file_id }));
