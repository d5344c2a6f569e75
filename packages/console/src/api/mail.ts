import { queryOptions } from "@tanstack/react-query";
import { goingWith, type ThingsWish } from "./belongings.ts";
import { api } from "./client.ts";
import { isSearch } from "./isSearch.ts";
import type { AnswerOf } from "./schema.ts";

/** The answer is the same for every address. */
export const askForReset = (body: { email: string; organization?: string }) =>
  api.post("/api/auth/requestPasswordReset", { body, auth: "none" });

export const resetPassword = (body: { userId: string; token: string; password: string }) =>
  api.post("/api/auth/resetPassword", { body, auth: "none" });

/** With the session, where there is one: an address that somebody else wrote is confirmed by the person alone. */
export const verifyAddress = (body: { email: string; token: string; password?: string; newPassword?: string }) =>
  api.post("/api/user/verify", { body });

export const askForVerification = (body: { email: string; organization?: string }) =>
  api.post("/api/user/verify/resend", { body, auth: "none" });

export const askForAddress = (body: { email: string; password: string }) => api.post("/api/user/email", { body });

export const deleteOwnAccount = ({
  password,
  token,
  backupCode,
  ...wish
}: { password?: string; token?: string; backupCode?: string } & ThingsWish) =>
  api.delete("/api/user/delete", { body: { password, token, backupCode, ...goingWith(wish) } });

export const sendReset = (id: string) => api.post("/api/admin/users/{id}/reset-password", { path: { id } });

export type Invitation = AnswerOf<"/api/admin/invitations", "get">["invitations"][number];

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
      api.get("/api/admin/invitations", {
        query: { ...(isSearch(search) && { search: search.trim() }), sort, order, ...pageOf(page) },
        signal,
      }),
  });

export const invite = (body: { email: string; role?: string; groups?: string[]; expiresAt?: string }) =>
  api.post("/api/admin/invitations", { body });
export const sendAgain = (id: string) => api.post("/api/admin/invitations/{id}/resend", { path: { id } });
export const withdraw = (id: string) => api.delete("/api/admin/invitations/{id}", { path: { id } });

export type OutboxLetter = AnswerOf<"/api/admin/outbox", "get">["letters"][number];

export const outboxQuery = (page: number) =>
  queryOptions({
    queryKey: ["outbox", page],
    queryFn: ({ signal }) => api.get("/api/admin/outbox", { query: pageOf(page), signal }),
  });

export const readLetter = (id: string) => api.post("/api/admin/outbox/{id}/read", { path: { id } });
