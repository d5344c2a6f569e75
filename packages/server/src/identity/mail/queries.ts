import type { Selectable } from "kysely";
import type { LettersTable, Tx } from "../../store/index.ts";

export type LetterRow = Selectable<LettersTable>;

/**
 * Former letters of the same kind for the same account: with a link wherever they went, as only the new one works, and otherwise to the same
 * address. Whoever has no account yet is their address. Nobody's wish takes another account's letter away.
 */
export async function removeReplaced(
  tx: Tx,
  { organization_id, kind, recipient, account }: Pick<LetterRow, "organization_id" | "kind" | "recipient" | "account">,
  isLinked: boolean,
): Promise<void> {
  // By letters_by_recipient and letters_by_account.
  let letters = tx
    .deleteFrom("letters")
    .where("organization_id", "=", organization_id)
    .where("kind", "=", kind)
    .where("account", account === null ? "is" : "=", account);
  if (!isLinked || account === null) letters = letters.where("recipient", "=", recipient);
  await letters.execute();
}

/** What is to be sent now, of whatever organization, the longest waiting first. Served by letters_by_next. */
export function dueLetters(db: Tx, now: number, limit: number): Promise<LetterRow[]> {
  return db
    .selectFrom("letters")
    .selectAll()
    .where("next_at", "<=", now)
    .orderBy("next_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Takes a letter for a while; of several servers one gets it. */
export async function claimLetter(tx: Tx, letter: LetterRow, until: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("letters")
    .set({ next_at: until, attempts: letter.attempts + 1 })
    .where("organization_id", "=", letter.organization_id)
    .where("id", "=", letter.id)
    .where("attempts", "=", letter.attempts)
    .where("next_at", "is not", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function removeLetter(tx: Tx, { organization_id, id }: LetterRow): Promise<void> {
  await tx.deleteFrom("letters").where("organization_id", "=", organization_id).where("id", "=", id).execute();
}

/** @param nextAt null: it is not tried again */
export async function putOff(tx: Tx, { organization_id, id }: LetterRow, nextAt: number | null): Promise<void> {
  await tx
    .updateTable("letters")
    .set({ next_at: nextAt, ...(nextAt === null && { state: "failed" as const }) })
    .where("organization_id", "=", organization_id)
    .where("id", "=", id)
    .execute();
}

/** Where mail is configured no more, what waited is for the operator to read. */
export async function handToTheOperator(tx: Tx): Promise<void> {
  await tx.updateTable("letters").set({ state: "outbox", next_at: null }).where("next_at", "is not", null).execute();
}

/** Invitations are shown for so long after they ended. */
const SHOWN_MS = 30 * 24 * 60 * 60_000;

/** Letters and links that are over, and invitations that were long ago. Served by the indexes by expiry. */
export async function purgeLetters(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom("letters").where("expires_at", "<=", now).execute();
  await tx.deleteFrom("link_tokens").where("expires_at", "<=", now).execute();
  await tx
    .deleteFrom("invitations")
    .where("expires_at", "<=", now - SHOWN_MS)
    .execute();
}

/** What an account leaves behind when it goes; who read its letters stays. */
export async function removeMailOf(tx: Tx, organization: string, account: string): Promise<void> {
  await tx.deleteFrom("letters").where("organization_id", "=", organization).where("account", "=", account).execute();
  await tx
    .deleteFrom("link_tokens")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .execute();
  await tx
    .deleteFrom("invitations")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .execute();
}
