import { t } from "@lingui/core/macro";
import type { Call } from "./call.ts";
import { api } from "./client.ts";
import { ProblemError } from "./problem.ts";
import { send } from "./request.ts";
import type { AnswerOf } from "./schema.ts";

export type Tally = Pick<Impact, "gained" | "lost">;
/** Names of rights: actions, features, capabilities. */
export type Difference = TouchedSubject["powers"];

export type TouchedSubject = Impact["subjects"]["rows"][number];
export type TouchedThing = Pick<Impact["things"]["rows"][number], "resource" | "name" | "id">;

/** What a change that nobody has made yet would change. */
export type Impact = AnswerOf<"/api/access/simulate", "post">;

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
    throw new ProblemError(0, { code: "unreadable", title: t`The server does not say whether it was tried or done` });
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
    api.post("/api/access/simulate", {
      body: {
        changes,
        ...(subjectsAfter && { subjects: { after: subjectsAfter } }),
        ...(of && { of: { subject: of, ...(ofAfter && { after: ofAfter }) } }),
      },
    }),
});
