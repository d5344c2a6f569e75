import type { Change } from "@gatehouse/engine";
import { noteEvent, type Tx } from "../../store/index.ts";
import { mark } from "../chain/marks.ts";
import { lastSegment, waitingEvents } from "./queries.ts";
import { sealSegment } from "./segment.ts";

const PIECE = 500;
const IN_ONE = 200;

/** Asks that what is personal of somebody goes from the trail: in the entries by and about them. Done in the background, in pieces. */
export async function askErasure(tx: Tx, organization: string, account: string, now: number): Promise<void> {
  await tx
    .insertInto("audit_erasures")
    .values({ organization_id: organization, account, asked_at: now })
    .onConflict((conflict) => conflict.columns(["organization_id", "account"]).doNothing())
    .execute();
}

/**
 * Erases a piece of what was asked for; what it did is sealed with it. Whoever is killed in between goes on where they were.
 * Served by the primary keys (audit_marks by `by` and `on`). @returns whether there is more
 */
export async function erasePiece(tx: Tx, organization: string, now: number): Promise<boolean> {
  const asked = await tx
    .selectFrom("audit_erasures")
    .select("account")
    .where("organization_id", "=", organization)
    .orderBy("account")
    .limit(1)
    .executeTakeFirst();
  if (!asked) return false;
  const { account } = asked;
  const rows = await tx
    .selectFrom("audit_marks")
    .innerJoin("audit_entries", (join) =>
      join
        .onRef("audit_entries.organization_id", "=", "audit_marks.organization_id")
        .onRef("audit_entries.number", "=", "audit_marks.number"),
    )
    .select(["audit_entries.number", "audit_entries.revision"])
    .distinct()
    .where("audit_marks.organization_id", "=", organization)
    .where("mark", "in", [mark.by(account), mark.on(account)])
    .where("salt", "is not", null)
    .limit(PIECE)
    .execute();
  const isLast = rows.length < PIECE;
  await eraseDetails(tx, organization, rows);
  if (isLast)
    await tx
      .deleteFrom("audit_erasures")
      .where("organization_id", "=", organization)
      .where("account", "=", account)
      .execute();
  if (rows.length > 0 || isLast) await tellErased(tx, organization, account, rows.length, now);
  return true;
}

/** The details of entries go, wherever they are: with the entry, or in the log and the records of grants that it made. */
export async function eraseDetails(
  tx: Tx,
  organization: string,
  rows: readonly { number: number; revision: number | null }[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += IN_ONE) {
    const some = rows.slice(from, from + IN_ONE);
    await tx
      .updateTable("audit_entries")
      .set({ details: null, salt: null })
      .where("organization_id", "=", organization)
      .where(
        "number",
        "in",
        some.map(({ number }) => number),
      )
      .execute();
    const revisions = some.map(({ revision }) => revision).filter((one) => one !== null);
    if (revisions.length > 0) await eraseReasons(tx, organization, revisions);
  }
}

/** A grant's record holds the reason of the revision that set it: the two must stay the same (verifyTables). */
async function eraseReasons(tx: Tx, organization: string, revisions: readonly number[]): Promise<void> {
  const withReason = await tx
    .selectFrom("log")
    .select(["at", "changes"])
    .where("organization_id", "=", organization)
    .where("revision", "in", revisions)
    .where("reason", "is not", null)
    .execute();
  await tx
    .updateTable("log")
    .set({ reason: null, ip: null })
    .where("organization_id", "=", organization)
    .where("revision", "in", revisions)
    .execute();
  for (const { at, changes } of withReason) {
    const made: Change[] = JSON.parse(changes);
    const ids = made.flatMap((change) => (change.kind === "grant-set" ? [change.grant.id] : []));
    for (let from = 0; from < ids.length; from += PIECE)
      await tx
        .updateTable("grant_records")
        .set({ reason: null })
        .where("organization_id", "=", organization)
        .where("grant_id", "in", ids.slice(from, from + PIECE))
        .where("given_at", "=", at)
        .execute();
  }
}

async function tellErased(tx: Tx, organization: string, account: string, entries: number, now: number): Promise<void> {
  await tellInTrail(tx, organization, now, {
    kind: "audit-erased",
    about: [account],
    facts: { entries },
  });
}

/** What the trail does to itself is sealed in the same transaction: there is no moment in which it is whole and not told of. */
export async function tellInTrail(
  tx: Tx,
  organization: string,
  now: number,
  event: { kind: "audit-erased" | "audit-retired"; about?: readonly string[]; facts: Record<string, number> },
): Promise<void> {
  await noteEvent(tx, { organization, actor: "system:audit", from: "audit", at: now, ...event });
  const last = await lastSegment(tx, organization);
  const own = (await waitingEvents(tx, organization, IN_ONE)).filter(({ kind }) => kind === event.kind);
  await sealSegment(tx, organization, last, { revisions: [], events: own }, now);
}
