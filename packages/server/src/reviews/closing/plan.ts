import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { evidenceIn, standingOf } from "../evidence.ts";
import type { LineRow } from "../queries.ts";
import { READ } from "../rules.ts";
import type { ReviewRow } from "../schedule.ts";
import type { Known } from "./known.ts";

/** Why a line that nobody decided stays: nobody who was asked could have. */
const NOBODY = "nobody-could-decide";
/** It had ended, and the same was given anew. */
const ANEW = "given-anew";

/** What becomes of one line. */
export interface Plan {
  line: LineRow;
  outcome: NonNullable<LineRow["outcome"]>;
  /** In whose name it is taken away. */
  by: string | null;
  /** The code of the refusal, or what is peculiar about it. */
  why: string | null;
  change: Change | null;
}

/**
 * What becomes of a line now. What is to go is taken away in the name of whoever decided it, where they may by the model's rules of handing on;
 * else in the name of whoever opened the review, if they still may look at who can reach what, and may take this away. A grant that is not as it was
 * when it was looked at stays; what was to go and was given once more, the same to the same, goes. What nobody decided goes only where somebody
 * who was asked could have.
 */
export function planOf(
  access: OrganizationAccess,
  review: ReviewRow,
  line: LineRow,
  { isDecidable, anew: givenAnew }: Known,
  now: number,
): Plan {
  const settled = (outcome: Plan["outcome"], why: string | null = null): Plan => ({
    line,
    outcome,
    by: null,
    why,
    change: null,
  });
  const standing = standingOf(access, line, now);
  const anew = givenAnew.get(line.number);
  if (standing === "gone" && anew === undefined) return settled("gone");
  const isLeft = line.decision === null && review.undecided === "revoke" && !isDecidable(line);
  if (isLeft) return settled("left", NOBODY);
  const decision = line.decision ?? (review.undecided === "revoke" ? "revoke" : null);
  if (decision === null) return settled("left");
  if (standing === "changed") return settled("changed");
  if (decision === "keep") return settled("kept");
  const { id, givenBy } = anew ?? { id: line.grant_id, givenBy: evidenceIn(line).givenBy };
  const { resource } = line;
  const whyNot = (subject: string): string | null =>
    access.engine.may.removeGrant(subject, resource, id, givenBy, { now })?.code ?? null;
  const revoked = (by: string): Plan => ({
    line,
    outcome: "revoked",
    by,
    why: anew === undefined ? null : ANEW,
    change: { kind: "grant-removed", resource, id },
  });
  if (line.decided_by !== null && whyNot(line.decided_by) === null) return revoked(line.decided_by);
  const { allowed } = access.engine.check(review.made_by, READ, undefined, { now });
  const why = allowed ? whyNot(review.made_by) : "capability-missing";
  return why === null ? revoked(review.made_by) : settled("refused", why);
}
