import { queryOptions } from "@tanstack/react-query";
import { api, raw } from "./client.ts";
import { havingSeen } from "./closure.ts";
import { send } from "./request.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** A file as a message names it. */
export type MessageFile = Pick<FileRecord, "file_id" | "filename" | "filepath" | "bytes" | "type">;

/** All that is known of a file. */
export type FileRecord = AnswerOf<"/api/files", "get">[number];

/** A file of an agent. */
export type AgentFileRecord = AnswerOf<"/api/files/agent/{agent_id}", "get">[number];
export type FileMode = AgentFileRecord["mode"];

/** `fileConfig` of `librechat.yaml`; sizes in MB. */
export type FileConfig = AnswerOf<"/api/files/config", "get">;

/** One's own, newest first: all of them, 5,000 at most. */
export const filesQuery = queryOptions({
  queryKey: ["files", "own"],
  queryFn: ({ signal }) => api.get("/api/files", { signal }),
  // As many as there may be are too much for each look at another window.
  refetchOnWindowFocus: false,
});

/** What is known of a file, for whoever may fetch it. It is told before the bytes, of which none are waited for. */
export const fileQuery = (fileId: string) =>
  queryOptions({
    queryKey: ["files", "one", fileId],
    queryFn: async ({ signal }) => {
      const response = await raw.get("/api/files/download/{userId}/{file_id}", {
        path: { userId: "-", file_id: fileId },
        signal,
      });
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
      (await api.get("/api/files/{file_id}/preview", { path: { file_id: fileId }, signal })).text ?? null,
  });

export const agentFilesQuery = (agentId: string) =>
  queryOptions({
    queryKey: ["files", "of-agent", agentId],
    queryFn: ({ signal }) => api.get("/api/files/agent/{agent_id}", { path: { agent_id: agentId }, signal }),
  });

export const setFileMode = (agentId: string, fileId: string, mode: FileMode, closure: string | null) =>
  api.put("/api/agents/{id}/files/{fileId}", { path: { id: agentId, fileId }, body: { mode }, ...havingSeen(closure) });

export const fileConfigQuery = queryOptions({
  queryKey: ["file-config"],
  queryFn: ({ signal }) => api.get("/api/files/config", { signal }),
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
  return api.post("/api/files", { form, ...sending });
}

/** Its bytes. The browser keeps large ones on its disk. */
export const fetchFile = async ({ filepath }: MessageFile, signal?: AbortSignal): Promise<Blob> =>
  (await send(filepath, { signal })).blob();

/** All of these, 500 at most, or none. */
export const deleteFiles = (fileIds: readonly string[]) =>
  api.delete("/api/files", { body: { files: named(fileIds) } });

export type AgentToolName = NonNullable<BodyOf<"/api/files", "delete">["tool_resource"]>;
/** Takes it from a tool of an agent; the file stays. */
export const takeFromAgent = (agentId: string, tool: AgentToolName, fileId: string) =>
  api.delete("/api/files", { body: { files: named([fileId]), agent_id: agentId, tool_resource: tool } });

/** Uploads that wait for their message wait an hour more. @returns how many of them are there */
export const holdFiles = async (fileIds: readonly string[]): Promise<number> =>
  (await api.post("/api/files/usage", { body: { file_ids: fileIds } })).held;

const named = (fileIds: readonly string[]) => fileIds.map((file_id) => ({ file_id }));
