import { sql } from "kysely";
import type { Tx } from "../../store/index.ts";

/** Accounts of people who are active, some at a time. Served by the primary key of accounts. */
export async function somePeople(db: Tx, organization: string, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("accounts")
    .select("account")
    .where("organization_id", "=", organization)
    .where("account", ">", after)
    .where("account", "<", "user;")
    .where("status", "=", "active")
    .orderBy("account")
    .limit(limit)
    .execute();
  return rows.map(({ account }) => account);
}

export interface GivenRow {
  id: number;
  resource: string;
  principal: string;
  /** Whether it gives something at this moment, and not to whoever broke a glass. */
  gives: number;
}

/** Grants thing by thing, some at a time. Served by grants_by_resource. */
export async function someGrants(
  db: Tx,
  organization: string,
  after: { resource: string; id: number },
  limit: number,
  now: number,
): Promise<GivenRow[]> {
  const { rows } = await sql<GivenRow>`select id, resource, principal,
    case when allow <> '[]' and glass = 0 and (expires_at is null or expires_at > ${now}) then 1 else 0 end as gives
    from grants where organization_id = ${organization} and resource >= ${after.resource}
    and (resource > ${after.resource} or id > ${after.id}) order by resource, id limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}
