import { t } from "@lingui/core/macro";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call, versioned } from "./client.ts";
import { type Closure, havingSeen, readClosure } from "./closure.ts";
import { type Answer, checkMany } from "./may.ts";
import { ProblemError } from "./problem.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

export type Grant = AnswerOf<"/api/access/resources/{type}/{id}/grants", "get">["grants"][number];

export type GrantWish = BodyOf<"/api/access/resources/{type}/{id}/grants", "post">;

/** How a resource is shared: its owner, every grant on it, and the version that each change of these names. */
export interface Sharing {
  owner: { principal: string; name: string };
  grants: Grant[];
  etag: string | null;
  /** What travels with it; null: nothing. */
  closure: Closure | null;
}

export const sharingQuery = (type: string, id: string) =>
  queryOptions({
    queryKey: ["access", type, id, "sharing"],
    queryFn: async ({ signal }): Promise<Sharing> => {
      const [{ data, etag }, { owner, ownerName }, closure] = await Promise.all([
        versioned.get("/api/access/resources/{type}/{id}/grants", { path: { type, id }, signal }),
        api.get("/api/access/resources/{type}/{id}", { path: { type, id }, signal }),
        readClosure(type, id, signal),
      ]);
      return { owner: { principal: owner, name: ownerName ?? owner }, grants: data.grants, etag, closure };
    },
    staleTime: 0,
  });

/** The versions that a change of how something is shared was made from. */
const seenOf = ({ etag, closure }: Seen) => ({
  ifMatch: etag,
  ...havingSeen(closure?.closure),
});

type Seen = Pick<Sharing, "etag" | "closure">;
/** Whatever it is now: for what only takes back what somebody has just done. */
export const AS_IT_IS: Seen = { etag: null, closure: null };

export const createGrant = (type: string, id: string, wish: GrantWish, seen: Seen) =>
  call.post("/api/access/resources/{type}/{id}/grants", { path: { type, id }, body: wish, ...seenOf(seen) });

/** What gives the same as a grant does. */
type Terms = Pick<Grant, "role" | "allow" | "deny" | "expiresAt" | "condition" | "reason">;
export const termsOf = ({ role, allow, deny, expiresAt, condition, reason }: Terms): Omit<GrantWish, "principal"> => ({
  ...(role ? { role } : { allow }),
  deny,
  expiresAt,
  condition,
  ...(reason && { reason }),
});

/** Other terms for a grant; its principal stays. */
export const changeGrant = (
  type: string,
  id: string,
  grantId: Grant["id"],
  terms: Omit<GrantWish, "principal">,
  seen: Seen,
) =>
  call.put("/api/access/resources/{type}/{id}/grants/{grantId}", {
    path: { type, id, grantId },
    body: terms,
    ...seenOf(seen),
  });

/**
 * What somebody takes back is what they made: nobody has changed it since. @param left how it was left; null: there is none for `principal`
 * @throws {ProblemError} `version-mismatch`
 */
export async function requireStill(type: string, id: string, principal: string, left: Grant | null): Promise<void> {
  const { grants } = await api.get("/api/access/resources/{type}/{id}/grants", { path: { type, id } });
  const there = grants.filter((one) => (left ? one.id === left.id : one.principal === principal));
  const told = ({ allow, deny, expiresAt, condition }: Grant) =>
    JSON.stringify([allow.toSorted(), deny.toSorted(), expiresAt, condition]);
  const isStill = left
    ? there[0] !== undefined && told(there[0]) === told(left)
    : there.every(({ allow }) => allow.length === 0);
  if (!isStill)
    throw new ProblemError(412, {
      code: "version-mismatch",
      title: t`Somebody has changed it since`,
      help: t`Look at how it is shared now, and change that.`,
    });
}

export const deleteGrant = (type: string, id: string, grantId: Grant["id"], ifMatch: string | null) =>
  call.delete("/api/access/resources/{type}/{id}/grants/{grantId}", { path: { type, id, grantId }, ifMatch });

/** What is still there when everything was taken back, and why. */
export type TakenBack = AnswerOf<"/api/access/resources/{type}/{id}/grants", "delete">;

/** Takes back all that one may, in one write; what denies stays. */
export const takeAllBack = (type: string, id: string, ifMatch: string | null) =>
  call.delete("/api/access/resources/{type}/{id}/grants", { path: { type, id }, ifMatch });

export const transferOwnership = (type: string, id: string, owner: string, seen: Sharing) =>
  call.put("/api/access/resources/{type}/{id}/owner", { path: { type, id }, body: { owner }, ...seenOf(seen) });

export interface SubjectRights {
  subject: string;
  name: string;
  /** The actions that the server says yes to, and until when. */
  may: { action: string; until: Answer["until"] }[];
}

/** Who can do `action` now, and what else each of them can do; a page of them at a time. */
export const subjectsQuery = (resource: string, action: string, actions: readonly string[]) =>
  infiniteQueryOptions({
    queryKey: ["access", ...resource.split(":"), "subjects", action],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const page = await api.post("/api/access/subjects", {
        body: { action, resource, limit: 25, ...(pageParam && { cursor: pageParam }) },
        signal,
      });
      const checks = page.subjects.flatMap(({ subject }) => actions.map((one) => ({ subject, action: one, resource })));
      const answers = await checkMany(checks, signal);
      return {
        next: page.next,
        subjects: page.subjects.map(
          ({ subject, name }, row): SubjectRights => ({
            subject,
            name: name ?? subject,
            may: actions.flatMap((one, column) => {
              const answer = answers[row * actions.length + column];
              return answer?.allowed ? [{ action: one, until: answer.until }] : [];
            }),
          }),
        ),
      };
    },
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });

export type ProofStep = Lead["way"][number];

/** A grant, ownership or capability that leads to a yes, with one shortest way. */
export type Lead = Explanation["leads"][number];

/** One change of those that would turn a no, as the server names it. */
export type RemedyChange = Explanation["remedies"][number]["changes"][number];

export type Explanation = AnswerOf<"/api/access/explain", "post">;

/**
 * @param resource absent: of a feature, or a capability
 * @param at as it was at that moment; absent: now
 */
export const explanationQuery = (subject: string, action: string, resource?: string, at?: string) =>
  queryOptions({
    queryKey: ["access", ...(resource?.split(":") ?? []), "explain", subject, action, at],
    queryFn: ({ signal }) => api.post("/api/access/explain", { body: { subject, action, resource, at }, signal }),
    staleTime: 0,
  });
