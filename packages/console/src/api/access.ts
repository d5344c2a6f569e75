import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";
import { type Closure, havingSeen, readClosure } from "./closure.ts";
import { type Answer, checkMany } from "./may.ts";
import { ProblemError } from "./problem.ts";
import { request, requestVersioned } from "./request.ts";

export interface Grant {
  id: number;
  principal: string;
  principalName?: string | null;
  role?: string | null;
  allow: string[];
  deny: string[];
  expiresAt: string | null;
  condition: string | null;
  /** Broken glass: nobody gave it. */
  glass?: boolean;
  givenBy?: string | null;
  givenByName?: string | null;
  givenAt?: string | null;
  reason?: string | null;
  lastUsed?: string | null;
}

export interface GrantWish {
  principal: string;
  role?: string;
  allow?: string[];
  deny?: string[];
  expiresAt?: string | null;
  condition?: string | null;
  reason?: string;
}

const placeOf = (type: string, id: string) => `/api/access/resources/${type}/${encodeURIComponent(id)}`;

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
        requestVersioned<{ grants: Grant[] }>(`${placeOf(type, id)}/grants`, { signal }),
        request<{ owner: string; ownerName: string | null }>(placeOf(type, id), { signal }),
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
  call<{ grant: Grant }>(`${placeOf(type, id)}/grants`, { method: "POST", body: wish, ...seenOf(seen) });

/** What gives the same as a grant does. */
export const termsOf = ({ role, allow, deny, expiresAt, condition, reason }: Grant): Omit<GrantWish, "principal"> => ({
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
) => call<{ grant: Grant }>(`${placeOf(type, id)}/grants/${grantId}`, { method: "PUT", body: terms, ...seenOf(seen) });

/**
 * What somebody takes back is what they made: nobody has changed it since. @param left how it was left; null: there is none for `principal`
 * @throws {ProblemError} `version-mismatch`
 */
export async function requireStill(type: string, id: string, principal: string, left: Grant | null): Promise<void> {
  const { grants } = await request<{ grants: Grant[] }>(`${placeOf(type, id)}/grants`);
  const there = grants.filter((one) => (left ? one.id === left.id : one.principal === principal));
  const told = ({ allow, deny, expiresAt, condition }: Grant) =>
    JSON.stringify([allow.toSorted(), deny.toSorted(), expiresAt, condition]);
  const isStill = left
    ? there[0] !== undefined && told(there[0]) === told(left)
    : there.every(({ allow }) => allow.length === 0);
  if (!isStill)
    throw new ProblemError(412, {
      code: "version-mismatch",
      title: "Somebody has changed it since",
      help: "Look at how it is shared now, and change that.",
    });
}

export const deleteGrant = (type: string, id: string, grantId: Grant["id"], ifMatch: string | null) =>
  call<void>(`${placeOf(type, id)}/grants/${grantId}`, { method: "DELETE", ifMatch });

/** What is still there when everything was taken back, and why. */
export interface TakenBack {
  taken: number;
  stays: { grant: Grant; reason: string; detail: string }[];
}

/** Takes back all that one may, in one write; what denies stays. */
export const takeAllBack = (type: string, id: string, ifMatch: string | null) =>
  call<TakenBack>(`${placeOf(type, id)}/grants`, { method: "DELETE", ifMatch });

export const transferOwnership = (type: string, id: string, owner: string, seen: Sharing) =>
  call<unknown>(`${placeOf(type, id)}/owner`, { method: "PUT", body: { owner }, ...seenOf(seen) });

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
      const page = await request<{ subjects: { subject: string; name: string | null }[]; next: string | null }>(
        "/api/access/subjects",
        {
          method: "POST",
          body: { action, resource, limit: 25, ...(pageParam && { cursor: pageParam }) },
          signal,
        },
      );
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

export interface ProofStep {
  relation: string;
  from: string;
  to: string;
  fromName?: string | null;
  toName?: string | null;
  detail?: string | null;
  /** Of a step that is a grant: which one. */
  grant?: number;
  expiresAt?: number | string | null;
}

/** A grant, ownership or capability that leads to a yes, with one shortest way. */
export interface Lead {
  reason: string;
  way: ProofStep[];
}

/** One change of those that would turn a no, as the server names it. */
export interface RemedyChange {
  kind: string;
  role?: string;
  feature?: string;
  group?: string;
  capability?: string;
  resource?: string;
  grant?: { principal: string; deny: string[]; resource: string };
}

export interface Explanation {
  allowed: boolean;
  step: number;
  reason: string;
  until: number | string | null;
  leads?: Lead[];
  denies?: { way: ProofStep[] }[];
  remedies?: { changes: RemedyChange[] }[];
  /** Name of a principal or resource → what people call it. */
  names?: Record<string, string>;
  resource?: string;
  /** What the thing is called, for whoever may hear it, and the id of its own calls. */
  thing?: { name: string | null; id: string | null };
}

/**
 * @param resource absent: of a feature, or a capability
 * @param at as it was at that moment; absent: now
 */
export const explanationQuery = (subject: string, action: string, resource?: string, at?: string) =>
  queryOptions({
    queryKey: ["access", ...(resource?.split(":") ?? []), "explain", subject, action, at],
    queryFn: ({ signal }) =>
      request<Explanation>("/api/access/explain", { method: "POST", body: { subject, action, resource, at }, signal }),
    staleTime: 0,
  });
