import type { OrganizationAccess } from "../access/organizationAccess.ts";
import { namesOf } from "../access/people.ts";
import type { Tx } from "../store/index.ts";
import type { ReviewParts } from "./parts.ts";
import { type LineRow, reviewersIn, undecidedIn } from "./queries.ts";
import { isActive, ownAccessOf, peopleBehind, READ, widePrincipals } from "./rules.ts";
import type { ReviewRow } from "./schedule.ts";

/** Letters of one notice, and in one statement. */
const MOST_TOLD = 200;
const LETTERS = 10;

type About = Pick<LineRow, "principal" | "owner" | "reviewer">;

/** Who of those that are asked can sign in, and about which lines they may decide, at one moment. */
export interface Asked {
  people: readonly string[];
  mayDecide(person: string, line: About): boolean;
  /** Whether anybody may. Whoever opened the review is not asked, but where they review too. */
  isDecidable(line: About): boolean;
}

/** Cost: two queries by primary keys, and for each person once the groups that they are in. */
export async function askedIn(db: Tx, access: OrganizationAccess, review: ReviewRow, now: number): Promise<Asked> {
  const wide = await widePrincipals(db, access);
  const reviewers = await reviewersIn(db, access.id, review.id);
  const people = peopleBehind(access, reviewers, now).filter((person) => isActive(access, person, now));
  const own = new Map<string, (line: About) => boolean>();
  const isOwn = (person: string, line: About): boolean => {
    const known = own.get(person) ?? ownAccessOf(access, person, wide, now);
    own.set(person, known);
    return known(line);
  };
  const isStillMaker = access.engine.check(review.made_by, READ, undefined, { now }).allowed;
  const mayDecide = (person: string, line: About): boolean => {
    if (line.reviewer !== null && line.reviewer !== person) return false;
    // What stands in for an owner who is gone is whoever opened it, as long as they may look.
    if (line.reviewer !== null && line.reviewer !== line.owner && !isStillMaker) return false;
    return !isOwn(person, line);
  };
  return {
    people,
    mayDecide,
    isDecidable: (line) =>
      line.reviewer === null
        ? people.some((person) => mayDecide(person, line))
        : isActive(access, line.reviewer, now) && mayDecide(line.reviewer, line),
  };
}

/**
 * Whoever has lines left that they may decide hears of it, and whoever opened the review of lines that nobody asked may decide.
 * @param only of the reviewers these alone; whoever opened it hears in any case
 */
export async function tellWhoIsAsked(
  { identity, now }: ReviewParts,
  tx: Tx,
  access: OrganizationAccess,
  review: ReviewRow,
  kind: "review-waiting" | "review-reminder",
  only?: ReadonlySet<string>,
): Promise<void> {
  const waiting = await undecidedIn(tx, access.id, [review.id]);
  if (waiting.length === 0) return;
  const asked = await askedIn(tx, access, review, now());
  const people = asked.people.filter(
    (person) => (only?.has(person) ?? true) && waiting.some((line) => asked.mayDecide(person, line)),
  );
  const facts = await factsOf(tx, access, review);
  for (let from = 0; from < Math.min(people.length, MOST_TOLD); from += LETTERS)
    await identity.notices.write(tx, access.id, people.slice(from, from + LETTERS), kind, facts);
  if (waiting.some((line) => !asked.isDecidable(line)))
    await identity.notices.write(tx, access.id, [review.made_by], "review-stuck", facts);
}

/** What letters about a review say. @param by who asks; else whoever opened it */
export async function factsOf(tx: Tx, access: OrganizationAccess, review: ReviewRow, by: string = review.made_by) {
  const names = await namesOf(tx, access.id, [by]);
  return {
    until: `${new Date(review.due_at).toISOString().slice(0, 16).replace("T", " ")} UTC`,
    inviter: names.get(by)?.name ?? "Somebody",
    review: review.name,
    reason: review.undecided === "revoke" ? "What nobody decides about is taken away then." : "",
  };
}
