import type { OrganizationAccess } from "../access/organizationAccess.ts";
import type { Actor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import type { Tx } from "../store/index.ts";
import { EVERYBODY } from "../workspace/report/findings.ts";
import { listWideGroups } from "../workspace/report/queries.ts";
import type { LineRow } from "./queries.ts";
import type { ReviewRow } from "./schedule.ts";

/** Opening and closing reviews, and reading all of them, takes what the access report takes (docs/roles.md). */
export const READ = "read:access";
const MOST_WIDE_GROUPS = 500;
const MOST_REVIEWERS = 1_000;
const PAGE = 500;

/** Whether there is such an account, and it can sign in. */
export const isActive = (access: OrganizationAccess, account: string, now: number): boolean =>
  !["unknown-subject", "subject-banned", "subject-deactivated", "subject-unverified"].includes(
    access.engine.check(account, "access:admin", undefined, { now }).reason,
  );

/** @throws {Problem} `resource-not-found` */
export function requireReview(row: ReviewRow | undefined): ReviewRow {
  if (!row) throw problem("resource-not-found");
  return row;
}

/** In whose name it goes on: it is carried out, and once it is closed the next of its series is opened. */
export const makerOf = ({ state, made_by, next_by }: ReviewRow): string =>
  state === "closed" ? (next_by ?? made_by) : made_by;

/** Whether no decision counts any more: it is about to close by itself. */
export const isOver = ({ closes_when_due, due_at }: ReviewRow, now: number): boolean =>
  closes_when_due === 1 && due_at <= now;

/** Only whoever opened it changes and closes it: it is carried out in their name. @throws {Problem} `forbidden` */
export function requireMaker(access: OrganizationAccess, actor: Actor, row: ReviewRow): void {
  access.require(actor, READ);
  if (makerOf(row) !== actor.subject)
    throw problem("forbidden", { detail: "somebody else opened this review: take it over first" });
}

/** @throws {Problem} `review-over` */
export function requireState(row: ReviewRow, ...states: ReviewRow["state"][]): void {
  if (!states.includes(row.state)) throw problem("review-over", { detail: `it is ${row.state}` });
}

/** As whom somebody reviews: themselves, and the groups that they are in. */
export const reviewingAs = (access: OrganizationAccess, subject: string, now: number): string[] =>
  access.engine.principalSet(subject, now).filter((principal) => /^(user|group):/.test(principal));

/** What everybody is: a grant to it is nobody's own. */
export async function widePrincipals(db: Tx, access: OrganizationAccess): Promise<ReadonlySet<string>> {
  return new Set([...EVERYBODY, ...(await listWideGroups(db, access.id, MOST_WIDE_GROUPS))]);
}

type About = Pick<LineRow, "principal" | "owner">;

/** Which lines are about somebody's own access: what they were given, or a group or role that they are in and not everybody is. Not about their own things. */
export function ownAccessOf(
  access: OrganizationAccess,
  subject: string,
  wide: ReadonlySet<string>,
  now: number,
): (line: About) => boolean {
  const own = new Set(access.engine.principalSet(subject, now));
  return ({ principal, owner }) =>
    principal === subject || (owner !== subject && !wide.has(principal) && own.has(principal));
}

/** Whether somebody decides in a review, besides about their own access: whoever reviews, and whoever opened it. */
export function decidesIn(
  review: Pick<ReviewRow, "made_by" | "decided_by_owners">,
  subject: string,
  isReviewer: boolean,
): (line: Pick<LineRow, "reviewer" | "owner">) => boolean {
  if (review.made_by === subject) return () => true;
  if (!isReviewer) return () => false;
  // Who stood in for an owner as whoever opened it does so no more.
  return ({ reviewer, owner }) => review.decided_by_owners === 0 || (reviewer === subject && owner === subject);
}

/** The people behind reviewers; of a group those who are in it now, at most a thousand. */
export function peopleBehind(access: OrganizationAccess, principals: readonly string[], now: number): string[] {
  const people = new Set<string>();
  for (const principal of principals) {
    if (principal.startsWith("user:")) people.add(principal);
    if (!principal.startsWith("group:")) continue;
    let after: string | undefined;
    do {
      const page = access.engine.listSubjects(
        "view",
        principal,
        { limit: PAGE, ...(after !== undefined && { after }) },
        { now, capabilities: false },
      );
      for (const subject of page.subjects)
        if (subject.startsWith("user:") && access.engine.principalSet(subject, now).includes(principal))
          people.add(subject);
      after = page.next ?? undefined;
    } while (after !== undefined && people.size < MOST_REVIEWERS);
  }
  return [...people].slice(0, MOST_REVIEWERS);
}
