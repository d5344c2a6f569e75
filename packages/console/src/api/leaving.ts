import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Fate, ThingsPreview } from "./belongings.ts";
import { request } from "./request.ts";

/** What ends when somebody leaves, and what becomes of what they leave. */
export interface LeavingWish {
  given: "keep" | "take-back";
  /** Of take-back: grants that stay. */
  except: number[];
  things: Fate | "keep";
  to?: string;
  leaveRest?: boolean;
}

/** Why it cannot be taken away; null: it ends. */
type Stays = { stays: string | null };

export interface GivenGrant extends Stays {
  id: number;
  type: string;
  principal: string;
  principalName: string | null;
  allow: string[];
  givenAt: string;
}

export interface LeavingPreview {
  sessions: number;
  memberships: ({ group: string; name: string | null } & Stays)[];
  roles: ({ role: string; name: string | null } & Stays)[];
  primaryRole: { role: string; name: string | null } & Stays;
  capabilities: ({ capability: string; scope: string | null; scopeName: string | null } & Stays)[];
  received: { count: number; byType: { type: string; count: number }[] };
  given: { count: number; rows: GivenGrant[]; more: number };
  things: ThingsPreview;
  isInOneStep: boolean;
  loss: {
    gained: number;
    lost: number;
    subjects: number;
    rows: { subject: string; name: string | null; gained: number; lost: number }[];
  } | null;
}

export interface LeavingAnswer {
  ended: Record<"sessions" | "memberships" | "roles" | "capabilities" | "received" | "given" | "things", number>;
  isFinished: boolean;
}

const placeOf = (id: string) => `/api/admin/users/${encodeURIComponent(id)}/leaving`;

export const leavingQuery = (id: string, wish: LeavingWish) =>
  queryOptions({
    queryKey: ["accounts", "leaving", id, wish],
    queryFn: ({ signal }) => request<LeavingPreview>(`${placeOf(id)}/preview`, { method: "POST", body: wish, signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });

/** Step after step, as long as there is more than one takes. */
export async function leave(id: string, wish: LeavingWish): Promise<LeavingAnswer> {
  for (let step = 1; ; step++) {
    const answer = await request<LeavingAnswer>(placeOf(id), { method: "POST", body: wish });
    if (answer.isFinished || step === MOST_STEPS) return answer;
  }
}
const MOST_STEPS = 50;
