import { queryOptions } from "@tanstack/react-query";
import type { ThingsWish } from "./belongings.ts";
import { call } from "./call.ts";
import { request, requestVersioned } from "./request.ts";

export interface Account {
  id: string;
  name: string;
  email: string;
  username?: string | null;
  role: string;
  /** The primary role as it is, where `role` is LibreChat's. */
  gatehouseRole?: string;
  status?: "active" | "unverified" | "deactivated";
  banned?: boolean;
  /** Null while banned: for good. */
  bannedUntil?: string | null;
  roles?: { role: string; expiresAt?: string | number | null }[];
  /** From those who look for people; administrators find them. */
  hidden: boolean;
  twoFactorEnabled: boolean;
  createdAt?: string;
}

const placeOf = (id: string) => `/api/admin/users/${encodeURIComponent(id)}`;
export const PEOPLE_PAGE = 25;

/** What people are sorted by; a search is by name, whatever is asked. */
export type AccountSort = "name" | "email" | "created";
export const isPeopleSearch = (search: string) => search.trim().length >= 2;

/** A page of all accounts, or of all that a search finds. */
export const accountsQuery = (
  search: string,
  page: number,
  { sort, order }: { sort: AccountSort; order: "asc" | "desc" } = { sort: "name", order: "asc" },
) =>
  queryOptions({
    queryKey: ["accounts", "list", search, page, sort, order],
    queryFn: async ({ signal }): Promise<{ users: Account[]; total: number }> =>
      request("/api/admin/users", {
        query: {
          ...(isPeopleSearch(search) && { search: search.trim() }),
          ...{ sort, order, limit: PEOPLE_PAGE, offset: (page - 1) * PEOPLE_PAGE },
        },
        signal,
      }),
  });

/** Whether one may act on somebody by a capability, by rank and what they hold. */
export interface Acting {
  capability: string;
  /** The engine's code; null: one may. */
  reason: string | null;
  missing: string[];
}

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ["accounts", "one", id],
    queryFn: async ({ signal }) => {
      const { data, etag } = await requestVersioned<{ user: Account; acting: Acting[] }>(placeOf(id), { signal });
      return { account: data.user, acting: data.acting, etag };
    },
  });

/** @returns the account and, if none was given, its first password: shown this once. */
export const createAccount = (body: { name: string; email: string; password?: string; role?: string }) =>
  request<{ user: Account; password?: string }>("/api/admin/users", { method: "POST", body });

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
) => request<{ user: Account }>(placeOf(id), { method: "PATCH", body, ifMatch });

export const banAccount = (id: string, body: { until: string | null; reason: string }) =>
  request<{ user: Account }>(`${placeOf(id)}/ban`, { method: "POST", body });

export const resetSecondFactor = (id: string) =>
  request<{ user: Account }>(`${placeOf(id)}/reset-two-factor`, { method: "POST" });

export const liftBan = (id: string) => request<unknown>(`${placeOf(id)}/ban`, { method: "DELETE" });

export const deleteAccount = (id: string, wish: ThingsWish, ifMatch: string | null) =>
  request<unknown>(placeOf(id), { method: "DELETE", body: wish, ifMatch });

export const giveRole = (id: string, body: { role: string; expiresAt?: string }) =>
  call<unknown>(`${placeOf(id)}/roles`, { method: "POST", body });

export const takeRole = (id: string, role: string) =>
  call<unknown>(`${placeOf(id)}/roles/${encodeURIComponent(role)}`, { method: "DELETE" });

/** Where somebody is signed in, as whoever may act on their account sees it. */
export interface OthersSession {
  id: string;
  device: string;
  signedInWith: string;
  secondFactor: boolean;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
}

export const othersSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["accounts", "sessions", id],
    queryFn: async ({ signal }) =>
      (await request<{ sessions: OthersSession[] }>(`${placeOf(id)}/sessions`, { signal })).sessions,
    staleTime: 0,
  });

/** @param session all of them, if absent */
export const endOthersSession = (id: string, session?: string) =>
  request<{ ended: number } | undefined>(`${placeOf(id)}/sessions${session === undefined ? "" : `/${session}`}`, {
    method: "DELETE",
  });
