import { request } from "./request.ts";

/** @returns what begins one download, by this session, within minutes */
export const askForData = (body: { password?: string; token?: string; backupCode?: string }) =>
  request<{ ticket: string; expiresAt: string }>("/api/user/export", { method: "POST", body });

export const dataAddress = (ticket: string) => `/api/user/export/download?ticket=${encodeURIComponent(ticket)}`;

/** The person alone is told, and gets it. */
export const askForTheirData = (id: string) =>
  request<{ message: string }>(`/api/admin/users/${encodeURIComponent(id)}/export`, { method: "POST" });
