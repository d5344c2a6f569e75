import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";
import { type SignedInUser, session } from "./session.ts";

export interface SecondFactor {
  enabled: boolean;
  /** A role of one's takes it. */
  required: boolean;
  since: string | null;
  backupCodesLeft: number;
  /** Setting it up takes the password: one signed in too long ago. */
  needsPassword: boolean;
}

/** A code of the app, or a backup code. */
export type Code = { token: string } | { backupCode: string };

export interface Begun {
  /** What the app reads. */
  otpauthUrl: string;
  backupCodes: string[];
}

const PATH = "/api/auth/2fa";

export const secondFactorQuery = queryOptions({
  queryKey: ["own-account", "second-factor"],
  queryFn: ({ signal }) => request<SecondFactor>(PATH, { signal }),
});

export const beginSecondFactor = (proof: Code | { password: string } | Record<string, never>) =>
  request<Begun>(`${PATH}/enable`, { method: "POST", body: proof });

export const confirmSecondFactor = (token: string) =>
  request<unknown>(`${PATH}/confirm`, { method: "POST", body: { token } });

export const switchSecondFactorOff = (code: Code) =>
  request<unknown>(`${PATH}/disable`, { method: "POST", body: code });

export const renewBackupCodes = (code: Code) =>
  request<{ backupCodes: string[] }>(`${PATH}/backup/regenerate`, { method: "POST", body: code });

/** The second step of signing in; takes the session over. */
export async function signInWithCode(tempToken: string, code: Code): Promise<void> {
  session.take(
    await request<{ token: string; user: SignedInUser }>(`${PATH}/verify-temp`, {
      method: "POST",
      body: { tempToken, ...code },
      auth: "none",
    }),
  );
}
