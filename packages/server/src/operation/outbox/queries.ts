import type { Selectable } from "kysely";
import { type Presets, readPresets } from "../../identity/invitations/presets.ts";
import type { LetterRow } from "../../identity/mail/queries.ts";
import type { LetterReadingsTable, Tx } from "../../store/index.ts";

/** What no mail server takes, newest first. Served by letters_by_creation. */
export async function listLetters(
  db: Tx,
  organization: string,
  now: number,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: LetterRow[]; total: number }> {
  const all = db
    .selectFrom("letters")
    .where("organization_id", "=", organization)
    .where("state", "in", ["outbox", "failed"])
    .where("expires_at", ">", now);
  const rows = await all
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
  const { total } = await all.select((e) => e.fn.countAll().as("total")).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}

export function findLetter(db: Tx, organization: string, id: string, now: number): Promise<LetterRow | undefined> {
  return db
    .selectFrom("letters")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .where("state", "in", ["outbox", "failed"])
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

/** The links among these that still work, by the hashes of their tokens. Served by the primary key, and by invitations_by_token. */
export async function linksInForce(db: Tx, hashes: readonly string[], now: number): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const [links, invitations] = await Promise.all(
    (["link_tokens", "invitations"] as const).map((table) =>
      db
        .selectFrom(table)
        .select("token_hash")
        .where("token_hash", "in", hashes)
        .where("expires_at", ">", now)
        .execute(),
    ),
  );
  return new Set([...(links ?? []), ...(invitations ?? [])].flatMap(({ token_hash: hash }) => hash ?? []));
}

/** What invitations give, by their ids. Served by the primary key. */
export async function presetsOf(db: Tx, organization: string, ids: readonly string[]): Promise<Map<string, Presets>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("invitations")
    .select(["id", "presets"])
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, presets }) => [id, readPresets(presets)]));
}

/** Who read them, in the order of time. Served by the primary key. */
export function readingsOf(
  db: Tx,
  organization: string,
  letters: readonly string[],
): Promise<Selectable<LetterReadingsTable>[]> {
  return db
    .selectFrom("letter_readings")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("letter_id", "in", letters)
    .orderBy("read_at")
    .orderBy("actor")
    .execute();
}

export async function noteReading(tx: Tx, letter: LetterRow, actor: string, now: number): Promise<void> {
  await tx
    .insertInto("letter_readings")
    .values({
      organization_id: letter.organization_id,
      letter_id: letter.id,
      read_at: now,
      actor,
      kind: letter.kind,
      account: letter.account,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
