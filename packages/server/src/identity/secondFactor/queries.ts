import type { Selectable } from "kysely";
import type { SecondFactorsTable, Tx } from "../../store/index.ts";
import type { Owner } from "./codes.ts";

export type FactorRow = Selectable<SecondFactorsTable>;
type State = FactorRow["state"];

/** Served by the primary key. */
export function findFactor(db: Tx, { organization, account }: Owner, state: State): Promise<FactorRow | undefined> {
  return db
    .selectFrom("second_factors")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("state", "=", state)
    .executeTakeFirst();
}

export const isOn = async (db: Tx, owner: Owner): Promise<boolean> => (await findFactor(db, owner, "on")) !== undefined;

/** Which of these accounts sign in with one. Served by the primary key. */
export async function whoseIsOn(db: Tx, organization: string, accounts: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom("second_factors")
    .select("account")
    .where("organization_id", "=", organization)
    .where("account", "in", accounts)
    .where("state", "=", "on")
    .execute();
  return new Set(rows.map(({ account }) => account));
}

/**
 * Takes the factor for one try, and counts it as failed until it is found right; holds the row until the transaction ends, so that tries
 * come one after the other. Undefined: there is none, or no code is looked at now.
 */
export function takeForTry(tx: Tx, { organization, account }: Owner, now: number): Promise<FactorRow | undefined> {
  return tx
    .updateTable("second_factors")
    .set((e) => ({ failures: e("failures", "+", 1) }))
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("state", "=", "on")
    .where((e) => e.or([e("waits_until", "is", null), e("waits_until", "<=", now)]))
    .returningAll()
    .executeTakeFirst();
}

export async function updateFactor(
  tx: Tx,
  { organization, account }: Owner,
  set: Partial<Pick<FactorRow, "failures" | "waits_until" | "last_step">>,
): Promise<void> {
  await tx
    .updateTable("second_factors")
    .set(set)
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("state", "=", "on")
    .execute();
}

/** Puts down what somebody has yet to show that they can; the former of this kind goes. */
export async function insertPending(
  tx: Tx,
  owner: Owner,
  { sealed, hashes, now }: { sealed: string; hashes: readonly string[]; now: number },
): Promise<void> {
  await removeFactor(tx, owner, "pending");
  const row = { organization_id: owner.organization, account: owner.account, state: "pending" as const };
  await tx
    .insertInto("second_factors")
    .values({ ...row, sealed, created_at: now })
    .execute();
  await insertBackupCodes(tx, owner, "pending", hashes);
}

async function insertBackupCodes(tx: Tx, owner: Owner, state: State, hashes: readonly string[]): Promise<void> {
  const row = { organization_id: owner.organization, account: owner.account, state };
  await tx
    .insertInto("backup_codes")
    .values(hashes.map((code_hash) => ({ ...row, code_hash })))
    .execute();
}

export async function replaceBackupCodes(tx: Tx, owner: Owner, hashes: readonly string[]): Promise<void> {
  await removeOf(tx, "backup_codes", owner, "on");
  await insertBackupCodes(tx, owner, "on", hashes);
}

/** What was pending is on, in place of what was on. @returns false if something else is pending by now */
export async function switchOn(
  tx: Tx,
  owner: Owner,
  { sealed, step, now }: { sealed: string; step: number; now: number },
): Promise<boolean> {
  await removeFactor(tx, owner, "on");
  const { numUpdatedRows } = await tx
    .updateTable("second_factors")
    .set({ state: "on", last_step: step, created_at: now })
    .where("organization_id", "=", owner.organization)
    .where("account", "=", owner.account)
    .where("state", "=", "pending")
    .where("sealed", "=", sealed)
    .executeTakeFirst();
  await tx
    .updateTable("backup_codes")
    .set({ state: "on" })
    .where("organization_id", "=", owner.organization)
    .where("account", "=", owner.account)
    .where("state", "=", "pending")
    .execute();
  return numUpdatedRows === 1n;
}

/** @param hashes all that it may be kept as. @returns whether it was one that had not been used */
export async function useBackupCode(tx: Tx, { organization, account }: Owner, hashes: readonly string[], now: number) {
  const { numUpdatedRows } = await tx
    .updateTable("backup_codes")
    .set({ used_at: now })
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("state", "=", "on")
    .where("code_hash", "in", hashes)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Served by the primary key. */
export async function countBackupCodes(db: Tx, { organization, account }: Owner): Promise<number> {
  const { count } = await db
    .selectFrom("backup_codes")
    .select((e) => e.fn.countAll().as("count"))
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("state", "=", "on")
    .where("used_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** @param state both, if absent. @returns whether there was one */
export async function removeFactor(tx: Tx, owner: Owner, state?: State): Promise<boolean> {
  await removeOf(tx, "backup_codes", owner, state);
  return removeOf(tx, "second_factors", owner, state);
}

async function removeOf(tx: Tx, table: "second_factors" | "backup_codes", owner: Owner, state?: State) {
  let rows = tx
    .deleteFrom(table)
    .where("organization_id", "=", owner.organization)
    .where("account", "=", owner.account);
  if (state !== undefined) rows = rows.where("state", "=", state);
  const { numDeletedRows } = await rows.executeTakeFirst();
  return numDeletedRows > 0n;
}
