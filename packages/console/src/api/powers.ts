import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import { request } from "./request.ts";

export type HolderKind = "user" | "service" | "group" | "role";

/** A user, service or group by its id, a role by its name. */
export interface Holder {
  kind: HolderKind;
  id: string;
  name: string;
}

/** An administrative capability that somebody holds. */
export interface Power {
  _id: string;
  capability: string;
  /** The id of the group whose people it covers; null: everybody; `withheld`: one that you may not see. */
  scope: string | null;
  expiresAt: string | null;
}

export const powersQuery = ({ kind, id }: Pick<Holder, "kind" | "id">) =>
  queryOptions({
    queryKey: ["powers", kind, id],
    queryFn: async ({ signal }) =>
      (await request<{ grants: Power[] }>(`/api/admin/grants/${kind}/${encodeURIComponent(id)}`, { signal })).grants,
  });

export const givePower = ({ kind, id }: Holder, { capability, scope, expiresAt }: Omit<Power, "_id">) =>
  call<unknown>("/api/admin/grants", {
    method: "POST",
    body: { principalType: kind, principalId: id, capability, scope, expiresAt },
  });

export const takePower = ({ kind, id }: Holder, { capability, scope }: Pick<Power, "capability" | "scope">) =>
  call<unknown>(`/api/admin/grants/${kind}/${encodeURIComponent(id)}/${encodeURIComponent(capability)}`, {
    method: "DELETE",
    query: { scope },
  });
