import type { WholeAgent } from "./agents.ts";
import { request, requestVersioned } from "./request.ts";

const PICTURES = "/api/files/images/avatar";
/** What the server takes, by what is in it. */
export const PICTURE_TYPES = "image/png,image/jpeg,image/webp,image/gif";

/** How something is shown. */
export interface Shown {
  filepath: string;
}

/** Where a picture is fetched: an uploaded one. Addresses elsewhere would tell others who looks. */
export const pictureOf = (path: string | null | undefined): string | null =>
  path?.startsWith(`${PICTURES}/`) ? path : null;

/** @returns where it is fetched */
export const setOwnPicture = async (file: File): Promise<string> =>
  (await request<{ url: string }>(PICTURES, { method: "POST", form: formOf(file) })).url;

export const removeOwnPicture = () => request<void>(PICTURES, { method: "DELETE" });

export const setAgentPicture = (agentId: string, file: File) =>
  requestVersioned<WholeAgent>(`/api/files/images/agents/${encodeURIComponent(agentId)}/avatar`, {
    method: "POST",
    form: formOf(file),
  });

export const removeAgentPicture = (agentId: string, ifMatch: string | null) =>
  requestVersioned<WholeAgent>(`/api/agents/${encodeURIComponent(agentId)}`, {
    method: "PATCH",
    body: { avatar: null },
    ifMatch,
  });

function formOf(file: File): FormData {
  const form = new FormData();
  form.append("file", file);
  return form;
}
