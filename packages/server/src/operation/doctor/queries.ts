import { sql } from "kysely";
import type { Tx } from "../../store/index.ts";

/** The name of the newest migration that this database has seen. */
export async function newestMigration(db: Tx): Promise<string> {
  const { rows } = await sql<{ name: string }>`select max(name) as name from gatehouse_migrations`.execute(db);
  return rows[0]?.name ?? "none";
}

export async function countRows(db: Tx): Promise<{ organizations: number; people: number }> {
  const { organizations } = await db
    .selectFrom("organizations")
    .select((e) => e.fn.countAll().as("organizations"))
    .executeTakeFirstOrThrow();
  const { people } = await db
    .selectFrom("users")
    .select((e) => e.fn.countAll().as("people"))
    .executeTakeFirstOrThrow();
  return { organizations: Number(organizations), people: Number(people) };
}

/** When the newest change was written (ms since 1970); 0 without any. */
export async function newestChangeAt(db: Tx): Promise<number> {
  const { at } = await db
    .selectFrom("organizations")
    .select((e) => e.fn.max("revision_at").as("at"))
    .executeTakeFirstOrThrow();
  return Number(at ?? 0);
}
