import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent, type Tx, toSwitch } from "../../store/index.ts";
import { askedIn, factsOf, tellWhoIsAsked } from "../asking.ts";
import type { Background } from "../background.ts";
import type { CarryingOut } from "../closing/carryOut.ts";
import { CSV_HEAD, csvOf } from "../closing/csv.ts";
import { resultFile } from "../closing/result.ts";
import { fingerprintOf, pemOf, type Signing } from "../closing/signing.ts";
import { type Place, type ReviewParts, requirePerson } from "../parts.ts";
import {
  addReviewers,
  findReview,
  handLinesOn,
  insertReview,
  listLines,
  listReviews,
  removeReviewers,
  reviewersIn,
  updateReview,
} from "../queries.ts";
import { isActive, makerOf, peopleBehind, READ, requireMaker, requireReview, requireState } from "../rules.ts";
import { DAY, nextOpening, nextReminder, type ReviewRow } from "../schedule.ts";
import type { EditReview, LinesQuery, NewReview, Review, ReviewsQuery } from "../schemas.ts";
import { linesShown, reviewsShown } from "../views.ts";

const LONGEST = 366 * DAY;
const CSV_PAGE = 200;

/** Reviews of who was given what, for whoever may look at that (`read:access`): opened, watched, closed, and their results. */
export class Campaigns {
  private readonly parts: ReviewParts;
  private readonly background: Background;
  private readonly carrying: CarryingOut;
  private readonly signing: Signing;

  constructor(parts: ReviewParts, work: { background: Background; carrying: CarryingOut; signing: Signing }) {
    this.parts = parts;
    this.background = work.background;
    this.carrying = work.carrying;
    this.signing = work.signing;
  }

  /** Newest first. @throws {Problem} `forbidden`, `cursor-invalid` */
  async list(actor: Actor, { limit, cursor }: ReviewsQuery): Promise<{ reviews: Review[]; nextCursor: string | null }> {
    this.parts.access.of(actor).require(actor, READ);
    const { store, cursors } = this.parts;
    const question = ["reviews", actor.organization, actor.subject];
    const after: Place | undefined = cursor ? JSON.parse(cursors.read(question, cursor)) : undefined;
    const rows = await listReviews(store.db, actor.organization, { after, limit: limit + 1 });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      reviews: await reviewsShown(this.parts, actor, rows.slice(0, limit)),
      nextCursor: last ? cursors.sign(question, JSON.stringify({ at: last.opened_at, id: last.id })) : null,
    };
  }

  /** @throws {Problem} `forbidden`, `resource-not-found` */
  async read(actor: Actor, id: string): Promise<Review> {
    return this.shown(actor, await this.find(actor, id));
  }

  /**
   * Its lines are written down in the background; small ones are there with the answer.
   * @throws {Problem} `forbidden`, `request-invalid`
   */
  async open(actor: Actor, wish: NewReview): Promise<Review> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    const now = this.parts.now();
    const { result } = await access.commit(actor, async (tx) => {
      access.require(actor, READ);
      const due_at = dueIn(wish.dueAt, now);
      const scope = await this.parts.workspace.report.scopeOf(access, wish.scope, "scope.");
      if (wish.reviewers !== "owners") this.requireReviewers(access, wish.reviewers);
      const repeat = wish.repeat && { ...wish.repeat, from: now };
      const id = newId(now);
      const row = await insertReview(tx, {
        organization_id: access.id,
        id,
        series_id: id,
        name: wish.name.trim(),
        scope: JSON.stringify(scope),
        decided_by_owners: toSwitch(wish.reviewers === "owners"),
        made_by: actor.subject,
        opened_by: actor.subject,
        state: "gathering",
        opened_at: now,
        due_at,
        closes_when_due: toSwitch(wish.closesWhenDue),
        undecided: wish.undecided,
        remind_days: JSON.stringify(wish.remindDays),
        repeat: repeat && JSON.stringify(repeat),
        next_at: repeat && nextOpening(repeat, now),
      });
      requireRoom(row);
      if (wish.reviewers !== "owners") await addReviewers(tx, access.id, id, wish.reviewers);
      return { changes: [], result: row };
    });
    await this.background.soon(access.id, result.id);
    return this.read(actor, result.id);
  }

  /** While it is open, by whoever opened it. @throws {Problem} `forbidden`, `review-over`, `request-invalid`, `resource-not-found` */
  async edit(actor: Actor, id: string, wish: EditReview): Promise<Review> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    const now = this.parts.now();
    await access.commit(actor, async (tx) => {
      const row = await this.mine(tx, access, actor, id);
      const endsSeries = wish.repeat === null && Object.keys(wish).length === 1;
      requireState(row, "gathering", "open", ...(endsSeries && row.next_at !== null ? (["closed"] as const) : []));
      let before: ReadonlySet<string> | undefined;
      if (wish.reviewers !== undefined) {
        if (row.decided_by_owners === 1)
          throw problem("request-invalid", { detail: "`reviewers`: each thing's owner decides in this review" });
        this.requireReviewers(access, wish.reviewers);
        before = new Set(peopleBehind(access, await reviewersIn(tx, access.id, id), now));
        await removeReviewers(tx, access.id, id);
        await addReviewers(tx, access.id, id, wish.reviewers);
      }
      const repeat = wish.repeat ? { ...wish.repeat, from: row.opened_at } : null;
      const next = {
        ...row,
        ...(wish.name !== undefined && { name: wish.name.trim() }),
        ...(wish.dueAt !== undefined && { due_at: dueIn(wish.dueAt, now) }),
        ...(wish.closesWhenDue !== undefined && { closes_when_due: toSwitch(wish.closesWhenDue) }),
        ...(wish.undecided !== undefined && { undecided: wish.undecided }),
        ...(wish.remindDays !== undefined && { remind_days: JSON.stringify(wish.remindDays) }),
        ...(wish.repeat !== undefined && {
          repeat: repeat && JSON.stringify(repeat),
          next_at: repeat && nextOpening(repeat, now),
        }),
      };
      if (wish.dueAt !== undefined || wish.repeat !== undefined) requireRoom(next);
      const { name, due_at, closes_when_due, undecided, remind_days, repeat: again, next_at } = next;
      const edited = await updateReview(tx, row, {
        ...{ name, due_at, closes_when_due, undecided, remind_days, repeat: again, next_at },
        remind_at: row.state === "open" ? nextReminder(next, now) : null,
      });
      await note(tx, row, "review-edited", { what: Object.keys(wish).sort() });
      if (before !== undefined && row.state === "open") {
        const { people } = await askedIn(tx, access, edited, now);
        const added = new Set(people.filter((person) => !before.has(person)));
        await tellWhoIsAsked(this.parts, tx, access, edited, "review-waiting", added);
      }
      return { changes: [], result: null };
    });
    this.parts.identity.mail.wake();
    return this.read(actor, id);
  }

  /** In whose name it goes on: somebody else's, who may look at who can reach what as well. @throws {Problem} as `edit` */
  async takeOver(actor: Actor, id: string): Promise<Review> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    await access.commit(actor, async (tx) => {
      access.require(actor, READ);
      const row = requireReview(await findReview(tx, access.id, id));
      // Of a closed one there is its series to go on with; what is signed stays as it is.
      requireState(row, "gathering", "open", ...(row.next_at === null ? [] : (["closed"] as const)));
      const from = makerOf(row);
      if (from === actor.subject) return { changes: [], result: null };
      if (row.state === "closed") await updateReview(tx, row, { next_by: actor.subject });
      else {
        await updateReview(tx, row, { made_by: actor.subject });
        if (row.decided_by_owners === 1 && (await handLinesOn(tx, row, from, actor.subject)))
          await addReviewers(tx, access.id, id, [actor.subject]);
      }
      await note(tx, row, "review-taken-over", { from });
      const facts = await factsOf(tx, access, row, actor.subject);
      await this.parts.identity.notices.write(tx, access.id, [from], "review-taken-over", facts);
      return { changes: [], result: null };
    });
    this.parts.identity.mail.wake();
    return this.read(actor, id);
  }

  /** It ends, and so does its series; nothing is taken away. @throws {Problem} as `edit` */
  async cancel(actor: Actor, id: string): Promise<Review> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    await access.commit(actor, async (tx) => {
      const row = await this.mine(tx, access, actor, id);
      requireState(row, "gathering", "open");
      await updateReview(tx, row, {
        ...{ state: "cancelled", remind_at: null, next_at: null },
        ...{ closed_at: this.parts.now(), closing_by: actor.subject },
      });
      await note(tx, row, "review-cancelled");
      return { changes: [], result: null };
    });
    return this.read(actor, id);
  }

  /**
   * What was decided is carried out; tried with `Gatehouse-Dry-Run`, it says who would lose what.
   * @throws {Problem} as `edit`
   */
  async close(actor: Actor, id: string): Promise<Committed<Review>> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    await access.commit(actor, async (tx) => {
      const row = await this.mine(tx, access, actor, id);
      requireState(row, "open");
      // Only looked at: the changes that are thrown away are those that the background would make.
      if (actor.dryRun !== undefined) return { changes: await this.carrying.changesOf(tx, access, row), result: null };
      await updateReview(tx, row, { state: "closing", closing_by: actor.subject, remind_at: null });
      return { changes: [], result: null };
    });
    await this.background.soon(access.id, id);
    return { revision: access.engine.revision, result: await this.read(actor, id) };
  }

  /** All lines, also what others decide. @throws {Problem} `forbidden`, `resource-not-found`, `cursor-invalid` */
  async result(actor: Actor, id: string): Promise<string> {
    const row = await this.find(actor, id);
    requireState(row, "closed");
    return resultFile(this.parts.store.db, row, this.signing);
  }

  /** For people, with names. The lines of an open review as well. @throws {Problem} `forbidden`, `resource-not-found` */
  async csv(actor: Actor, id: string): Promise<AsyncGenerator<string>> {
    return this.csvPages(actor, await this.find(actor, id));
  }

  private async *csvPages(actor: Actor, review: ReviewRow): AsyncGenerator<string> {
    yield CSV_HEAD;
    const wish: Pick<LinesQuery, "limit" | "decision"> = { limit: CSV_PAGE };
    for (let after = 0; ; ) {
      this.parts.access.of(actor).require(actor, READ);
      const { db } = this.parts.store;
      const rows = await listLines(db, review.organization_id, review.id, {
        reviewer: undefined,
        decision: wish.decision,
        after,
        limit: wish.limit,
      });
      const reading = { review, decides: () => false, isOwnAccess: () => false };
      yield (await linesShown(this.parts, actor, reading, rows)).map(csvOf).join("");
      if (rows.length < CSV_PAGE) return;
      after = rows.at(-1)?.number ?? after;
    }
  }

  key() {
    const { publicKey } = this.signing;
    return { algorithm: "Ed25519" as const, publicKey: pemOf(publicKey), fingerprint: fingerprintOf(publicKey) };
  }

  private async find(actor: Actor, id: string): Promise<ReviewRow> {
    this.parts.access.of(actor).require(actor, READ);
    return requireReview(await findReview(this.parts.store.db, actor.organization, id));
  }

  private async mine(tx: Tx, access: OrganizationAccess, actor: Actor, id: string): Promise<ReviewRow> {
    access.require(actor, READ);
    const row = requireReview(await findReview(tx, access.id, id));
    requireMaker(access, actor, row);
    return row;
  }

  private async shown(actor: Actor, row: ReviewRow): Promise<Review> {
    const [review] = await reviewsShown(this.parts, actor, [row]);
    if (!review) throw new Error("one row is shown as one");
    return review;
  }

  /** @throws {Problem} `request-invalid` for who is not there, or cannot sign in */
  private requireReviewers(access: OrganizationAccess, reviewers: readonly string[]): void {
    for (const [at, reviewer] of reviewers.entries()) {
      const isThere = reviewer.startsWith("group:")
        ? access.engine.isHeld(reviewer)
        : isActive(access, reviewer, this.parts.now());
      if (!isThere) throw problem("request-invalid", { detail: `\`reviewers.${at}\`: nobody who could review` });
    }
  }
}

/** @throws {Problem} `request-invalid` */
function dueIn(moment: string, now: number): number {
  const at = Date.parse(moment);
  if (at <= now || at > now + LONGEST)
    throw problem("request-invalid", { detail: "`dueAt`: must be later than now, and within a year" });
  return at;
}

/** One of a series is over before the next begins. @throws {Problem} `request-invalid` */
function requireRoom({ due_at, next_at }: Pick<ReviewRow, "due_at" | "next_at">): void {
  if (next_at !== null && next_at < due_at)
    throw problem("request-invalid", { detail: "`repeat`: the next would be opened before this one ends" });
}

const note = (
  tx: Tx,
  { organization_id, id }: ReviewRow,
  kind: "review-edited" | "review-taken-over" | "review-cancelled",
  facts: Readonly<Record<string, string | readonly string[]>> = {},
) => noteEvent(tx, { organization: organization_id, kind, facts: { review: id, ...facts } });
