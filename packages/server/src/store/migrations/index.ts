import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { DatabaseTooNew } from "../errors.ts";
import type { Tables } from "../tables.ts";
import { organizationsAndLog } from "./0001-organizations-and-log.ts";
import { permissionState } from "./0002-permission-state.ts";
import { people } from "./0003-people.ts";
import { workspace } from "./0004-workspace.ts";
import { installation } from "./0005-installation.ts";
import { prompts } from "./0006-prompts.ts";
import { bookmarks } from "./0007-bookmarks.ts";
import { files } from "./0008-files.ts";
import { filesInUse } from "./0009-files-in-use.ts";
import { sharedLinks } from "./0010-shared-links.ts";
import { projects } from "./0011-projects.ts";
import { linksHandedOver } from "./0012-links-handed-over.ts";
import { tools } from "./0013-tools.ts";
import { accountsByMail } from "./0014-accounts-by-mail.ts";
import { identities } from "./0015-identities.ts";
import { accessRequests } from "./0016-access-requests.ts";
import { groupsOfMembers } from "./0017-groups-of-members.ts";
import { grantsByGiver } from "./0019-grants-by-giver.ts";
import { presets } from "./0020-presets.ts";
import { avatars } from "./0021-avatars.ts";
import { toolCalls } from "./0022-tool-calls.ts";
import { endpoints } from "./0023-endpoints.ts";
import { openings } from "./0024-openings.ts";
import { secondFactors } from "./0025-second-factors.ts";
import { openingOwners } from "./0026-opening-owners.ts";
import { moderation } from "./0027-moderation.ts";
import { auditTrail } from "./0028-audit-trail.ts";
import { usage } from "./0029-usage.ts";
import { dataExports } from "./0031-data-exports.ts";
import { whoErases } from "./0032-who-erases.ts";
import { violations } from "./0033-violations.ts";
import { accessReviews } from "./0034-access-reviews.ts";
import { settings } from "./0035-settings.ts";
import { lastAddresses } from "./0036-last-addresses.ts";
import { reviewsHandedOn } from "./0037-reviews-handed-on.ts";
import { analytics } from "./0039-analytics.ts";
import { peopleBySearch } from "./0041-people-by-search.ts";
import { peopleInOrder } from "./0042-people-in-order.ts";
import { thingsBySearch } from "./0043-things-by-search.ts";
import { apiKeys } from "./0044-api-keys.ts";
import { ledger } from "./0045-ledger.ts";
import { rateLimits } from "./0046-rate-limits.ts";
import { ledgerSlices } from "./0047-ledger-slices.ts";
import { endedRoles } from "./0048-ended-roles.ts";
import { keyLimits } from "./0049-key-limits.ts";
import { leftThings } from "./0050-left-things.ts";
import { spendingWarnings } from "./0051-spending-warnings.ts";
import { callsAtATime } from "./0052-calls-at-a-time.ts";
import { movingIn } from "./0053-moving-in.ts";
import { formerPermissions } from "./0056-former-permissions.ts";
import { panelCodes } from "./0057-panel-codes.ts";
import type { Dialect, MigrationOf } from "./migration.ts";

/** In the order of their numbers. INVARIANT: what was released is never edited, renamed or removed; a later one is added. */
const migrations: Readonly<Record<string, MigrationOf>> = {
  "0001-organizations-and-log": organizationsAndLog,
  "0002-permission-state": permissionState,
  "0003-people": people,
  "0004-workspace": workspace,
  "0005-installation": installation,
  "0006-prompts": prompts,
  "0007-bookmarks": bookmarks,
  "0008-files": files,
  "0009-files-in-use": filesInUse,
  "0010-shared-links": sharedLinks,
  "0011-projects": projects,
  "0012-links-handed-over": linksHandedOver,
  "0013-tools": tools,
  "0014-accounts-by-mail": accountsByMail,
  "0015-identities": identities,
  "0016-access-requests": accessRequests,
  "0017-groups-of-members": groupsOfMembers,
  "0019-grants-by-giver": grantsByGiver,
  "0020-presets": presets,
  "0021-avatars": avatars,
  "0022-tool-calls": toolCalls,
  "0023-endpoints": endpoints,
  "0024-openings": openings,
  "0025-second-factors": secondFactors,
  "0026-opening-owners": openingOwners,
  "0027-moderation": moderation,
  "0028-audit-trail": auditTrail,
  "0029-usage": usage,
  "0031-data-exports": dataExports,
  "0032-who-erases": whoErases,
  "0033-violations": violations,
  "0034-access-reviews": accessReviews,
  "0035-settings": settings,
  "0036-last-addresses": lastAddresses,
  "0037-reviews-handed-on": reviewsHandedOn,
  "0039-analytics": analytics,
  "0041-people-by-search": peopleBySearch,
  "0042-people-in-order": peopleInOrder,
  "0043-things-by-search": thingsBySearch,
  "0044-api-keys": apiKeys,
  "0045-ledger": ledger,
  "0046-rate-limits": rateLimits,
  "0047-ledger-slices": ledgerSlices,
  "0048-ended-roles": endedRoles,
  "0049-key-limits": keyLimits,
  "0050-left-things": leftThings,
  "0051-spending-warnings": spendingWarnings,
  "0052-calls-at-a-time": callsAtATime,
  "0053-moving-in": movingIn,
  "0056-former-permissions": formerPermissions,
  "0057-panel-codes": panelCodes,
};

/** The version of the schema: the name of the newest migration. */
export const schemaVersion = Object.keys(migrations).at(-1) ?? "";

/**
 * Brings the schema up to date, all in one transaction, under Kysely's advisory lock where servers could start together.
 * @returns the names of the migrations that ran
 * @throws {DatabaseTooNew} if a newer Gatehouse was here before
 */
export async function migrate(db: Kysely<Tables>, dialect: Dialect): Promise<string[]> {
  const provided = Object.fromEntries(Object.entries(migrations).map(([name, make]) => [name, make(dialect)]));
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => provided },
    migrationTableName: "gatehouse_migrations",
    migrationLockTableName: "gatehouse_migrations_lock",
  });
  await refuseNewer(db);
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await refuseNewer(db); // a newer server may have been quicker while this one waited for the lock
    throw error;
  }
  return (results ?? []).map((result) => result.migrationName);
}

async function refuseNewer(db: Kysely<Tables>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "gatehouse_migrations")) return;
  const { unknown } = await compareMigrations(db);
  if (unknown.length > 0) throw new DatabaseTooNew(unknown);
}

/** What ran on this database, against what this version knows. */
export async function compareMigrations(db: Kysely<Tables>): Promise<{ missing: string[]; unknown: string[] }> {
  const rows = await db
    .$extendTables<{ gatehouse_migrations: { name: string } }>()
    .selectFrom("gatehouse_migrations")
    .select("name")
    .execute();
  const ran = new Set(rows.map((row) => row.name));
  return {
    missing: Object.keys(migrations).filter((name) => !ran.has(name)),
    unknown: [...ran].filter((name) => !(name in migrations)).toSorted(),
  };
}
