import type { Change } from "@gatehouse/engine";
import { UnknownOrganization } from "./errors.ts";
import type { Tx } from "./transactions.ts";

/** One transaction, as the log holds it. */
export interface LogEntry {
  revision: number;
  /** Milliseconds since 1970; never before that of the entry before. */
  at: number;
  actor: string;
  reason: string | null;
  from: string | null;
  changes: Change[];
}

/**
 * The entries after revision `after`, oldest first, at most `limit`. An entry may hold thousands of changes.
 * An organization that does not exist has none.
 */
export async function readLog(db: Tx, organization: string, after: number, limit: number): Promise<LogEntry[]> {
  const rows = await db
    .selectFrom("log")
    .select(["revision", "at", "actor", "reason", "origin", "changes"])
    .where("organization_id", "=", organization)
    .where("revision", ">", after)
    .orderBy("revision")
    .limit(limit)
    .execute();
  return rows.map(({ origin, changes, ...entry }) => ({ ...entry, from: origin, changes: parseChanges(changes) }));
}

/** The newest revision; 0 before the first. @throws {UnknownOrganization} */
export async function head(db: Tx, organization: string): Promise<number> {
  const row = await db.selectFrom("organizations").select("revision").where("id", "=", organization).executeTakeFirst();
  if (row === undefined) throw new UnknownOrganization(organization);
  return row.revision;
}

/** What `write` put there: changes as the engine took them. */
export function parseChanges(text: string): Change[] {
  const changes: Change[] = JSON.parse(text);
  return changes;
}
