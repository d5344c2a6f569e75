import { namesOf } from "../../access/people.ts";
import type { Tx } from "../../store/index.ts";

export interface BudgetName {
  name: string;
  /** Of a key: what its account is called. */
  keyOf: string | null;
}

/** Display names of principals, keys among them; what is gone is left out. */
export async function namesWithKeys(
  db: Tx,
  organization: string,
  principals: readonly string[],
): Promise<Map<string, BudgetName>> {
  const ids = principals.filter((one) => one.startsWith("key:")).map((one) => one.slice("key:".length));
  const keys =
    ids.length === 0
      ? []
      : await db
          .selectFrom("api_keys")
          .select(["id", "name", "account"])
          .where("organization_id", "=", organization)
          .where("id", "in", ids)
          .execute();
  const names = await namesOf(db, organization, [...principals, ...keys.map(({ account }) => account)]);
  return new Map([
    ...[...names].map(([principal, { name }]) => [principal, { name, keyOf: null }] as const),
    ...keys.map(({ id, name, account }) => [`key:${id}`, { name, keyOf: names.get(account)?.name ?? null }] as const),
  ]);
}
