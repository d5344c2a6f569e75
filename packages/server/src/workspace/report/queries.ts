import { sql } from "kysely";
import { areFew, isWithin, namesWithin, type Within } from "../../access/administered.ts";
import type { Tx } from "../../store/index.ts";
import { listGrantIdsTo } from "../myAccess/queries.ts";

/** Where a list of grants goes on: after this one. `by` is what it is ordered by besides the id. */
export interface Place {
  by: string | number;
  id: number;
}

/** A list of grants in an order that an index has; nothing about whether they count. At most 500 at a time. */
export type Source = (after: Place | undefined, limit: number) => Promise<Place[]>;

/** Grant ids are below it. */
const END = 2 ** 32;

/** Of their ids: `desc` is newest first. */
type Way = "asc" | "desc";

const beyond = (way: Way) => sql.raw(way === "asc" ? ">" : "<");
/** Before the first one. */
const startOf = (way: Way) => (way === "asc" ? 0 : END);

/** All, newest first or oldest first. Served by the primary key. */
export const allGrants =
  (db: Tx, organization: string, way: Way): Source =>
  async (after, limit) => {
    const { rows } = await sql<{ id: number }>`select id from grants where organization_id = ${organization}
      and id ${beyond(way)} ${after?.id ?? startOf(way)} order by id ${sql.raw(way)} limit ${limit}`.execute(db);
    return rows.map(({ id }) => ({ by: 0, id }));
  };

/** Those to any of these principals: see listGrantIdsTo. */
export const grantsTo =
  (db: Tx, organization: string, principals: readonly string[], way: Way): Source =>
  async (after, limit) =>
    (await listGrantIdsTo(db, organization, principals, after?.id ?? startOf(way), limit, way)).map((id) => ({
      by: 0,
      id,
    }));

/** All, principal by principal, as the engine names them: those of everyone, of groups, of roles, of services, of users. Served by grants_by_principal. */
export const grantsByPrincipal =
  (db: Tx, organization: string): Source =>
  async (after, limit) => {
    const { rows } = await sql<Place>`select principal as by, id from grants where organization_id = ${organization}
      and (principal, id) > (${after?.by ?? ""}, ${after?.id ?? 0}) order by principal, id limit ${limit}`.execute(db);
    return rows;
  };

const MOST_DEEP = 20;

/** The groups that a group lies in, also through others, memberships that have ended left out. Served by the primary key of memberships. */
export async function groupsAround(db: Tx, organization: string, group: string, now: number): Promise<string[]> {
  const around = new Set<string>();
  let inside = [group];
  for (let deep = 0; inside.length > 0 && deep < MOST_DEEP; deep++) {
    const rows = await db
      .selectFrom("memberships")
      .select("group_name")
      .where("organization_id", "=", organization)
      .where("member", "in", inside)
      .where((e) => e.or([e("expires_at", "is", null), e("expires_at", ">", now)]))
      .execute();
    inside = [...new Set(rows.map((row) => row.group_name))].filter((one) => one !== group && !around.has(one));
    for (const one of inside) around.add(one);
  }
  return [...around];
}

/** Those on one thing. Served by grants_by_resource. */
export const grantsOn =
  (db: Tx, organization: string, resource: string, way: Way): Source =>
  async (after, limit) => {
    const { rows } = await sql<{ id: number }>`select id from grants where organization_id = ${organization}
      and resource = ${resource} and id ${beyond(way)} ${after?.id ?? startOf(way)}
      order by id ${sql.raw(way)} limit ${limit}`.execute(db);
    return rows.map(({ id }) => ({ by: 0, id }));
  };

/** Those on all things, or on those of a type, thing by thing. Served by grants_by_resource. */
export const grantsByThing =
  (db: Tx, organization: string, type: string | undefined): Source =>
  async (after, limit) => {
    const from = after?.by ?? (type === undefined ? "" : `${type}:`);
    const end = type === undefined ? sql`1 = 1` : sql`resource < ${`${type};`}`;
    const { rows } = await sql<Place>`select resource as by, id from grants where organization_id = ${organization}
      and resource >= ${from} and ${end} and (resource > ${from} or id > ${after?.id ?? 0})
      order by resource, id limit ${limit}`.execute(db);
    return rows;
  };

/**
 * Those on what these people own, thing by thing. Of a few people, their things are gathered by memberships_by_group and resources_by_owner; of many,
 * grants_by_resource is walked, and each thing's owner looked up.
 */
export const grantsOwnedWithin =
  (db: Tx, organization: string, within: Within, type: string | undefined): Source =>
  async (after, limit) => {
    const from = after?.by ?? (type === undefined ? "" : `${type}:`);
    const end = type === undefined ? sql`1 = 1` : sql`grants.resource < ${`${type};`}`;
    const isTheirs = areFew(within)
      ? sql`grants.resource in (select resources.resource from resources where resources.organization_id = ${organization}
          and resources.owner in ${namesWithin(organization, within)})`
      : sql`exists (select 1 from resources where resources.organization_id = ${organization}
          and resources.resource = grants.resource and ${isWithin(organization, sql`resources.owner`, within)})`;
    const { rows } = await sql<Place>`select grants.resource as by, grants.id from grants
      where grants.organization_id = ${organization} and grants.resource >= ${from} and ${end} and ${isTheirs}
        and (grants.resource > ${from} or grants.id > ${after?.id ?? 0})
      order by grants.resource, grants.id limit ${limit}`.execute(db);
    return rows;
  };

/** Those that end between two moments, the first first. Served by grants_by_expiry. */
export const grantsEnding =
  (db: Tx, organization: string, from: number, to: number): Source =>
  async (after, limit) => {
    const begin = after?.by ?? from;
    const { rows } = await sql<Place>`select expires_at as by, id from grants where organization_id = ${organization}
      and expires_at is not null and expires_at >= ${begin} and expires_at <= ${to}
      and (expires_at > ${begin} or id > ${after?.id ?? 0}) order by expires_at, id limit ${limit}`.execute(db);
    return rows;
  };

/** A place of which what ends was passed before. */
const PAST_ENDS = "past ends";
const LAST_END = Number.MAX_SAFE_INTEGER;

/**
 * Those that will end, the first first; then all, newest first, of which those that end are passed over: see `isPassedOver`. Served by grants_by_expiry
 * and the primary key.
 */
export const grantsByEnd =
  (db: Tx, organization: string, now: number): Source =>
  async (after, limit) => {
    const isPast = after?.by === PAST_ENDS;
    const ending = isPast ? [] : await grantsEnding(db, organization, now, LAST_END)(after, limit);
    if (ending.length === limit) return ending;
    const all = await allGrants(db, organization, "desc")(isPast ? after : undefined, limit - ending.length);
    return [...ending, ...all.map(({ id }) => ({ by: PAST_ENDS, id }))];
  };

/** What ends was on an earlier page. */
export const isPassedOver = ({ by }: Place, { expiresAt }: GrantRow): boolean => by === PAST_ENDS && expiresAt !== null;

export interface GrantRow {
  id: number;
  principal: string;
  resource: string;
  allow: string;
  deny: string;
  expiresAt: number | null;
  condition: string | null;
  glass: number;
  givenBy: string | null;
  givenAt: number | null;
  reason: string | null;
  lastUsed: string | null;
}

/** Grants with what is recorded beside them, by their ids (at most 500). Served by both primary keys. */
export async function findGrants(db: Tx, organization: string, ids: readonly number[]): Promise<Map<number, GrantRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("grants")
    .leftJoin("grant_records", (join) =>
      join
        .onRef("grant_records.organization_id", "=", "grants.organization_id")
        .onRef("grant_records.grant_id", "=", "grants.id"),
    )
    .select([
      "grants.id",
      "grants.principal",
      "grants.resource",
      "grants.allow",
      "grants.deny",
      "grants.expires_at as expiresAt",
      "grants.condition",
      "grants.glass",
      "grant_records.given_by as givenBy",
      "grant_records.given_at as givenAt",
      "grant_records.reason",
      "grant_records.last_used_day as lastUsed",
    ])
    .where("grants.organization_id", "=", organization)
    .where("grants.id", "in", ids)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Groups that everybody is in. Served by the primary key of group_marks. */
export async function listWideGroups(db: Tx, organization: string, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom("group_marks")
    .select("group_name")
    .where("organization_id", "=", organization)
    .orderBy("group_name")
    .limit(most)
    .execute();
  return rows.map(({ group_name }) => group_name);
}

/**
 * Things on which there are grants, in order, each once. Served by grants_by_resource, entered once for each thing, so that the cost does
 * not grow with the grants on one.
 * @param type of it alone
 */
export async function listGranted(
  db: Tx,
  organization: string,
  type: string | undefined,
  after: string,
  limit: number,
): Promise<string[]> {
  const end = type === undefined ? sql`1 = 1` : sql`resource < ${`${type};`}`;
  const from = type === undefined || after >= `${type}:` ? after : `${type}:`;
  const { rows } = await sql<{ resource: string }>`with recursive granted(resource) as (
      select (select resource from grants where organization_id = ${organization} and resource > ${from} and ${end}
        order by resource limit 1)
      union all
      select (select grants.resource from grants where grants.organization_id = ${organization}
        and grants.resource > granted.resource and ${end} order by grants.resource limit 1)
      from granted where granted.resource is not null)
    select resource from granted where resource is not null limit ${limit}`.execute(db);
  return rows.map(({ resource }) => resource);
}

/**
 * Things that the engine holds, in order. Served by the primary key of resources; of one owner by resources_by_owner, whose order is the same: a
 * type is what a name begins with.
 */
export async function listResources(
  db: Tx,
  organization: string,
  { type, owner }: { type: string | undefined; owner: string | undefined },
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom("resources")
    .select("resource")
    .where("organization_id", "=", organization)
    .where("resource", ">", type === undefined || after >= `${type}:` ? after : `${type}:`)
    .$if(type !== undefined, (query) => query.where("resource", "<", `${type};`))
    .$if(owner !== undefined, (query) => query.where("owner", "=", owner ?? "").orderBy("type"))
    .orderBy("resource")
    .limit(limit)
    .execute();
  return rows.map(({ resource }) => resource);
}
