import { queryOptions } from "@tanstack/react-query";
import { api, call } from "./client.ts";
import type { AnswerOf } from "./schema.ts";

export type HolderKind = "user" | "service" | "group" | "role";

/** A user, service or group by its id, a role by its name. */
export interface Holder {
  kind: HolderKind;
  id: string;
  name: string;
}

/** An administrative capability that somebody holds. */
export type Power = AnswerOf<"/api/admin/grants/{principalType}/{principalId}", "get">["grants"][number];

/** What is given of it. */
export type PowerWish = Pick<Power, "capability" | "scope" | "expiresAt">;

export const powersQuery = ({ kind, id }: Pick<Holder, "kind" | "id">) =>
  queryOptions({
    queryKey: ["powers", kind, id],
    queryFn: async ({ signal }) =>
      (
        await api.get("/api/admin/grants/{principalType}/{principalId}", {
          path: { principalType: kind, principalId: id },
          signal,
        })
      ).grants,
  });

export const givePower = (
  { kind, id }: Holder,
  { capability, scope, expiresAt }: Pick<Power, "capability" | "scope" | "expiresAt">,
) => call.post("/api/admin/grants", { body: { principalType: kind, principalId: id, capability, scope, expiresAt } });

export const takePower = ({ kind, id }: Holder, { capability, scope }: Pick<Power, "capability" | "scope">) =>
  call.delete("/api/admin/grants/{principalType}/{principalId}/{capability}", {
    path: { principalType: kind, principalId: id, capability },
    query: { scope },
  });
