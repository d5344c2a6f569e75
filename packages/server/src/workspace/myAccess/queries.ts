import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../store/index.ts";

/** Labels of what other applications registered. Served by the primary key. At most 500. */
export async function labelsOf(
  db: Tx,
  organization: string,
  resources: readonly string[],
): Promise<Map<string, string>> {
  if (resources.length === 0) return new Map();
  const rows = await db
    .selectFrom("registered_resources")
    .select(["resource", "label"])
    .where("organization_id", "=", organization)
    .where("resource", "in", resources)
    .execute();
  return new Map(rows.flatMap(({ resource, label }) => (label === null ? [] : [[resource, label] as const])));
}

/** Where a list of somebody's own rows goes on: after this one, towards the older. */
export interface OwnRow {
  id: string;
  createdAt: number;
}

/** Somebody's files, newest first. Served by files_by_account. */
export async function listOwnFiles(
  db: Tx,
  organization: string,
  account: string,
  after: OwnRow | undefined,
  limit: number,
): Promise<OwnRow[]> {
  const { rows } = await sql<OwnRow>`select id, created_at as "createdAt" from files
    where organization_id = ${organization} and account = ${account} and ${behind(after)}
    order by created_at desc, id limit ${limit}`.execute(db);
  return rows;
}

/** Somebody's conversations that stay, archived ones too, newest first. Served by conversations_by_creation, once for either. */
export async function listOwnConversations(
  db: Tx,
  organization: string,
  account: string,
  after: OwnRow | undefined,
  limit: number,
): Promise<OwnRow[]> {
  const listed = async (archived: number) => {
    const { rows } = await sql<OwnRow>`select id, created_at as "createdAt" from conversations
      where organization_id = ${organization} and account = ${account} and is_archived = ${archived}
        and is_temporary = 0 and ${behind(after)}
      order by created_at desc, id limit ${limit}`.execute(db);
    return rows;
  };
  const both = [...(await listed(0)), ...(await listed(1))];
  return both.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1)).slice(0, limit);
}

// The first half is what the index can be entered by.
const behind = (after: OwnRow | undefined): RawBuilder<boolean> =>
  after === undefined
    ? sql`1 = 1`
    : sql`created_at <= ${after.createdAt} and (created_at < ${after.createdAt} or id > ${after.id})`;

export interface GivenRow {
  id: number;
  principal: string;
  resource: string;
  allow: string;
  expiresAt: number | null;
  condition: string | null;
}

/** Principals of one statement: a database takes some hundred selects in one. */
const MOST_AT_ONCE = 100;

/**
 * Ids of grants to any of these principals, newest first, and nothing about whether they count. Served by grants_by_principal, once for each
 * principal, so that the cost grows with their number and with `limit`, not with what they were given.
 * @param before the id of the last one of the former page
 * @param limit at most 500
 * @param way `asc`: the oldest first, after `before`
 */
export async function listGrantIdsTo(
  db: Tx,
  organization: string,
  principals: readonly string[],
  before: number,
  limit: number,
  way: "asc" | "desc" = "desc",
): Promise<number[]> {
  const beyond = sql.raw(way === "asc" ? ">" : "<");
  const ids: number[] = [];
  for (let from = 0; from < principals.length; from += MOST_AT_ONCE) {
    // Ids alone, which the index holds: for whole rows SQLite would rather walk through all grants.
    const each = principals.slice(from, from + MOST_AT_ONCE).map(
      (principal) => sql`select id from (
        select id from grants where organization_id = ${organization} and principal = ${principal} and id ${beyond} ${before}
        order by id ${sql.raw(way)} limit ${limit}) as one`,
    );
    const { rows } = await sql<{ id: number }>`${sql.join(each, sql` union all `)}`.execute(db);
    ids.push(...rows.map(({ id }) => id));
  }
  return ids.sort((a, b) => (way === "asc" ? a - b : b - a)).slice(0, limit);
}

/** The same with what they say, by the primary key. */
export async function listGrantsTo(
  db: Tx,
  organization: string,
  principals: readonly string[],
  before: number,
  limit: number,
): Promise<GivenRow[]> {
  const newest = await listGrantIdsTo(db, organization, principals, before, limit);
  if (newest.length === 0) return [];
  return db
    .selectFrom("grants")
    .select(["id", "principal", "resource", "allow", "expires_at as expiresAt", "condition"])
    .where("organization_id", "=", organization)
    .where("id", "in", newest)
    .orderBy("id", "desc")
    .execute();
}

/** Where the list of what somebody shared goes on: after this thing. */
export interface SharedPlace {
  changedAt: number;
  resource: string;
}

/** Things of one's own, and grants that one gave, beyond which the older ones are left out. */
const MOST_OWNED = 5_000;
const MOST_GIVEN = 5_000;

/**
 * What an account owns and something was given on, or gave something on, last given first; whether it counts is the engine's to say.
 * Served by resources_by_owner and grants_by_resource, and by grant_records_by_giver and the primary key of grants.
 * Cost: grows with the grants on what the account owns, of 5,000 things at most, and with 5,000 grants that it gave last.
 */
export async function listShared(
  db: Tx,
  organization: string,
  account: string,
  after: SharedPlace | undefined,
  limit: number,
): Promise<SharedPlace[]> {
  const rest =
    after === undefined
      ? sql`1 = 1`
      : sql`(max(at) < ${after.changedAt} or (max(at) = ${after.changedAt} and resource > ${after.resource}))`;
  // `cross join` keeps SQLite to this order: it would begin with all grants otherwise.
  const { rows } = await sql<SharedPlace>`
    select resource, max(at) as "changedAt" from (
      select grants.resource as resource, given.given_at as at
        from (select resource from resources where organization_id = ${organization} and owner = ${account}
          order by type desc, resource desc limit ${MOST_OWNED}) as own
        cross join grants cross join grant_records as given
        where grants.organization_id = ${organization} and grants.resource = own.resource
          and given.organization_id = ${organization} and given.grant_id = grants.id
      union all
      select grants.resource as resource, given.given_at as at
        from (select grant_id, given_at from grant_records where organization_id = ${organization}
          and given_by = ${account} order by given_at desc, grant_id desc limit ${MOST_GIVEN}) as given
        cross join grants where grants.organization_id = ${organization} and grants.id = given.grant_id
    ) as shared group by resource having ${rest} order by "changedAt" desc, resource limit ${limit}`.execute(db);
  return rows;
}

/** Of the grants on these resources (at most 500), those that an account gave. Served by grants_by_resource and the primary key of their records. */
export async function grantsGivenOn(
  db: Tx,
  organization: string,
  account: string,
  resources: readonly string[],
): Promise<Set<number>> {
  if (resources.length === 0) return new Set();
  const rows = await db
    .selectFrom("grants")
    .innerJoin("grant_records", (join) =>
      join
        .onRef("grant_records.organization_id", "=", "grants.organization_id")
        .onRef("grant_records.grant_id", "=", "grants.id"),
    )
    .select("grants.id")
    .where("grants.organization_id", "=", organization)
    .where("grants.resource", "in", resources)
    .where("grant_records.given_by", "=", account)
    .execute();
  return new Set(rows.map(({ id }) => id));
}
