import { queryOptions } from "@tanstack/react-query";
import type { ThingsWish } from "./belongings.ts";
import { request } from "./request.ts";

/** The answer is the same for every address. */
export const askForReset = (body: { email: string; organization?: string }) =>
  request<{ message: string }>("/api/auth/requestPasswordReset", { method: "POST", body, auth: "none" });

export const resetPassword = (body: { userId: string; token: string; password: string }) =>
  request<{ message: string }>("/api/auth/resetPassword", { method: "POST", body, auth: "none" });

/** With the session, where there is one: an address that somebody else wrote is confirmed by the person alone. */
export const verifyAddress = (body: { email: string; token: string; password?: string; newPassword?: string }) =>
  request<{ message: string }>("/api/user/verify", { method: "POST", body });

export const askForVerification = (body: { email: string; organization?: string }) =>
  request<{ message: string }>("/api/user/verify/resend", { method: "POST", body, auth: "none" });

export const askForAddress = (body: { email: string; password: string }) =>
  request<{ message: string }>("/api/user/email", { method: "POST", body });

export const deleteOwnAccount = (body: { password?: string; token?: string; backupCode?: string } & ThingsWish) =>
  request<unknown>("/api/user/delete", { method: "DELETE", body });

export const sendReset = (id: string) =>
  request<{ message: string }>(`/api/admin/users/${encodeURIComponent(id)}/reset-password`, { method: "POST" });

interface Given {
  role: string | null;
  roles: string[];
  groups: { id: string; name: string }[];
}

export interface Invitation extends Given {
  id: string;
  email: string;
  status: "open" | "expired" | "accepted";
  inviter: { id: string; name: string };
  account: string | null;
  leftOut: Given | null;
  createdAt: string;
  expiresAt: string;
  acceptedAt: string | null;
}

export const MAIL_PAGE = 25;
const pageOf = (page: number) => ({ limit: MAIL_PAGE, offset: (page - 1) * MAIL_PAGE });

export type InvitationSort = "created" | "email";

export const invitationsQuery = (
  page: number,
  search = "",
  { sort, order }: { sort: InvitationSort; order: "asc" | "desc" } = { sort: "created", order: "desc" },
) =>
  queryOptions({
    queryKey: ["invitations", page, search, sort, order],
    queryFn: ({ signal }) =>
      request<{ invitations: Invitation[]; total: number }>("/api/admin/invitations", {
        query: { ...(search.trim().length >= 2 && { search: search.trim() }), sort, order, ...pageOf(page) },
        signal,
      }),
  });

export const invite = (body: { email: string; role?: string; groups?: string[]; expiresAt?: string }) =>
  request<{ invitation: Invitation }>("/api/admin/invitations", { method: "POST", body });

const placeOf = (id: string) => `/api/admin/invitations/${encodeURIComponent(id)}`;
export const sendAgain = (id: string) => request<unknown>(`${placeOf(id)}/resend`, { method: "POST" });
export const withdraw = (id: string) => request<void>(placeOf(id), { method: "DELETE" });

export interface OutboxLetter {
  id: string;
  to: string;
  kind: string;
  reason: string;
  createdAt: string;
  expiresAt: string;
  mayRead: boolean;
  whyNot: string | null;
  readings: { by: string; name: string; at: string }[];
}

export const outboxQuery = (page: number) =>
  queryOptions({
    queryKey: ["outbox", page],
    queryFn: ({ signal }) =>
      request<{ letters: OutboxLetter[]; total: number }>("/api/admin/outbox", { query: pageOf(page), signal }),
  });

export const readLetter = (id: string) =>
  request<{ to: string; subject: string; text: string }>(`/api/admin/outbox/${encodeURIComponent(id)}/read`, {
    method: "POST",
  });
