import { api } from "./client.ts";

/** @returns what begins one download, by this session, within minutes */
export const askForData = (body: { password?: string; token?: string; backupCode?: string }) =>
  api.post("/api/user/export", { body });

export const dataAddress = (ticket: string) => `/api/user/export/download?ticket=${encodeURIComponent(ticket)}`;

/** The person alone is told, and gets it. */
export const askForTheirData = (id: string) => api.post("/api/admin/users/{id}/export", { path: { id } });
