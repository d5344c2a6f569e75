import { queryOptions } from "@tanstack/react-query";
import { goingWith, type ThingsWish } from "./belongings.ts";
import { api, call, versioned } from "./client.ts";
import { isSearch } from "./isSearch.ts";
import type { AnswerOf } from "./schema.ts";

export type Account = AnswerOf<"/api/admin/users/{id}", "get">["user"];

export const PEOPLE_PAGE = 25;

/** Of one that a search finds less is told. */
export type ListedAccount = Pick<Account, "id" | "name" | "email" | "role" | "gatehouseRole" | "status"> &
  Partial<Pick<Account, "banned" | "hidden">>;

/** What people are sorted by; a search is by name, whatever is asked. */
export type AccountSort = "name" | "email" | "created";

/** A page of all accounts, or of all that a search finds. */
export const accountsQuery = (
  search: string,
  page: number,
  { sort, order }: { sort: AccountSort; order: "asc" | "desc" } = { sort: "name", order: "asc" },
) =>
  queryOptions({
    queryKey: ["accounts", "list", search, page, sort, order],
    queryFn: async ({ signal }): Promise<{ users: ListedAccount[]; total: number }> =>
      api.get("/api/admin/users", {
        query: {
          ...(isSearch(search) && { search: search.trim() }),
          ...{ sort, order, limit: PEOPLE_PAGE, offset: (page - 1) * PEOPLE_PAGE },
        },
        signal,
      }),
  });

/** Whether one may act on somebody by a capability, by rank and what they hold. */
export type Acting = AnswerOf<"/api/admin/users/{id}", "get">["acting"][number];

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ["accounts", "one", id],
    queryFn: async ({ signal }) => {
      const { data, etag } = await versioned.get("/api/admin/users/{id}", { path: { id }, signal });
      return { account: data.user, acting: data.acting, givable: data.givable, etag };
    },
  });

/** @returns the account and, if none was given, its first password: shown this once. */
export const createAccount = (body: { name: string; email: string; password?: string; role?: string }) =>
  api.post("/api/admin/users", { body });

export const updateAccount = (
  id: string,
  body: {
    name?: string;
    email?: string;
    username?: string;
    status?: "active" | "deactivated";
    role?: string;
    hidden?: boolean;
  },
  ifMatch: string | null,
) => api.patch("/api/admin/users/{id}", { path: { id }, body, ifMatch });

export const banAccount = (id: string, body: { until: string | null; reason: string }) =>
  api.post("/api/admin/users/{id}/ban", { path: { id }, body });

export const resetSecondFactor = (id: string) => api.post("/api/admin/users/{id}/reset-two-factor", { path: { id } });

export const liftBan = (id: string) => api.delete("/api/admin/users/{id}/ban", { path: { id } });

export const deleteAccount = (id: string, wish: ThingsWish, ifMatch: string | null) =>
  api.delete("/api/admin/users/{id}", { path: { id }, body: goingWith(wish), ifMatch });

export const giveRole = (id: string, body: { role: string; expiresAt?: string }) =>
  call.post("/api/admin/users/{id}/roles", { path: { id }, body });

export const takeRole = (id: string, role: string) =>
  call.delete("/api/admin/users/{id}/roles/{role}", { path: { id, role } });

/** Where somebody is signed in, as whoever may act on their account sees it. */
export type OthersSession = AnswerOf<"/api/admin/users/{id}/sessions", "get">["sessions"][number];

export const othersSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["accounts", "sessions", id],
    queryFn: async ({ signal }) => (await api.get("/api/admin/users/{id}/sessions", { path: { id }, signal })).sessions,
    staleTime: 0,
  });

/** @param session all of them, if absent */
export const endOthersSession = (id: string, session?: string) =>
  session === undefined
    ? api.delete("/api/admin/users/{id}/sessions", { path: { id } })
    : api.delete("/api/admin/users/{id}/sessions/{sessionId}", { path: { id, sessionId: session } });
