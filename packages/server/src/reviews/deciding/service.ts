import { randomBytes } from "node:crypto";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { namesOf } from "../../access/people.ts";
import { hashOfDetails } from "../../audit/chain/hashes.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent, type Tx } from "../../store/index.ts";
import { iso } from "../../workspace/shapes.ts";
import { type ReviewParts, requirePerson } from "../parts.ts";
import {
  findLinesOf,
  findReview,
  type LineRow,
  listLines,
  openReviewsOf,
  reviewersIn,
  undecidedIn,
  updateLine,
} from "../queries.ts";
import {
  decidesIn,
  isOver,
  ownAccessOf,
  READ,
  requireReview,
  requireState,
  reviewingAs,
  widePrincipals,
} from "../rules.ts";
import type { ReviewRow } from "../schedule.ts";
import type { Decide, Decided, LinesQuery, OwnReview, ReviewLine } from "../schemas.ts";
import { linesShown, type Reading } from "../views.ts";

const MOST_OPEN = 20;

type Refused = Decided["refused"][number];

/** What reviewers do: they read their lines, and say keep or revoke. It takes no administration. */
export class Deciding {
  private readonly parts: ReviewParts;

  constructor(parts: ReviewParts) {
    this.parts = parts;
  }

  /** Open reviews in which whoever asks decides, the first to end first; at most twenty. */
  async own(actor: Actor): Promise<{ reviews: OwnReview[] }> {
    requirePerson(actor);
    const { store, now } = this.parts;
    const access = this.parts.access.of(actor);
    access.requireCurrent();
    const rows = await openReviewsOf(store.db, access.id, reviewingAs(access, actor.subject, now()), MOST_OPEN);
    if (rows.length === 0) return { reviews: [] };
    const names = await namesOf(
      store.db,
      access.id,
      rows.map(({ made_by }) => made_by),
    );
    const wide = await widePrincipals(store.db, access);
    const isOwn = ownAccessOf(access, actor.subject, wide, now());
    const ids = rows.map(({ id }) => id);
    const seesAll = access.may(actor, READ);
    const makes = new Set(rows.flatMap((row) => (seesAll && row.made_by === actor.subject ? [row.id] : [])));
    const waiting = (await undecidedIn(store.db, access.id, ids, actor.subject)).filter(
      (line) => !isOwn(line) && (line.reviewer === null || line.owner === actor.subject || makes.has(line.review)),
    );
    const reviews = rows.map(
      (row): OwnReview => ({
        id: row.id,
        name: row.name,
        madeByName: names.get(row.made_by)?.name ?? null,
        dueAt: iso(row.due_at),
        undecided: row.undecided,
        waiting: waiting.reduce((sum, { review, count }) => (review === row.id ? sum + count : sum), 0),
      }),
    );
    return { reviews };
  }

  /**
   * Their lines for whoever reviews; all of them for `read:access`.
   * @throws {Problem} `resource-not-found`, `cursor-invalid`
   */
  async lines(
    actor: Actor,
    id: string,
    { limit, cursor, decision }: LinesQuery,
  ): Promise<{ lines: ReviewLine[]; nextCursor: string | null }> {
    const { store, cursors } = this.parts;
    const access = this.parts.access.of(actor);
    const { reading, reviewer } = await this.reading(store.db, access, actor, id);
    const question = ["review-lines", actor.organization, actor.subject, id, decision ?? null];
    const after = cursor ? Number(cursors.read(question, cursor)) : 0;
    const rows = await listLines(store.db, access.id, id, { reviewer, decision, after, limit: limit + 1 });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      lines: await linesShown(this.parts, actor, reading, rows.slice(0, limit)),
      nextCursor: last ? cursors.sign(question, String(last.number)) : null,
    };
  }

  /**
   * Keep, revoke, or neither again, for chosen lines. What may not be decided is named; nobody decides over another unseen.
   * @throws {Problem} `resource-not-found`, `review-over`
   */
  async decide(actor: Actor, id: string, { lines, decision, note }: Decide): Promise<Decided> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    const { result } = await access.commit(actor, async (tx) => {
      const { reading, review } = await this.reading(tx, access, actor, id);
      requireState(review, "open");
      if (isOver(review, this.parts.now())) throw problem("review-over", { detail: "its end has passed" });
      const rows = new Map(
        (
          await findLinesOf(
            tx,
            access.id,
            id,
            lines.map(({ number }) => number),
          )
        ).map((row) => [row.number, row]),
      );
      const decided: LineRow[] = [];
      const refused: Refused[] = [];
      for (const { number, version } of lines) {
        const row = rows.get(number);
        const refusal = whyNotDecided(reading, row, version);
        if (refusal) refused.push({ number, ...refusal });
        else if (row) decided.push(row);
      }
      for (const row of decided) await this.write(tx, actor, row, decision, note);
      if (decided.length > 0)
        await noteEvent(tx, {
          organization: access.id,
          kind: "review-decided",
          about: [...new Set(decided.flatMap(({ resource, principal }) => [resource, principal]))],
          facts: { review: id, decision, lines: decided.map(({ number }) => String(number)) },
          at: this.parts.now(),
        });
      return {
        changes: [],
        result: { decided: decided.map(({ number, version }) => ({ number, version: version + 1 })), refused },
      };
    });
    return result;
  }

  private async write(tx: Tx, actor: Actor, row: LineRow, decision: Decide["decision"], note: string): Promise<void> {
    const text = decision === "none" ? "" : note.trim();
    const salt = text === "" ? null : randomBytes(16).toString("hex");
    await updateLine(tx, row, {
      version: row.version + 1,
      decision: decision === "none" ? null : decision,
      decided_by: decision === "none" ? null : actor.subject,
      decided_at: decision === "none" ? null : this.parts.now(),
      note: text,
      note_salt: salt,
      note_hash: salt === null ? null : hashOfDetails(salt, { note: text }),
    });
  }

  /** What somebody may see and decide of a review. @throws {Problem} `resource-not-found` */
  private async reading(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    id: string,
  ): Promise<{ reading: Reading; review: ReviewRow; reviewer: string | undefined }> {
    access.requireCurrent();
    const review = requireReview(await findReview(db, access.id, id));
    const now = this.parts.now();
    const seesAll = access.may(actor, READ);
    const own = new Set(reviewingAs(access, actor.subject, now));
    const isReviewer = (await reviewersIn(db, access.id, id)).some((principal) => own.has(principal));
    // A reviewer has nothing to look at before it is open, nor after.
    if (!seesAll && (!isReviewer || review.state !== "open")) requireReview(undefined);
    const wide = await widePrincipals(db, access);
    return {
      review,
      reviewer: seesAll || review.decided_by_owners === 0 ? undefined : actor.subject,
      reading: {
        review,
        // Whoever opened it and lost `read:access` since decides nothing in it.
        decides: decidesIn(seesAll ? review : { ...review, made_by: "" }, actor.subject, isReviewer),
        isOwnAccess: ownAccessOf(access, actor.subject, wide, now),
      },
    };
  }
}

function whyNotDecided(
  { decides, isOwnAccess }: Reading,
  row: LineRow | undefined,
  version: number,
): Omit<Refused, "number"> | null {
  if (!row || !decides(row)) return { reason: "not-found", detail: "this line is not yours to decide" };
  if (isOwnAccess(row))
    return { reason: "own-access", detail: "it is about your own access: somebody else decides about it" };
  if (row.version !== version)
    return { reason: "decided-meanwhile", detail: "somebody decided about it meanwhile: look at it again" };
  return null;
}
