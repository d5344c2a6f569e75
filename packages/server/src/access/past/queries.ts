import type { Tx } from "../../store/index.ts";

/**
 * The last revision at or before a moment; 0 before the first. Revisions have no gaps, and their times never go back: halved, by the primary key
 * of the log, some twenty reads for a million of them.
 */
export async function findRevisionAt(db: Tx, organization: string, at: number): Promise<number> {
  const { revision: head } = await db
    .selectFrom("organizations")
    .select("revision")
    .where("id", "=", organization)
    .executeTakeFirstOrThrow();
  let [known, beyond] = [0, head + 1];
  while (known + 1 < beyond) {
    const middle = Math.floor((known + beyond) / 2);
    const entry = await db
      .selectFrom("log")
      .select("at")
      .where("organization_id", "=", organization)
      .where("revision", "=", middle)
      .executeTakeFirst();
    if (entry !== undefined && entry.at <= at) known = middle;
    else beyond = middle;
  }
  return known;
}
