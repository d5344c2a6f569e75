import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { AnswerOf } from "./schema.ts";
import { session } from "./session.ts";

export type SecondFactor = AnswerOf<"/api/auth/2fa", "get">;

/** A code of the app, or a backup code. */
export type Code = { token: string } | { backupCode: string };

export type Begun = AnswerOf<"/api/auth/2fa/enable", "post">;

export const secondFactorQuery = queryOptions({
  queryKey: ["own-account", "second-factor"],
  queryFn: ({ signal }) => api.get("/api/auth/2fa", { signal }),
});

export const beginSecondFactor = (proof: Code | { password: string } | Record<string, never>) =>
  api.post("/api/auth/2fa/enable", { body: proof });

export const confirmSecondFactor = (token: string) => api.post("/api/auth/2fa/confirm", { body: { token } });

export const switchSecondFactorOff = (code: Code) => api.post("/api/auth/2fa/disable", { body: code });

export const renewBackupCodes = (code: Code) => api.post("/api/auth/2fa/backup/regenerate", { body: code });

/** The second step of signing in; takes the session over. */
export async function signInWithCode(tempToken: string, code: Code): Promise<void> {
  session.take(await api.post("/api/auth/2fa/verify-temp", { body: { tempToken, ...code }, auth: "none" }));
}
