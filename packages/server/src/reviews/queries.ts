import type { Insertable, Selectable, Updateable } from "kysely";
import type { ReviewLinesTable, ReviewsTable, Tx } from "../store/index.ts";
import type { Place } from "./parts.ts";
import { type ReviewRow, wakeOf } from "./schedule.ts";

export type LineRow = Selectable<ReviewLinesTable>;
const PIECE = 500;

export const findReview = (db: Tx, organization: string, id: string): Promise<ReviewRow | undefined> =>
  db
    .selectFrom("reviews")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

export async function insertReview(
  tx: Tx,
  row: Omit<Insertable<ReviewsTable>, "wake_at" | "lines" | "is_cut">,
): Promise<ReviewRow> {
  return tx
    .insertInto("reviews")
    .values({ ...row, wake_at: 0, lines: 0, is_cut: 0 })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** With when it has to be looked at again. @returns as it is then */
export async function updateReview(tx: Tx, row: ReviewRow, values: Updateable<ReviewsTable>): Promise<ReviewRow> {
  const next = { ...row, ...values } as ReviewRow;
  const wake_at = values.wake_at === undefined ? wakeOf(next) : values.wake_at;
  await tx
    .updateTable("reviews")
    .set({ ...values, wake_at })
    .where("organization_id", "=", row.organization_id)
    .where("id", "=", row.id)
    .execute();
  return { ...next, wake_at };
}

/** Newest first. Served by reviews_by_opening. */
export function listReviews(
  db: Tx,
  organization: string,
  { after, limit }: { after: Place | undefined; limit: number },
): Promise<ReviewRow[]> {
  let query = db.selectFrom("reviews").selectAll().where("organization_id", "=", organization);
  if (after !== undefined)
    query = query
      // Said twice: this half is what the index can be entered by.
      .where("opened_at", "<=", after.at)
      .where((e) => e.or([e("opened_at", "<", after.at), e("id", "<", after.id)]));
  return query.orderBy("opened_at", "desc").orderBy("id", "desc").limit(limit).execute();
}

/** Open reviews in which one of these principals decides, the first to end first. Served by review_reviewers_by_principal. */
export async function openReviewsOf(
  db: Tx,
  organization: string,
  principals: readonly string[],
  limit: number,
): Promise<ReviewRow[]> {
  const ids = new Set<string>();
  for (let from = 0; from < principals.length; from += PIECE) {
    const found = await db
      .selectFrom("review_reviewers")
      .innerJoin("reviews", (join) =>
        join
          .onRef("reviews.organization_id", "=", "review_reviewers.organization_id")
          .onRef("reviews.id", "=", "review_reviewers.review_id"),
      )
      .select("reviews.id")
      .where("review_reviewers.organization_id", "=", organization)
      .where("review_reviewers.principal", "in", principals.slice(from, from + PIECE))
      .where("reviews.state", "=", "open")
      .orderBy("reviews.due_at")
      .limit(limit)
      .execute();
    for (const { id } of found) ids.add(id);
  }
  if (ids.size === 0) return [];
  return db
    .selectFrom("reviews")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "in", [...ids])
    .orderBy("due_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Those in which the background has something to do. Served by reviews_waking. */
export const dueReviews = (db: Tx, now: number, limit: number): Promise<ReviewRow[]> =>
  db
    .selectFrom("reviews")
    .selectAll()
    .where("wake_at", "is not", null)
    .where("wake_at", "<=", now)
    .orderBy("wake_at")
    .limit(limit)
    .execute();

export async function reviewersIn(db: Tx, organization: string, review: string): Promise<string[]> {
  const rows = await db
    .selectFrom("review_reviewers")
    .select("principal")
    .where("organization_id", "=", organization)
    .where("review_id", "=", review)
    .orderBy("principal")
    .execute();
  return rows.map(({ principal }) => principal);
}

/** Of several reviews that people and groups decide: twenty at most in each. Served by the primary key. */
export async function reviewersOf(
  db: Tx,
  organization: string,
  reviews: readonly string[],
): Promise<{ review: string; principal: string }[]> {
  if (reviews.length === 0) return [];
  return db
    .selectFrom("review_reviewers")
    .select(["review_id as review", "principal"])
    .where("organization_id", "=", organization)
    .where("review_id", "in", [...reviews])
    .orderBy("review_id")
    .orderBy("principal")
    .execute();
}

export async function addReviewers(
  tx: Tx,
  organization: string,
  review: string,
  principals: readonly string[],
): Promise<void> {
  const rows = [...new Set(principals)].map((principal) => ({
    organization_id: organization,
    review_id: review,
    principal,
  }));
  for (let from = 0; from < rows.length; from += PIECE)
    await tx
      .insertInto("review_reviewers")
      .values(rows.slice(from, from + PIECE))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

export async function removeReviewers(tx: Tx, organization: string, review: string): Promise<void> {
  await tx
    .deleteFrom("review_reviewers")
    .where("organization_id", "=", organization)
    .where("review_id", "=", review)
    .execute();
}

export async function insertLines(tx: Tx, rows: readonly Insertable<ReviewLinesTable>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 100)
    await tx
      .insertInto("review_lines")
      .values(rows.slice(from, from + 100))
      .execute();
}

const linesOf = (db: Tx, organization: string, review: string) =>
  db.selectFrom("review_lines").selectAll().where("organization_id", "=", organization).where("review_id", "=", review);

export interface LineWish {
  /** Only those that this owner decides; undefined: all. */
  reviewer: string | undefined;
  /** Only these; undefined: all. */
  decision: "keep" | "revoke" | "none" | undefined;
  after: number;
  limit: number;
}

/** In order. Served by the primary key; those of one owner by review_lines_by_reviewer, of one decision by review_lines_by_decision. */
export function listLines(
  db: Tx,
  organization: string,
  review: string,
  { reviewer, decision, after, limit }: LineWish,
): Promise<LineRow[]> {
  let query = linesOf(db, organization, review).where("number", ">", after);
  if (reviewer !== undefined) query = query.where("reviewer", "=", reviewer).where("owner", "=", reviewer);
  if (decision === "none") query = query.where("decision", "is", null);
  else if (decision !== undefined) query = query.where("decision", "=", decision);
  return query.orderBy("number").limit(limit).execute();
}

/** At most 100. Served by the primary key. */
export const findLinesOf = (
  db: Tx,
  organization: string,
  review: string,
  numbers: readonly number[],
): Promise<LineRow[]> =>
  linesOf(db, organization, review)
    .where("number", "in", [...numbers])
    .orderBy("number")
    .execute();

/** Those that are not carried out yet. Served by review_lines_by_outcome. */
export const linesToCarryOut = (db: Tx, organization: string, review: string, limit: number): Promise<LineRow[]> =>
  linesOf(db, organization, review).where("outcome", "is", null).orderBy("number").limit(limit).execute();

/** All lines, a piece after the other. Served by the primary key. */
export async function allLines(db: Tx, organization: string, review: string): Promise<LineRow[]> {
  const lines: LineRow[] = [];
  for (;;) {
    const after = lines.at(-1)?.number ?? 0;
    const piece = await linesOf(db, organization, review)
      .where("number", ">", after)
      .orderBy("number")
      .limit(PIECE)
      .execute();
    lines.push(...piece);
    if (piece.length < PIECE) return lines;
  }
}

/**
 * The lines that whoever opened a review decides in the place of owners are another's then. Served by review_lines_by_reviewer.
 * @returns whether there were any
 */
export async function handLinesOn(tx: Tx, row: ReviewRow, from: string, to: string): Promise<boolean> {
  const mine = tx
    .updateTable("review_lines")
    .set({ reviewer: to })
    .where("organization_id", "=", row.organization_id)
    .where("review_id", "=", row.id)
    .where("reviewer", "=", from)
    .where("owner", "<>", from);
  const { numUpdatedRows } = await mine.executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Which of these grants lines of a review are about: at most as many as it has. Served by the primary key. */
export async function grantsInLines(db: Tx, review: ReviewRow, grants: readonly number[]): Promise<Set<number>> {
  if (grants.length === 0) return new Set();
  const rows = await db
    .selectFrom("review_lines")
    .select("grant_id")
    .where("organization_id", "=", review.organization_id)
    .where("review_id", "=", review.id)
    .where("grant_id", "in", [...grants])
    .execute();
  return new Set(rows.map(({ grant_id }) => Number(grant_id)));
}

export async function updateLine(
  tx: Tx,
  { organization_id, review_id, number }: Pick<LineRow, "organization_id" | "review_id" | "number">,
  values: Updateable<ReviewLinesTable>,
): Promise<void> {
  await tx
    .updateTable("review_lines")
    .set(values)
    .where("organization_id", "=", organization_id)
    .where("review_id", "=", review_id)
    .where("number", "=", number)
    .execute();
}

export interface Count {
  review: string;
  of: string | null;
  count: number;
}

/** How many lines of each decision, or outcome, reviews have. Served by review_lines_by_decision, review_lines_by_outcome. */
export async function countLines(
  db: Tx,
  organization: string,
  reviews: readonly string[],
  by: "decision" | "outcome",
): Promise<Count[]> {
  if (reviews.length === 0) return [];
  const rows = await db
    .selectFrom("review_lines")
    .select((e) => ["review_id as review", `${by} as of`, e.fn.countAll<number | string>().as("count")])
    .where("organization_id", "=", organization)
    .where("review_id", "in", [...reviews])
    .groupBy(["review_id", by])
    .execute();
  return rows.map(({ review, of, count }) => ({ review, of, count: Number(count) }));
}

export interface Undecided {
  review: string;
  principal: string;
  owner: string;
  reviewer: string | null;
  count: number;
}

/**
 * To whom the lines that nobody decided were given, and whose things they are: all, or those that this owner may decide. Served by
 * review_lines_by_decision.
 */
export async function undecidedIn(
  db: Tx,
  organization: string,
  reviews: readonly string[],
  reviewer?: string,
): Promise<Undecided[]> {
  if (reviews.length === 0) return [];
  let query = db
    .selectFrom("review_lines")
    .select((e) => [
      "review_id as review",
      "principal",
      "owner",
      "reviewer",
      e.fn.countAll<number | string>().as("count"),
    ])
    .where("organization_id", "=", organization)
    .where("review_id", "in", [...reviews])
    .where("decision", "is", null);
  if (reviewer !== undefined)
    query = query.where((e) => e.or([e("reviewer", "is", null), e("reviewer", "=", reviewer)]));
  const rows = await query.groupBy(["review_id", "principal", "owner", "reviewer"]).execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** What somebody wrote beside their decisions goes with their account; that they decided stays, and so does the signature. Served by review_lines_by_decider. */
export async function forgetNotesOf(tx: Tx, organization: string, account: string): Promise<void> {
  await tx
    .updateTable("review_lines")
    .set({ note: "", note_salt: null })
    .where("organization_id", "=", organization)
    .where("decided_by", "=", account)
    .execute();
}

/** What somebody decided, review by review. Served by review_lines_by_decider. */
export function linesDecidedBy(
  db: Tx,
  organization: string,
  account: string,
  { review, number }: { review: string; number: number },
  limit: number,
): Promise<LineRow[]> {
  return db
    .selectFrom("review_lines")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("decided_by", "=", account)
    .where("review_id", ">=", review)
    .where((e) => e.or([e("review_id", ">", review), e("number", ">", number)]))
    .orderBy("review_id")
    .orderBy("number")
    .limit(limit)
    .execute();
}
