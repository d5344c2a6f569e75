import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";
import { type SignedInUser, session } from "./session.ts";

export interface Registration {
  name: string;
  email: string;
  password: string;
  confirm_password: string;
  setup_code?: string;
  /** Of an invitation. */
  token?: string;
  organization?: string;
}

export const register = (registration: Registration) =>
  request<{ message: string }>("/api/auth/register", { method: "POST", body: registration, auth: "none" });

type SignInAnswer = { token: string; user: SignedInUser } | { twoFAPending: true; tempToken: string };

/** Signs in and takes the session over. @returns the token of the second step, where there is one to go; null: one is in */
export async function signIn(form: { email: string; password: string; organization?: string }): Promise<string | null> {
  const answer = await request<SignInAnswer>("/api/auth/login", { method: "POST", body: form, auth: "none" });
  if ("tempToken" in answer) return answer.tempToken;
  session.take(answer);
  return null;
}

/** Ends the session here and on the server; here in any case. @returns where to sign out as well, if anywhere */
export async function signOut(): Promise<string | null> {
  try {
    const { redirect } = await request<{ redirect?: string }>("/api/auth/logout", { method: "POST" });
    return redirect ?? null;
  } finally {
    session.signOut();
  }
}

export interface SessionRow {
  id: string;
  current: boolean;
  createdAt: string;
  lastSeenAt: string | null;
  /** `Firefox on Windows`. */
  device: string;
  ip: string | null;
  expiresAt: string;
}

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) => (await request<{ sessions: SessionRow[] }>("/api/auth/sessions", { signal })).sessions,
});

/** All but the one of this browser. */
export const endOtherSessions = () => request<{ ended: number }>("/api/auth/sessions", { method: "DELETE" });

export const endSession = (id: string) =>
  request<void>(`/api/auth/sessions/${encodeURIComponent(id)}`, { method: "DELETE" });

export const changePassword = (body: { currentPassword: string; newPassword: string }) =>
  request<void>("/api/auth/password", { method: "POST", body });
