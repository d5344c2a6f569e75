import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";
import { session } from "./session.ts";

export type Registration = BodyOf<"/api/auth/register", "post">;

export const register = (registration: Registration) =>
  api.post("/api/auth/register", { body: registration, auth: "none" });

/** Signs in and takes the session over. @returns the token of the second step, where there is one to go; null: one is in */
export async function signIn(form: { email: string; password: string; organization?: string }): Promise<string | null> {
  const answer = await api.post("/api/auth/login", { body: form, auth: "none" });
  if ("tempToken" in answer) return answer.tempToken;
  session.take(answer);
  return null;
}

/** Ends the session here and on the server; here in any case. @returns where to sign out as well, if anywhere */
export async function signOut(): Promise<string | null> {
  try {
    const { redirect } = await api.post("/api/auth/logout");
    return redirect ?? null;
  } finally {
    session.signOut();
  }
}

export type SessionRow = AnswerOf<"/api/auth/sessions", "get">["sessions"][number];

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) => (await api.get("/api/auth/sessions", { signal })).sessions,
});

/** All but the one of this browser. */
export const endOtherSessions = () => api.delete("/api/auth/sessions");

export const endSession = (id: string) => api.delete("/api/auth/sessions/{id}", { path: { id } });

export const changePassword = (body: { currentPassword: string; newPassword: string }) =>
  api.post("/api/auth/password", { body });
