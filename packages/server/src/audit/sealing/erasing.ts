import type { Change } from "@gatehouse/engine";
import { sql } from "kysely";
import { onOccasion } from "../../http/occasion.ts";
import { noteEvent, type TrailEvent, type Tx } from "../../store/index.ts";
import { mark } from "../chain/marks.ts";
import { lastSegment, waitingEvents } from "./queries.ts";
import { sealSegment } from "./segment.ts";

const PIECE = 500;
const IN_ONE = 200;

/** Whoever asks by hand, and why. */
export interface Asked {
  by: string;
  from: string;
  ip: string | null;
  reason: string;
}

/** How what somebody typed is asked for who has no account. */
const ADDRESS = "address:";
export const addressed = (address: string): string => `${ADDRESS}${address.trim().toLowerCase()}`;

/**
 * Asks that what is personal of somebody goes from the trail: in the entries by and about them, and about what was decided about their things; of an
 * address (`addressed`) where it was typed. Done in the background, in pieces.
 * @param asked by hand; not given: the account was removed
 */
export async function askErasure(
  tx: Tx,
  organization: string,
  account: string,
  now: number,
  asked?: Asked,
): Promise<void> {
  const values = { asked_at: now, asked: asked === undefined ? null : JSON.stringify(asked) };
  await tx
    .insertInto("audit_erasures")
    .values({ organization_id: organization, account, ...values })
    .onConflict((conflict) => {
      const same = conflict.columns(["organization_id", "account"]);
      // Who asks by hand for what waits already is told all the same.
      return asked === undefined ? same.doNothing() : same.doUpdateSet(values);
    })
    .execute();
}

/** Whether the trail has entries by or about an account. Served by the primary key of audit_marks. */
export async function isInTrail(db: Tx, organization: string, account: string): Promise<boolean> {
  const row = await db
    .selectFrom("audit_marks")
    .select("number")
    .where("organization_id", "=", organization)
    .where("mark", "in", [mark.by(account), mark.on(account)])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Erases a piece of what was asked for; what it did is sealed with it. Whoever is killed in between goes on where they were.
 * Served by the primary keys (audit_marks by `by` and `on`). @returns whether there is more
 */
export async function erasePiece(tx: Tx, organization: string, now: number): Promise<boolean> {
  const asked = await tx
    .selectFrom("audit_erasures")
    .select(["account", "asked"])
    .where("organization_id", "=", organization)
    .orderBy("account")
    .limit(1)
    .executeTakeFirst();
  if (!asked) return false;
  const { account } = asked;
  const isAddress = account.startsWith(ADDRESS);
  const rows = isAddress
    ? await withTyped(tx, organization, account.slice(ADDRESS.length))
    : await byAndAbout(tx, organization, account);
  if (rows.length < PIECE && !isAddress)
    rows.push(...(await reasonsOnTheirs(tx, organization, account, PIECE - rows.length, rows)));
  const isLast = rows.length < PIECE;
  await eraseDetails(tx, organization, rows);
  if (isLast)
    await tx
      .deleteFrom("audit_erasures")
      .where("organization_id", "=", organization)
      .where("account", "=", account)
      .execute();
  const by: Asked | null = asked.asked === null ? null : JSON.parse(asked.asked);
  if (rows.length > 0 || isLast)
    await tellInTrail(tx, organization, now, {
      kind: "audit-erased",
      // Nobody's address stands here for good.
      about: isAddress ? [] : [account],
      facts: { entries: rows.length, of: isAddress ? "address" : "account" },
      ...(by !== null && { actor: by.by, from: by.from }),
      // With the last piece only: the next would find and erase it.
      ...(by !== null && isLast && { details: { reason: by.reason, ...(by.ip !== null && { ip: by.ip }) } }),
    });
  return true;
}

type Found = { number: number; revision: number | null };

/** Served by the primary key of audit_marks. */
const byAndAbout = (tx: Tx, organization: string, account: string): Promise<Found[]> =>
  tx
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

/** The kinds of entries in which an address stands that somebody typed. */
const TYPING = ["sign-in-refused", "invitation-accepted", "invitation-made"];

/** Where an address was typed, whoever's it is. Reads the entries of few kinds, found by the primary key of audit_marks. */
async function withTyped(tx: Tx, organization: string, address: string): Promise<Found[]> {
  // As a member of JSON it can stand nowhere else: a quote within a text is escaped.
  const member = JSON.stringify({ typed: address }).slice(1, -1);
  const like = `%${member.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return tx
    .selectFrom("audit_marks")
    .innerJoin("audit_entries", (join) =>
      join
        .onRef("audit_entries.organization_id", "=", "audit_marks.organization_id")
        .onRef("audit_entries.number", "=", "audit_marks.number"),
    )
    .select(["audit_entries.number", "audit_entries.revision"])
    .where("audit_marks.organization_id", "=", organization)
    .where("mark", "in", TYPING.map(mark.kind))
    .where("salt", "is not", null)
    .where(sql<boolean>`lower(details) like ${like} escape '\\'`)
    .limit(PIECE)
    .execute();
}

const DECIDING = ["decision-made", "decision-undone", "appeal-made", "appeal-answered"];
const DOING = ["resource-state-set", "resource-removed"];

/**
 * Changes that hid, showed or deleted what was somebody's by a moderator's decision, whose reason is about them: found by the decisions about them.
 * Served by the primary keys.
 */
async function reasonsOnTheirs(
  tx: Tx,
  organization: string,
  account: string,
  most: number,
  but: readonly Found[],
): Promise<Found[]> {
  const things = new Set<string>();
  for (let after = 0; ; ) {
    const decided = await tx
      .selectFrom("audit_marks as on_them")
      .innerJoin("audit_marks as of_kind", (join) =>
        join
          .onRef("of_kind.organization_id", "=", "on_them.organization_id")
          .onRef("of_kind.at", "=", "on_them.at")
          .onRef("of_kind.number", "=", "on_them.number"),
      )
      .innerJoin("audit_entries as entry", (join) =>
        join
          .onRef("entry.organization_id", "=", "on_them.organization_id")
          .onRef("entry.number", "=", "on_them.number"),
      )
      .select(["entry.number", "entry.body"])
      .where("on_them.organization_id", "=", organization)
      .where("on_them.mark", "=", mark.on(account))
      .where("of_kind.mark", "in", DECIDING.map(mark.kind))
      .where("entry.number", ">", after)
      .orderBy("entry.number")
      .limit(PIECE)
      .execute();
    for (const { body } of decided)
      for (const name of body === null ? [] : (JSON.parse(body) as { about: string[] }).about)
        if (!/^(user|message):/.test(name)) things.add(name);
    if (decided.length < PIECE) break;
    after = decided.at(-1)?.number ?? after;
  }
  const found = new Map<number, Found>();
  const all = [...things];
  for (let from = 0; from < all.length && found.size < most; from += IN_ONE) {
    const rows = await tx
      .selectFrom("audit_marks as on_thing")
      .innerJoin("audit_marks as of_kind", (join) =>
        join
          .onRef("of_kind.organization_id", "=", "on_thing.organization_id")
          .onRef("of_kind.at", "=", "on_thing.at")
          .onRef("of_kind.number", "=", "on_thing.number"),
      )
      .innerJoin("audit_entries as entry", (join) =>
        join
          .onRef("entry.organization_id", "=", "on_thing.organization_id")
          .onRef("entry.number", "=", "on_thing.number"),
      )
      .select(["entry.number", "entry.revision"])
      .where("on_thing.organization_id", "=", organization)
      .where("on_thing.mark", "in", all.slice(from, from + IN_ONE).map(mark.on))
      .where("of_kind.mark", "in", DOING.map(mark.kind))
      .where("entry.revision", "is not", null)
      .where("entry.salt", "is not", null)
      .limit(most)
      .execute();
    for (const row of rows) if (!but.some(({ number }) => number === row.number)) found.set(row.number, row);
  }
  return [...found.values()].slice(0, most);
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

/** What the trail does to itself is sealed in the same transaction: there is no moment in which it is whole and not told of. */
export async function tellInTrail(
  tx: Tx,
  organization: string,
  now: number,
  event: Pick<TrailEvent, "about" | "facts" | "details"> & {
    kind: "audit-erased" | "audit-retired";
    actor?: string;
    from?: string;
  },
): Promise<void> {
  const own = { organization, actor: "system:audit", from: "audit", at: now };
  // Whoever's request it is that the sealer works in: it is said by what was asked, not by who waits.
  await onOccasion({}, () => noteEvent(tx, { ...own, ...event }));
  const last = await lastSegment(tx, organization);
  const waiting = (await waitingEvents(tx, organization, IN_ONE)).filter(({ kind }) => kind === event.kind);
  await sealSegment(tx, organization, last, { revisions: [], events: waiting }, now);
}
