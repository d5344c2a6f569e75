import type { Tx } from "../../store/index.ts";

/** What keys are called. Served by the primary key of api_keys. */
export async function keyNames(db: Tx, organization: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("api_keys")
    .select(["id", "name"])
    .where("organization_id", "=", organization)
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
