import { queryOptions } from "@tanstack/react-query";
import { problemOf } from "./problem.ts";
import { request } from "./request.ts";

/** A provider through which somebody signs in. */
export interface LinkedIdentity {
  id: string;
  provider: string;
  email: string | null;
  linkedAt: string;
  lastUsedAt: string;
  usable: boolean;
  /** Without it another way in remains. */
  removable: boolean;
}

export interface WaysIn {
  identities: LinkedIdentity[];
  /** Through which one may sign in here. */
  providers: string[];
  hasPassword: boolean;
  /** Linking asks for no password. */
  isRecent: boolean;
}

export const waysInQuery = queryOptions({
  queryKey: ["ways-in"],
  queryFn: ({ signal }) => request<WaysIn>("/api/auth/identities", { signal }),
});

/** @returns where to go on */
export const linkProvider = (body: { provider: string; password?: string }) =>
  request<{ url: string }>("/api/auth/identities", { method: "POST", body });

export const unlinkProvider = (id: string) =>
  request<void>(`/api/auth/identities/${encodeURIComponent(id)}`, { method: "DELETE" });

export interface TokenNote {
  for: string;
  claim?: string;
  source?: string;
  used: boolean;
  because: string;
}

export interface TokenTest {
  valid: boolean;
  reason?: string;
  issuer?: string;
  subject?: string;
  email?: string | null;
  emailVerified?: boolean;
  account?: { id: string; name: string; email: string } | null;
  maySignIn?: boolean;
  refusal?: string;
  roles?: string[];
  groups?: { id: string; name: string }[];
  features?: string[];
  capabilities?: string[];
  notes?: TokenNote[];
}

/**
 * Whether there is an OpenID provider whose tokens can be tried, asked with what is no token: the configuration that everybody reads says only
 * whether people sign in with it. A refusal is for the page.
 */
export const tokenTestQuery = queryOptions({
  queryKey: ["token-test"],
  queryFn: () =>
    testToken({ token: "-", kind: "id" }).then(
      () => true,
      (error: unknown) => {
        const { code } = problemOf(error);
        // A provider that does not answer now is configured all the same.
        if (code === "request-invalid" || code === "provider-unavailable") return code !== "request-invalid";
        throw error;
      },
    ),
  staleTime: 5 * 60_000,
});

/** Writes nothing. */
export const testToken = (body: { token: string; kind: "id" | "access" }) =>
  request<TokenTest>("/api/admin/identity/token-test", { method: "POST", body });
