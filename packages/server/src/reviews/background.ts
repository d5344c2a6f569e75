import { setTimeout as wait } from "node:timers/promises";
import { systemActor } from "../http/actor.ts";
import { newId, noteEvent } from "../store/index.ts";
import type { Place } from "../workspace/report/queries.ts";
import { tellWhoIsAsked } from "./asking.ts";
import type { CarryingOut } from "./closing/carryOut.ts";
import { evidenceOf } from "./evidence.ts";
import { type ReviewParts, SYSTEM } from "./parts.ts";
import {
  addReviewers,
  dueReviews,
  findReview,
  insertLines,
  insertReview,
  reviewersIn,
  updateReview,
} from "./queries.ts";
import { isActive, READ } from "./rules.ts";
import { nextOpening, nextReminder, type ReviewRow } from "./schedule.ts";
import type { Scope } from "./schemas.ts";

const EVERY_MS = 30_000;
const AT_ONCE = 20;
const MOST_ROUNDS = 50;
/** Of one, before others have their turn. */
const MOST_STEPS = 20;
/** What whoever opens or closes one waits for. */
const SOON_MS = 3_000;
/** One that fails does not stand in the way of others. */
const AGAIN_MS = 10 * 60_000;
const PIECE = 100;
/** What one review holds; more is said, and is another review. */
export const MOST_LINES = 5_000;

/**
 * What reviews do by themselves: their lines are gathered, they remind, close at their end, are carried out, and the next of a series is opened.
 * Each step is one transaction that asks again whether it is still to be done: a crash leaves the rest to the next round, and of several servers one does it.
 */
export class Background {
  private readonly parts: ReviewParts;
  private readonly carrying: CarryingOut;
  private readonly timer: NodeJS.Timeout;
  private working: Promise<void> | undefined;
  private readonly begun = new Set<Promise<void>>();
  private isClosed = false;

  constructor(parts: ReviewParts, carrying: CarryingOut) {
    this.parts = parts;
    this.carrying = carrying;
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  /** All that is to be done now. */
  sweep(): Promise<void> {
    this.working ??= this.work()
      .catch((error: unknown) => this.parts.log.warn({ err: error }, "access reviews were not looked through"))
      .finally(() => {
        this.working = undefined;
      });
    return this.working;
  }

  /** The same of one, for whoever waits for it a moment; what takes longer goes on behind. */
  async soon(organization: string, id: string): Promise<void> {
    const work = this.see(organization, id, Number.POSITIVE_INFINITY)
      .catch((error: unknown) =>
        this.parts.log.warn({ err: error, review: id }, "an access review could not go on yet"),
      )
      .finally(() => this.begun.delete(work));
    this.begun.add(work);
    await Promise.race([work, wait(SOON_MS, undefined, { ref: false })]);
  }

  private async see(organization: string, id: string, most: number): Promise<void> {
    let isMore = true;
    for (let steps = 0; isMore && steps < most && !this.isClosed; steps++) {
      const row = await findReview(this.parts.store.db, organization, id);
      isMore = row !== undefined && row.wake_at !== null && row.wake_at <= this.parts.now() && (await this.step(row));
    }
    this.parts.identity.mail.wake();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.timer);
    await this.working;
    await Promise.all(this.begun);
  }

  private async work(): Promise<void> {
    // What is opened in one round has its lines gathered in the next.
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const due = await dueReviews(this.parts.store.db, this.parts.now(), AT_ONCE);
      for (const row of due) {
        if (this.isClosed) return;
        await this.tryOne(row);
      }
      if (due.length === 0) return;
    }
  }

  private async tryOne(row: ReviewRow): Promise<void> {
    try {
      await this.see(row.organization_id, row.id, MOST_STEPS);
    } catch (error) {
      this.parts.log.warn({ err: error, review: row.id }, "an access review could not go on yet");
      await this.parts.store.transact((tx) => updateReview(tx, row, { wake_at: this.parts.now() + AGAIN_MS }));
    }
  }

  /** @returns whether there may be more to do */
  private async step(row: ReviewRow): Promise<boolean> {
    const now = this.parts.now();
    const { organization_id, id, state } = row;
    if (state === "gathering") return this.gather(row);
    if (state === "closing") {
      while (await this.carrying.piece(organization_id, id)) if (this.isClosed) return false;
      return true;
    }
    if (row.next_at !== null && row.next_at <= now) return this.openNext(row);
    if (state === "open" && row.closes_when_due === 1 && row.due_at <= now) return this.closeNow(row);
    if (state === "open" && row.remind_at !== null && row.remind_at <= now) return this.remind(row);
    return false;
  }

  /** In the name of the background, on the newest revision; `decide` gets the review as it is then. */
  private change(
    row: ReviewRow,
    decide: (tx: Parameters<typeof updateReview>[0], row: ReviewRow) => Promise<void>,
  ): Promise<true> {
    const { organization_id, id } = row;
    return this.parts.access
      .of(organization_id)
      .commit(systemActor(organization_id, SYSTEM), async (tx) => {
        const found = await findReview(tx, organization_id, id);
        if (found) await decide(tx, found);
        return { changes: [], result: null };
      })
      .then(() => true);
  }

  /** The next lines; the last piece opens it, and tells who reviews. */
  private async gather(row: ReviewRow): Promise<boolean> {
    const access = this.parts.access.of(row.organization_id);
    const now = this.parts.now();
    const place: Place | undefined = row.place === null ? undefined : JSON.parse(row.place);
    const filters: Scope = JSON.parse(row.scope);
    const limit = Math.min(PIECE, MOST_LINES - row.lines);
    const { revision } = access.engine;
    const { grants, next } = await this.parts.workspace.report.gather(systemActor(row.organization_id, SYSTEM), {
      filters,
      place,
      limit,
    });
    return this.change(row, async (tx, found) => {
      // Another server was quicker, or it was cancelled.
      if (found.state !== "gathering" || found.place !== row.place || found.lines !== row.lines) return;
      const lines = grants.map((grant, index) => ({
        organization_id: row.organization_id,
        review_id: row.id,
        number: row.lines + index + 1,
        grant_id: grant.id,
        resource: grant.resource,
        principal: grant.principal,
        owner: grant.owner,
        reviewer:
          found.decided_by_owners === 0
            ? null
            : grant.owner.startsWith("user:") && isActive(access, grant.owner, now)
              ? grant.owner
              : found.made_by,
        evidence: JSON.stringify(evidenceOf(grant, revision)),
      }));
      await insertLines(tx, lines);
      if (found.decided_by_owners === 1)
        await addReviewers(
          tx,
          row.organization_id,
          row.id,
          lines.flatMap(({ reviewer }) => reviewer ?? []),
        );
      const count = row.lines + lines.length;
      const isCut = next !== undefined && count >= MOST_LINES;
      const isDone = next === undefined || isCut;
      const opened = await updateReview(tx, found, {
        lines: count,
        place: next === undefined ? null : JSON.stringify(next),
        is_cut: isCut ? 1 : 0,
        ...(isDone && { state: "open", remind_at: nextReminder(found, now) }),
      });
      if (!isDone) return;
      await tellWhoIsAsked(this.parts, tx, access, opened, "review-waiting");
      await noteEvent(tx, {
        organization: row.organization_id,
        kind: "review-opened",
        actor: row.made_by,
        facts: { review: row.id, lines: count },
        from: "review",
        at: now,
      });
    });
  }

  private closeNow(row: ReviewRow): Promise<true> {
    return this.change(row, async (tx, found) => {
      if (found.state !== "open" || found.closes_when_due === 0 || found.due_at > this.parts.now()) return;
      await updateReview(tx, found, { state: "closing", closing_by: SYSTEM, remind_at: null });
    });
  }

  private remind(row: ReviewRow): Promise<true> {
    return this.change(row, async (tx, found) => {
      const now = this.parts.now();
      if (found.state !== "open" || found.remind_at === null || found.remind_at > now) return;
      await tellWhoIsAsked(this.parts, tx, this.parts.access.of(row.organization_id), found, "review-reminder");
      await updateReview(tx, found, { remind_at: nextReminder(found, now) });
    });
  }

  /** The next of its series, once; whoever opened this one must still be able to. */
  private openNext(row: ReviewRow): Promise<true> {
    return this.change(row, async (tx, found) => {
      const now = this.parts.now();
      if (found.next_at === null || found.next_at > now || found.repeat === null) return;
      await updateReview(tx, found, { next_at: null });
      const access = this.parts.access.of(found.organization_id);
      const maker = found.next_by ?? found.made_by;
      if (!access.engine.check(maker, READ, undefined, { now }).allowed) {
        await noteEvent(tx, {
          organization: found.organization_id,
          kind: "review-edited",
          actor: SYSTEM,
          facts: { review: found.id, repeat: "ended: whoever opened it may not any more" },
          from: "review",
          at: now,
        });
        return;
      }
      const due_at = now + (found.due_at - found.opened_at);
      const next = await insertReview(tx, {
        organization_id: found.organization_id,
        id: newId(now),
        series_id: found.series_id,
        name: found.name,
        scope: found.scope,
        decided_by_owners: found.decided_by_owners,
        made_by: maker,
        opened_by: maker,
        state: "gathering",
        opened_at: now,
        due_at,
        closes_when_due: found.closes_when_due,
        undecided: found.undecided,
        remind_days: found.remind_days,
        repeat: found.repeat,
        // The one after it is not opened before this one ends, also where this one is late.
        next_at: nextOpening(JSON.parse(found.repeat), due_at - 1),
      });
      if (found.decided_by_owners === 0)
        await addReviewers(tx, found.organization_id, next.id, await reviewersIn(tx, found.organization_id, found.id));
    });
  }
}
