import type { Insertable, Selectable } from "kysely";
import type { PanelCodesTable, Tx } from "../../store/index.ts";
import type { Proof } from "./proof.ts";

export type IdentityRow = NonNullable<Awaited<ReturnType<typeof findIdentity>>>;

/** Whom a provider means. Served by `identities_by_subject`. */
export function findIdentity(
  db: Tx,
  organization: string,
  { provider, issuer, subject }: Pick<Proof, "provider" | "issuer" | "subject">,
) {
  return db
    .selectFrom("identities")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("provider", "=", provider)
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .executeTakeFirst();
}

/** By which providers an account signs in, the oldest first. Served by `identities_by_account`. */
export function identitiesOf(db: Tx, organization: string, account: string) {
  return db
    .selectFrom("identities")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .orderBy("linked_at")
    .orderBy("id")
    .execute();
}

export async function removeIdentities(tx: Tx, organization: string, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom("identities").where("organization_id", "=", organization).where("id", "in", ids).execute();
}

export async function removeIdentitiesOf(tx: Tx, organization: string, account: string): Promise<void> {
  await tx
    .deleteFrom("identities")
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .execute();
}

/** Uses a way to a provider and back up. Served by the primary key; what is over goes. @returns false if it was used before */
export async function spendSignIn(tx: Tx, id: string, endsAt: number, now: number): Promise<boolean> {
  await tx.deleteFrom("spent_sign_ins").where("expires_at", "<", now).execute();
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("spent_sign_ins")
    .values({ id, expires_at: endsAt })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** The groups of a source by what the source calls them. Served by `groups_by_source`. */
export function groupsOnSource(db: Tx, organization: string, source: string, ids: readonly string[]) {
  return db
    .selectFrom("groups")
    .select(["id", "name", "id_on_the_source", "filled_with_staff"])
    .where("organization_id", "=", organization)
    .where("source", "=", source)
    .where("id_on_the_source", "in", ids)
    .execute();
}

/** Those of them that have no id there, by their names. Served by `groups_by_name`. */
export function groupsNamed(db: Tx, organization: string, source: string, names: readonly string[]) {
  return db
    .selectFrom("groups")
    .select(["id", "name", "id_on_the_source", "filled_with_staff"])
    .where("organization_id", "=", organization)
    .where("source", "=", source)
    .where("id_on_the_source", "is", null)
    .where("name", "in", names)
    .execute();
}

/** The groups that an account is in directly, ended memberships included. Served by the primary key. */
export function membershipsOfAccount(db: Tx, organization: string, account: string) {
  return db
    .selectFrom("memberships")
    .select(["group_name", "expires_at"])
    .where("organization_id", "=", organization)
    .where("member", "=", account)
    .execute();
}

/** What is over goes. Served by the primary key and panel_codes_by_expiry. */
export async function insertPanelCode(tx: Tx, row: Insertable<PanelCodesTable>, now: number): Promise<void> {
  await tx.deleteFrom("panel_codes").where("expires_at", "<", now).execute();
  await tx.insertInto("panel_codes").values(row).execute();
}

/** Takes it: the next one who asks finds none. Served by the primary key. */
export const takePanelCode = (tx: Tx, codeHash: string): Promise<Selectable<PanelCodesTable> | undefined> =>
  tx.deleteFrom("panel_codes").where("code_hash", "=", codeHash).returningAll().executeTakeFirst();
