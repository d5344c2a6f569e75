import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import { problemOf } from "./problem.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** A provider through which somebody signs in. */
export type LinkedIdentity = WaysIn["identities"][number];

export type WaysIn = AnswerOf<"/api/auth/identities", "get">;

export const waysInQuery = queryOptions({
  queryKey: ["ways-in"],
  queryFn: ({ signal }) => api.get("/api/auth/identities", { signal }),
});

/** @returns where to go on */
export const linkProvider = (body: BodyOf<"/api/auth/identities", "post">) =>
  api.post("/api/auth/identities", { body });

export const unlinkProvider = (id: string) => api.delete("/api/auth/identities/{id}", { path: { id } });

export type TokenNote = NonNullable<TokenTest["notes"]>[number];

export type TokenTest = AnswerOf<"/api/admin/identity/token-test", "post">;

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
  api.post("/api/admin/identity/token-test", { body });
