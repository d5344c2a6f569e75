import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { evidenceIn, standingOf } from "../evidence.ts";
import type { LineRow } from "../queries.ts";
import { READ } from "../rules.ts";
import type { ReviewRow } from "../schedule.ts";

/** What becomes of one line. */
export interface Plan {
  line: LineRow;
  outcome: NonNullable<LineRow["outcome"]>;
  /** In whose name it is taken away. */
  by: string | null;
  /** The code of the refusal. */
  why: string | null;
  change: Change | null;
}

/**
 * What becomes of a line now. What is to go is taken away in the name of whoever decided it, where they may by the model's rules of handing on;
 * else in the name of whoever opened the review, if they still may look at who can reach what, and may take this away. A grant that is not as it was
 * when it was looked at stays.
 */
export function planOf(access: OrganizationAccess, review: ReviewRow, line: LineRow, now: number): Plan {
  const settled = (outcome: Plan["outcome"], why: string | null = null): Plan => ({
    line,
    outcome,
    by: null,
    why,
    change: null,
  });
  const standing = standingOf(access, line, now);
  if (standing === "gone") return settled("gone");
  const decision = line.decision ?? (review.undecided === "revoke" ? "revoke" : null);
  if (decision === null) return settled("left");
  if (standing === "changed") return settled("changed");
  if (decision === "keep") return settled("kept");
  const { givenBy } = evidenceIn(line);
  const { resource, grant_id: id } = line;
  const whyNot = (subject: string): string | null =>
    access.engine.may.removeGrant(subject, resource, id, givenBy, { now })?.code ?? null;
  const revoked = (by: string): Plan => ({
    line,
    outcome: "revoked",
    by,
    why: null,
    change: { kind: "grant-removed", resource, id },
  });
  if (line.decided_by !== null && whyNot(line.decided_by) === null) return revoked(line.decided_by);
  const { allowed } = access.engine.check(review.made_by, READ, undefined, { now });
  const why = allowed ? whyNot(review.made_by) : "capability-missing";
  return why === null ? revoked(review.made_by) : settled("refused", why);
}
