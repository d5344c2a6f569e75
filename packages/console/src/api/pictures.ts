import type { AgentListItem } from "./agents.ts";
import { api, versioned } from "./client.ts";

const PICTURES = "/api/files/images/avatar";
/** What the server takes, by what is in it. */
export const PICTURE_TYPES = "image/png,image/jpeg,image/webp,image/gif";

/** How something is shown. */
export type Shown = Pick<NonNullable<AgentListItem["avatar"]>, "filepath">;

/** Where a picture is fetched: an uploaded one. Addresses elsewhere would tell others who looks. */
export const pictureOf = (path: string | null | undefined): string | null =>
  path?.startsWith(`${PICTURES}/`) ? path : null;

/** @returns where it is fetched */
export const setOwnPicture = async (file: File): Promise<string> =>
  (await api.post("/api/files/images/avatar", { form: formOf(file) })).url;

export const removeOwnPicture = () => api.delete("/api/files/images/avatar");

export const setAgentPicture = (agentId: string, file: File) =>
  versioned.post("/api/files/images/agents/{agent_id}/avatar", { path: { agent_id: agentId }, form: formOf(file) });

export const removeAgentPicture = (agentId: string, ifMatch: string | null) =>
  versioned.patch("/api/agents/{id}", { path: { id: agentId }, body: { avatar: null }, ifMatch });

function formOf(file: File): FormData {
  const form = new FormData();
  form.append("file", file);
  return form;
}
