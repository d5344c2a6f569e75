import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { checkMany } from "./may.ts";
import { request } from "./request.ts";

export interface Grant {
  id: number | string;
  principal: string;
  principalName?: string | null;
  role?: string | null;
  allow: string[];
  deny: string[];
  expiresAt: string | number | null;
  condition: string | null;
  givenBy?: string | null;
  givenByName?: string | null;
  givenAt?: string | number | null;
  lastUsed?: string | null;
}

export interface GrantWish {
  principal: string;
  role?: string;
  allow?: string[];
  deny?: string[];
  expiresAt?: string;
  condition?: string;
  reason?: string;
}

const placeOf = (type: string, id: string) => `/api/access/resources/${type}/${encodeURIComponent(id)}`;

export const grantsQuery = (type: string, id: string) =>
  queryOptions({
    queryKey: ["access", type, id, "grants"],
    queryFn: async ({ signal }) =>
      (await request<{ grants: Grant[] }>(`${placeOf(type, id)}/grants`, { signal })).grants,
  });

export const createGrant = (type: string, id: string, wish: GrantWish) =>
  request<{ grant: Grant }>(`${placeOf(type, id)}/grants`, { method: "POST", body: wish });

export const deleteGrant = (type: string, id: string, grantId: Grant["id"]) =>
  request<void>(`${placeOf(type, id)}/grants/${grantId}`, { method: "DELETE" });

export const transferOwnership = (type: string, id: string, owner: string) =>
  request<unknown>(`${placeOf(type, id)}/owner`, { method: "PUT", body: { owner } });

export interface SubjectRights {
  subject: string;
  name: string;
  /** The actions that the server says yes to. */
  actions: string[];
}

/** Who can do `use` now, and what else each of them can do; a page of them at a time. */
export const subjectsQuery = (resource: string, actions: readonly string[]) =>
  infiniteQueryOptions({
    queryKey: ["access", ...resource.split(":"), "subjects"],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const page = await request<{ subjects: { subject: string; name: string | null }[]; next: string | null }>(
        "/api/access/subjects",
        {
          method: "POST",
          body: { action: "use", resource, limit: 25, ...(pageParam && { cursor: pageParam }) },
          signal,
        },
      );
      const checks = page.subjects.flatMap(({ subject }) => actions.map((action) => ({ subject, action, resource })));
      const answers = await checkMany(checks, signal);
      return {
        next: page.next,
        subjects: page.subjects.map(
          ({ subject, name }, row): SubjectRights => ({
            subject,
            name: name ?? subject,
            actions: actions.filter((_, column) => answers[row * actions.length + column]?.allowed),
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
  expiresAt?: number | string | null;
}

export interface Explanation {
  allowed: boolean;
  step: number;
  reason: string;
  until: number | string | null;
  leads?: { reason: string; way: ProofStep[] }[];
  denies?: { way: ProofStep[] }[];
  remedies?: { changes: { kind: string; [member: string]: unknown }[] }[];
  /** Name of a principal or resource → what people call it. */
  names?: Record<string, string>;
}

export const explanationQuery = (subject: string, action: string, resource: string) =>
  queryOptions({
    queryKey: ["access", ...resource.split(":"), "explain", subject, action],
    queryFn: ({ signal }) =>
      request<Explanation>("/api/access/explain", { method: "POST", body: { subject, action, resource }, signal }),
    staleTime: 0,
  });
