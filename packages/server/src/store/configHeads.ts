import type { Database } from "./dialects/database.ts";
import type { Transactions, Tx } from "./transactions.ts";

/** How followers of the log tell heads of configuration from organizations, whose ids have no colon. */
export const CONFIG_PREFIX = "config:";

export interface ConfigWork<T> {
  /** Whether anything was written: if not, nobody is told. */
  isChanged: boolean;
  result: T;
}

/**
 * A transaction that changes configuration: one after the other for each name, on all servers, and all of them hear of it once it commits.
 * @param work is told the version before its own; may be run more than once
 */
export async function writeConfig<T>(
  { database, transactions }: { database: Database; transactions: Transactions },
  name: string,
  work: (tx: Tx, version: number) => Promise<ConfigWork<T>>,
): Promise<{ version: number; result: T }> {
  let moved = false;
  const written = await transactions.run(null, async (tx) => {
    moved = false;
    await database.lockName(tx, CONFIG_PREFIX + name);
    const before = await readConfigHead(tx, name);
    const { isChanged, result } = await work(tx, before);
    if (!isChanged) return { version: before, result };
    const version = await raiseConfigHead(tx, name);
    await database.announce(tx, CONFIG_PREFIX + name, version);
    moved = true;
    return { version, result };
  });
  if (moved) database.committed(CONFIG_PREFIX + name, written.version);
  return written;
}

/** How often it was changed; 0: never. */
export async function readConfigHead(db: Tx, name: string): Promise<number> {
  const row = await db.selectFrom("config_heads").select("version").where("name", "=", name).executeTakeFirst();
  return row?.version ?? 0;
}

/** For whoever changes configuration in a transaction of its own: the other servers hear of it when they ask, within half a second. */
export async function raiseConfigHead(tx: Tx, name: string): Promise<number> {
  const { version } = await tx
    .insertInto("config_heads")
    .values({ name, version: 1 })
    .onConflict((conflict) =>
      conflict.column("name").doUpdateSet((e) => ({ version: e("config_heads.version", "+", 1) })),
    )
    .returning("version")
    .executeTakeFirstOrThrow();
  return version;
}
