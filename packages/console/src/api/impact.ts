import type { Call } from "./call.ts";
import { ProblemError } from "./problem.ts";
import { request, send } from "./request.ts";

export interface Tally {
  gained: number;
  lost: number;
}
/** Names of rights: actions, features, capabilities. */
export interface Difference {
  gained: string[];
  lost: string[];
}
interface Paged<Row> {
  rows: Row[];
  next: string | null;
}

export interface TouchedSubject extends Tally {
  subject: string;
  name: string | null;
  /** Features and capabilities. */
  powers: Difference;
}
export interface TouchedThing {
  resource: string;
  /** Null: it has none, or one may not hear it. */
  name: string | null;
  /** As its own pages call it. */
  id: string | null;
}

/** What a change that nobody has made yet would change. */
export interface Impact extends Tally {
  subjects: Paged<TouchedSubject> & { total: number; gaining: number; losing: number };
  things: Paged<TouchedThing & Tally> & { total: number };
  /** What one of them gains and loses. */
  of?: Paged<TouchedThing & Difference>;
  /** Who gains and loses what on one thing. */
  on?: Paged<{ subject: string; name: string | null } & Difference>;
}

/** Which pages; `of` and `on` name one subject and one thing. */
export interface ImpactPages {
  limit?: number;
  subjectsAfter?: string;
  of?: string;
  ofAfter?: string;
  on?: string;
  onAfter?: string;
}

/** What it would change, without making it. @throws {ProblemError} what it would be refused with; and where one may not know */
export async function lookAt({ path, options }: Call<unknown>, pages: ImpactPages = {}): Promise<Impact> {
  const asked = new URLSearchParams(Object.entries(pages).map(([name, value]) => [name, String(value)]));
  const headers = { ...options.headers, "Gatehouse-Dry-Run": asked.size === 0 ? "true" : asked.toString() };
  const response = await send(path, { ...options, headers });
  if (response.headers.get("Gatehouse-Dry-Run") === null)
    throw new ProblemError(0, { code: "unreadable", title: "The server does not say whether it was tried or done" });
  const impact: Impact = await response.json();
  return impact;
}

/** A change that is looked at page by page. */
export interface Look {
  /** What it is, for what was read of it already. */
  readonly key: unknown;
  /** @throws {ProblemError} */
  at(pages: ImpactPages): Promise<Impact>;
}

export const lookOf = (call: Call<unknown>): Look => ({ key: call, at: (pages) => lookAt(call, pages) });

/** A change that is only supposed, whether or not one may make it. */
export type Supposed =
  | { kind: "member" | "member-removed"; group: string; member: string }
  | { kind: "role" | "role-removed"; holder: string; role: string }
  | { kind: "primary-role"; user: string; role: string }
  | { kind: "grant"; resource: string; principal: string; role: string }
  | { kind: "feature"; role: string; feature: string; on: boolean };

/** What these would change, each in the state that those before it make. For whoever holds `read:access`. */
export const lookAtSupposed = (changes: readonly Supposed[]): Look => ({
  key: changes,
  at: ({ subjectsAfter, of, ofAfter }) =>
    request<Impact>("/api/access/simulate", {
      method: "POST",
      body: {
        changes,
        ...(subjectsAfter && { subjects: { after: subjectsAfter } }),
        ...(of && { of: { subject: of, ...(ofAfter && { after: ofAfter }) } }),
      },
    }),
});
