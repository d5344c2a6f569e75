import type { Selectable } from "kysely";
import { type InvitationsTable, matches, type Tx } from "../../store/index.ts";
import type { InvitationsQuery } from "./schemas.ts";

export type InvitationRow = Selectable<InvitationsTable>;

export function findInvitation(db: Tx, organization: string, id: string): Promise<InvitationRow | undefined> {
  return db
    .selectFrom("invitations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Served by invitations_by_token. */
export function findInvitationByToken(db: Tx, tokenHash: string): Promise<InvitationRow | undefined> {
  return db.selectFrom("invitations").selectAll().where("token_hash", "=", tokenHash).executeTakeFirst();
}

/**
 * A page of those of the organization, and how many there are. Served by invitations_by_creation or _by_email, which have all that is asked to find
 * and sort them; the rows are then read by the primary key.
 */
export async function listInvitations(
  db: Tx,
  organization: string,
  { search, sort, order, limit, offset }: InvitationsQuery,
): Promise<{ rows: InvitationRow[]; total: number }> {
  let all = db.selectFrom("invitations").where("organization_id", "=", organization);
  if (search !== undefined) all = all.where((e) => matches(e.ref("email"), search));
  const page = await all
    .select("id")
    .orderBy(sort === "email" ? "email" : "created_at", order)
    .orderBy("id", order)
    .limit(limit)
    .offset(offset)
    .execute();
  const { total } = await all.select((e) => e.fn.countAll().as("total")).executeTakeFirstOrThrow();
  const ids = page.map(({ id }) => id);
  const found =
    ids.length === 0
      ? []
      : await db
          .selectFrom("invitations")
          .selectAll()
          .where("organization_id", "=", organization)
          .where("id", "in", ids)
          .execute();
  const byId = new Map(found.map((row) => [row.id, row]));
  return { rows: ids.flatMap((id) => byId.get(id) ?? []), total: Number(total) };
}

/** Whether the address is invited already. What ended for it goes. Served by invitations_by_email. */
export async function isInvited(tx: Tx, organization: string, email: string, now: number): Promise<boolean> {
  await tx
    .deleteFrom("invitations")
    .where("organization_id", "=", organization)
    .where("email", "=", email)
    .where("token_hash", "is not", null)
    .where("expires_at", "<=", now)
    .execute();
  const open = await tx
    .selectFrom("invitations")
    .select("id")
    .where("organization_id", "=", organization)
    .where("email", "=", email)
    .where("token_hash", "is not", null)
    .executeTakeFirst();
  return open !== undefined;
}

/** Served by invitations_by_email. */
export function findOpenInvitation(
  db: Tx,
  organization: string,
  email: string,
  now: number,
): Promise<InvitationRow | undefined> {
  return db
    .selectFrom("invitations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("email", "=", email)
    .where("token_hash", "is not", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

export async function insertInvitation(tx: Tx, row: InvitationRow): Promise<void> {
  await tx.insertInto("invitations").values(row).execute();
}

/** Another link for one that is open; the former one ends. */
export async function setInvitationToken(tx: Tx, { organization_id, id }: InvitationRow, token: string): Promise<void> {
  await tx
    .updateTable("invitations")
    .set({ token_hash: token })
    .where("organization_id", "=", organization_id)
    .where("id", "=", id)
    .where("token_hash", "is not", null)
    .execute();
}

/** Uses an open one up; of several who come at the same moment one finds it. */
export function takeInvitation(
  tx: Tx,
  tokenHash: string,
  { account, now }: { account: string; now: number },
): Promise<InvitationRow | undefined> {
  return tx
    .updateTable("invitations")
    .set({ token_hash: null, accepted_at: now, account })
    .where("token_hash", "=", tokenHash)
    .where("expires_at", ">", now)
    .returningAll()
    .executeTakeFirst();
}

export async function setLeftOut(tx: Tx, { organization_id, id }: InvitationRow, leftOut: string): Promise<void> {
  await tx
    .updateTable("invitations")
    .set({ left_out: leftOut })
    .where("organization_id", "=", organization_id)
    .where("id", "=", id)
    .execute();
}

/** With the letter that holds its link. */
export async function removeInvitation(tx: Tx, { organization_id, id, email }: InvitationRow): Promise<void> {
  await tx.deleteFrom("invitations").where("organization_id", "=", organization_id).where("id", "=", id).execute();
  // Served by letters_by_recipient.
  await tx
    .deleteFrom("letters")
    .where("organization_id", "=", organization_id)
    .where("recipient", "=", email)
    .where("kind", "=", "invitation")
    .execute();
}

/** Names of groups that are still there. */
export async function groupNames(db: Tx, organization: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("groups")
    .select(["id", "name"])
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
