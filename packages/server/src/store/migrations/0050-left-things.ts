import { type QueryExecutorProvider, sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: the access report names what nobody answers for any more since its owner went, and not what was made as the organization's own. Cost: a
 * small table; the log is read once, for accounts that went before.
 */
export const leftThings: MigrationOf = ({ text, keyed }) => ({
  up: async (db) => {
    await run(db, [
      sql`create table left_things (
        organization_id ${text} not null,
        resource ${text} not null,
        primary key (organization_id, resource)
      ) ${keyed}`,
    ]);
    await fillFromLog(db);
  },
});

interface Logged {
  kind: string;
  owner?: string;
  resource?: string;
  status?: string;
}

/** Of accounts that went before. */
export async function fillFromLog(db: QueryExecutorProvider): Promise<void> {
  const { rows } = await sql<{
    organization: string;
    changes: string;
  }>`select organization_id as organization, changes from log
    where changes like '%"owner":"organization"%' and (changes like '%"account-removed"%' or changes like '%"deactivated"%')`.execute(
    db,
  );
  for (const { organization, changes } of rows) {
    const all: Logged[] = JSON.parse(changes);
    if (!all.some(({ kind, status }) => kind === "account-removed" || status === "deactivated")) continue;
    for (const { kind, owner, resource } of all)
      if (kind === "owner-set" && owner === "organization")
        await sql`insert into left_things (organization_id, resource) select organization_id, resource from resources
          where organization_id = ${organization} and resource = ${resource} and owner = 'organization'
          on conflict do nothing`.execute(db);
  }
}
