import type { Insertable, Selectable } from "kysely";
import type { LinkPurpose, LinkTokensTable, Tx } from "../../store/index.ts";

export type LinkRow = Selectable<LinkTokensTable>;

/** Served by the primary key. */
export function findLink(db: Tx, tokenHash: string): Promise<LinkRow | undefined> {
  return db.selectFrom("link_tokens").selectAll().where("token_hash", "=", tokenHash).executeTakeFirst();
}

/** Takes it away; of several who come at the same moment one finds it. */
export async function takeLink(tx: Tx, tokenHash: string): Promise<LinkRow | undefined> {
  return tx.deleteFrom("link_tokens").where("token_hash", "=", tokenHash).returningAll().executeTakeFirst();
}

export async function insertLink(tx: Tx, link: Insertable<LinkTokensTable>): Promise<void> {
  await tx.insertInto("link_tokens").values(link).execute();
}

/** Served by link_tokens_by_account. @param purpose all of them, if absent */
export async function endLinks(tx: Tx, organization: string, account: string, purpose?: LinkPurpose): Promise<void> {
  let links = tx.deleteFrom("link_tokens").where("organization_id", "=", organization).where("account", "=", account);
  if (purpose !== undefined) links = links.where("purpose", "=", purpose);
  await links.execute();
}
