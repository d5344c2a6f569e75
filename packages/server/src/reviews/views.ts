import { roleOf } from "../access/grants/service.ts";
import type { OrganizationAccess } from "../access/organizationAccess.ts";
import { namesOf } from "../access/people.ts";
import type { Actor } from "../http/actor.ts";
import { fromExpiry } from "../http/schemas.ts";
import { typeNameOf } from "../workspace/myAccess/called.ts";
import { findGrants } from "../workspace/report/queries.ts";
import { iso } from "../workspace/shapes.ts";
import { evidenceIn, standingOf } from "./evidence.ts";
import type { ReviewParts } from "./parts.ts";
import { type Count, countLines, type LineRow, reviewersOf } from "./queries.ts";
import { isOver, makerOf } from "./rules.ts";
import type { Repeat, ReviewRow } from "./schedule.ts";
import type { Review, ReviewLine, Scope } from "./schemas.ts";

/** Reviews as they are shown. Cost: with the page, some queries by primary keys, and the lines of its reviews, counted in an index. */
export async function reviewsShown(parts: ReviewParts, actor: Actor, rows: readonly ReviewRow[]): Promise<Review[]> {
  const { db } = parts.store;
  const access = parts.access.of(actor);
  const ids = rows.map(({ id }) => id);
  const decisions = await countLines(db, access.id, ids, "decision");
  const closed = rows.filter(({ state }) => state === "closing" || state === "closed").map(({ id }) => id);
  const outcomes = await countLines(db, access.id, closed, "outcome");
  const named = rows.filter((row) => row.decided_by_owners === 0).map(({ id }) => id);
  const reviewers = await reviewersOf(db, access.id, named);
  const scopes = new Map(rows.map((row): [string, Scope] => [row.id, JSON.parse(row.scope)]));
  const things = [...scopes.values()].flatMap(({ on }) => (on?.includes(":") ? [on] : []));
  const called = await parts.access.thingNames.of(access, actor, things);
  const names = await namesOf(db, access.id, [
    ...rows.flatMap((row) => [row.made_by, row.closing_by ?? ""]),
    ...reviewers.map(({ principal }) => principal),
    ...[...scopes.values()].flatMap(({ of }) => (of === undefined ? [] : [of])),
  ]);
  const nameOf = (principal: string) => names.get(principal)?.name ?? null;
  return rows.map((row) => {
    const scope = scopes.get(row.id) ?? { unusedDays: 90, expiringDays: 30 };
    return {
      id: row.id,
      seriesId: row.series_id,
      name: row.name,
      scope,
      ofName: scope.of === undefined ? null : nameOf(scope.of),
      onName: scope.on?.includes(":") ? called(scope.on).name : null,
      decidedBy: row.decided_by_owners === 1 ? "owners" : "people",
      reviewers: reviewers
        .filter(({ review }) => review === row.id)
        .map(({ principal }) => ({ principal, name: nameOf(principal) })),
      madeBy: row.made_by,
      madeByName: nameOf(row.made_by),
      isMine: makerOf(row) === actor.subject,
      state: row.state,
      openedAt: iso(row.opened_at),
      dueAt: iso(row.due_at),
      closesWhenDue: row.closes_when_due === 1,
      undecided: row.undecided,
      remindDays: JSON.parse(row.remind_days),
      repeat: repeatOf(row),
      nextAt: row.next_at === null ? null : iso(row.next_at),
      lines: row.lines,
      isCut: row.is_cut === 1,
      decisions: { keep: 0, revoke: 0, none: 0, ...countsOf(decisions, row.id, "none") },
      outcomes: countsOf(
        outcomes.filter(({ of }) => of !== null),
        row.id,
        "none",
      ) as Review["outcomes"],
      closedAt: row.closed_at === null ? null : iso(row.closed_at),
      closedBy: row.closing_by,
      closedByName: row.closing_by === null ? null : nameOf(row.closing_by),
      resultHash: row.result_hash,
    };
  });
}

function repeatOf({ repeat }: ReviewRow): Review["repeat"] {
  if (repeat === null) return null;
  const { every, unit }: Repeat = JSON.parse(repeat);
  return { every, unit };
}

const countsOf = (counts: readonly Count[], review: string, unnamed: string): Record<string, number> =>
  Object.fromEntries(counts.filter((one) => one.review === review).map(({ of, count }) => [of ?? unnamed, count]));

export interface Reading {
  review: ReviewRow;
  decides(line: Pick<LineRow, "reviewer">): boolean;
  isOwnAccess(line: Pick<LineRow, "principal" | "owner">): boolean;
}

/** Lines with names, for whoever may hear them. Cost: with the page, some queries by primary keys. */
export async function linesShown(
  parts: ReviewParts,
  actor: Actor,
  { review, decides, isOwnAccess }: Reading,
  rows: readonly LineRow[],
): Promise<ReviewLine[]> {
  const access: OrganizationAccess = parts.access.of(actor);
  const { db } = parts.store;
  const now = parts.now();
  const called = await parts.access.thingNames.of(
    access,
    actor,
    rows.map(({ resource }) => resource),
  );
  const grants = await findGrants(
    db,
    access.id,
    rows.map(({ grant_id }) => grant_id),
  );
  const named = rows.flatMap((row) => [
    row.owner,
    row.principal,
    row.reviewer ?? "",
    row.decided_by ?? "",
    row.outcome_by ?? "",
    evidenceIn(row).givenBy ?? "",
  ]);
  const names = await namesOf(db, access.id, [...new Set(named)]);
  const nameOf = (principal: string | null) => (principal === null ? null : (names.get(principal)?.name ?? null));
  return rows.map((row) => {
    const seen = evidenceIn(row);
    const type = access.engine.typeOf(typeNameOf(row.resource));
    const { name, id } = called(row.resource);
    const grant = grants.get(row.grant_id);
    const isOwn = isOwnAccess(row);
    return {
      number: row.number,
      version: row.version,
      grantId: row.grant_id,
      resource: row.resource,
      type: typeNameOf(row.resource),
      id,
      name,
      owner: row.owner,
      ownerName: nameOf(row.owner),
      principal: row.principal,
      principalName: nameOf(row.principal),
      role: type ? roleOf(type, seen.allow) : null,
      allow: seen.allow,
      deny: seen.deny,
      expiresAt: fromExpiry(seen.expiresAt),
      condition: seen.condition,
      givenBy: seen.givenBy,
      givenByName: nameOf(seen.givenBy),
      givenAt: fromExpiry(seen.givenAt),
      reason: grant?.resource === row.resource ? grant.reason : null,
      lastUsed: seen.lastUsed,
      findings: seen.findings,
      revision: seen.revision,
      now: row.outcome === "revoked" ? "gone" : standingOf(access, row, now),
      reviewer: row.reviewer === null ? null : { principal: row.reviewer, name: nameOf(row.reviewer) },
      decision: row.decision,
      decidedBy: row.decided_by,
      decidedByName: nameOf(row.decided_by),
      decidedAt: row.decided_at === null ? null : iso(row.decided_at),
      note: row.note,
      mayDecide: review.state === "open" && !isOver(review, now) && decides(row) && !isOwn,
      isOwnAccess: isOwn,
      outcome: row.outcome,
      outcomeBy: row.outcome_by,
      outcomeByName: nameOf(row.outcome_by),
      outcomeWhy: row.outcome_why,
    };
  });
}
