import { addressKey, type Store, type Tx, toSwitch } from "../../store/index.ts";

export interface NewSession {
  organization: string;
  id: string;
  account: string;
  refreshHash: string;
  expiresAt: number;
  createdAt: number;
  userAgent: string | null;
  ip: string | null;
  /** By which it began; null: with a password. */
  provider: string | null;
  secondFactor: boolean;
}

export type SessionRow = NonNullable<Awaited<ReturnType<typeof findSession>>>;

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx
    .insertInto("sessions")
    .values({
      organization_id: session.organization,
      id: session.id,
      account: session.account,
      refresh_hash: session.refreshHash,
      previous_hash: null,
      rotated_at: null,
      expires_at: session.expiresAt,
      created_at: session.createdAt,
      last_seen_at: session.createdAt,
      user_agent: session.userAgent,
      ip: session.ip,
      address_key: session.ip === null ? null : addressKey(session.ip),
      last_address_key: session.ip === null ? null : addressKey(session.ip),
      provider: session.provider,
      second_factor: toSwitch(session.secondFactor),
      revoked_at: null,
      revoked_because: null,
    })
    .execute();
}

export function findSession(db: Tx, organization: string, id: string) {
  return db
    .selectFrom("sessions")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** @returns whether this very token was the one in force */
export async function rotateSession(
  tx: Tx,
  {
    organization,
    id,
    from,
    to,
    ip,
    now,
  }: { organization: string; id: string; from: string; to: string; ip: string; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("sessions")
    .set({
      refresh_hash: to,
      previous_hash: from,
      rotated_at: now,
      last_seen_at: now,
      last_address_key: addressKey(ip),
    })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .where("refresh_hash", "=", from)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export function liveSessionsOf(db: Tx, organization: string, account: string, now: number) {
  return db
    .selectFrom("sessions")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("last_seen_at", "desc")
    .orderBy("id")
    .execute();
}

export function allLiveSessions(db: Store["db"], now: number) {
  return db
    .selectFrom("sessions")
    .select(["organization_id", "id", "account", "expires_at", "second_factor"])
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .execute();
}

/** Ends the live ones of an account. @returns their ids */
export async function revokeSessions(
  tx: Tx,
  {
    organization,
    account,
    because,
    now,
    only,
    except,
  }: { organization: string; account: string; because: string; now: number; only?: string; except?: string },
): Promise<string[]> {
  let query = tx
    .updateTable("sessions")
    .set({ revoked_at: now, revoked_because: because })
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("revoked_at", "is", null);
  if (only !== undefined) query = query.where("id", "=", only);
  if (except !== undefined) query = query.where("id", "!=", except);
  const rows = await query.returning("id").execute();
  return rows.map(({ id }) => id);
}

/** Ends the live ones that were last renewed at these addresses. Served by sessions_by_last_address. @returns whose they were */
export function revokeSessionsFrom(
  tx: Tx,
  { organization, range, now }: { organization: string; range: { first: string; last: string }; now: number },
): Promise<{ id: string; account: string }[]> {
  return tx
    .updateTable("sessions")
    .set({ revoked_at: now, revoked_because: "address-banned" })
    .where("organization_id", "=", organization)
    .where("last_address_key", ">=", range.first)
    .where("last_address_key", "<=", range.last)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .returning(["id", "account"])
    .execute();
}

/** That whoever is in it has shown a second factor, or that it counts no more. */
export async function setSecondFactor(tx: Tx, organization: string, id: string, passed: boolean): Promise<void> {
  await tx
    .updateTable("sessions")
    .set({ second_factor: toSwitch(passed) })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .execute();
}

/** Of these, the ones that are still live, and whether they began with a second factor. */
export async function stillLive(
  db: Store["db"],
  organization: string,
  ids: readonly string[],
  now: number,
): Promise<Map<string, boolean>> {
  const rows = await db
    .selectFrom("sessions")
    .select(["id", "second_factor"])
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .execute();
  return new Map(rows.map(({ id, second_factor: passed }) => [id, passed === 1]));
}

/** What ended long ago is of no use: not even for telling a stolen token from an old one. */
export async function purgeSessions(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom("sessions").where("expires_at", "<", before).execute();
}
