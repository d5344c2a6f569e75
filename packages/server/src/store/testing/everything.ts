import { type Kysely, sql } from "kysely";

/** All that an embedded database holds, so that two moments can be compared; bytes by their length. */
export async function everythingIn<Database>(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{
    name: string;
  }>`select name from sqlite_master where type = 'table' order by name`.execute(db);
  const all = await Promise.all(
    rows.map(async ({ name }) => (await sql`select * from ${sql.table(name)}`.execute(db)).rows),
  );
  return JSON.stringify(all, (_key, value) => (value instanceof Uint8Array ? value.length : value));
}
