import { sql } from "kysely";
import { matches, type Store } from "../store/index.ts";
import { firstPeople } from "./firstPeople.ts";

/** What people see of a principal. */
export interface Person {
  name: string;
  email?: string;
  username?: string;
  avatar?: string;
  description?: string;
}

type Db = Store["db"];

const idsOf = (principals: readonly string[], type: string) =>
  principals.filter((one) => one.startsWith(`${type}:`)).map((one) => one.slice(type.length + 1));

/** Display names of principals; what is gone is left out. */
export async function namesOf(
  db: Db,
  organization: string,
  principals: readonly string[],
): Promise<Map<string, Person>> {
  const found = new Map<string, Person>([
    ["everyone", { name: "Everyone in the organization" }],
    ["anyone", { name: "Anyone with the link" }],
    ["organization", { name: "The organization" }],
  ]);
  const [users, services, groups, roles] = await Promise.all([
    inPieces(idsOf(principals, "user"), (ids) =>
      db
        .selectFrom("users")
        .select(["id", "name", "email", "username", "avatar"])
        .where("organization_id", "=", organization)
        .where("id", "in", ids)
        .execute(),
    ),
    inPieces(idsOf(principals, "service"), (ids) =>
      db
        .selectFrom("services")
        .select(["id", "name"])
        .where("organization_id", "=", organization)
        .where("id", "in", ids)
        .execute(),
    ),
    inPieces(idsOf(principals, "group"), (ids) =>
      db
        .selectFrom("groups")
        .select(["id", "name", "description"])
        .where("organization_id", "=", organization)
        .where("id", "in", ids)
        .execute(),
    ),
    inPieces(
      principals.filter((one) => one.startsWith("role:")),
      (ids) =>
        db
          .selectFrom("role_texts")
          .select(["role", "name"])
          .where("organization_id", "=", organization)
          .where("role", "in", ids)
          .execute(),
    ),
  ]);
  for (const { id, name, email, username, avatar } of users)
    found.set(`user:${id}`, {
      name,
      email,
      ...(username !== null && { username }),
      ...(avatar !== null && { avatar }),
    });
  for (const { id, name } of services) found.set(`service:${id}`, { name });
  for (const { id, name, description } of groups)
    found.set(`group:${id}`, { name, ...(description !== null && { description }) });
  for (const role of idsOf(principals, "role")) found.set(`role:${role}`, { name: role });
  for (const { role, name } of roles) found.set(role, { name });
  return found;
}

async function inPieces<T>(ids: string[], read: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let from = 0; from < ids.length; from += 500) all.push(...(await read(ids.slice(from, from + 500))));
  return all;
}

const found = ["id", "name", "email", "username", "avatar", "provider"] as const;

/**
 * People whose name, username or address holds what was typed, by name; at most `limit`. Cost: see firstPeople.
 * @param groups only who is directly in one of these (served by the primary key of memberships)
 */
export async function searchUsers(
  db: Db,
  organization: string,
  typed: string,
  limit: number,
  { withHidden, groups, now = 0 }: { withHidden: boolean; groups?: readonly string[]; now?: number },
) {
  const { ids } = await firstPeople(db, organization, typed, limit, (people) => {
    const shown = withHidden ? people : people.where("hidden", "=", 0);
    if (!groups) return shown;
    return shown.where((e) =>
      e.exists(
        e
          .selectFrom("memberships")
          .select("member")
          .where("memberships.organization_id", "=", organization)
          .where("member", "=", sql<string>`'user:' || ${e.ref("users.id")}`)
          .where("group_name", "in", groups)
          .where((m) => m.or([m("expires_at", "is", null), m("expires_at", ">", now)])),
      ),
    );
  });
  if (ids.length === 0) return [];
  return db
    .selectFrom("users")
    .select(found)
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .orderBy("name")
    .orderBy("id")
    .execute();
}

/** Whose whole address or username it is, hidden accounts left out. Served by users_by_email and users_by_username. */
export async function findExactly(db: Db, organization: string, typed: string, limit: number) {
  const by = (column: "email" | "username", text: string) =>
    db
      .selectFrom("users")
      .select(found)
      .where("organization_id", "=", organization)
      .where(column, "=", text)
      .where("hidden", "=", 0)
      .orderBy("id")
      .limit(limit)
      .execute();
  const people = [...(await by("email", typed.toLowerCase())), ...(await by("username", typed))];
  return [...new Map(people.map((one) => [one.id, one])).values()].slice(0, limit);
}

/** Which of these accounts are hidden. Served by the primary key. */
export async function hiddenAmong(db: Db, organization: string, principals: readonly string[]): Promise<string[]> {
  const rows = await inPieces(idsOf(principals, "user"), (ids) =>
    db
      .selectFrom("users")
      .select("id")
      .where("organization_id", "=", organization)
      .where("id", "in", ids)
      .where("hidden", ">", 0)
      .execute(),
  );
  return rows.map(({ id }) => `user:${id}`);
}

/**
 * Groups whose name, description or address holds what was typed, by name; at most `limit`. Served by the search texts, which are read through.
 * @param among only these
 */
export function searchGroups(db: Db, organization: string, typed: string, limit: number, among?: readonly string[]) {
  let groups = db
    .selectFrom("groups")
    .select(["id", "name", "email", "description", "avatar", "source"])
    .where("organization_id", "=", organization)
    .where((e) => matches(e.ref("search_text"), typed));
  if (among) groups = groups.where("id", "in", idsOf(among, "group"));
  return groups.orderBy("name").orderBy("id").limit(limit).execute();
}

/** Labels of what other applications registered. */
export async function labelOf(db: Db, organization: string, resource: string) {
  return db
    .selectFrom("registered_resources")
    .select(["label", "registered_by", "version"])
    .where("organization_id", "=", organization)
    .where("resource", "=", resource)
    .executeTakeFirst();
}

export async function grantRecordsOf(db: Db, organization: string, ids: readonly number[]) {
  const rows = await inPieces([...ids].map(String), (some) =>
    db
      .selectFrom("grant_records")
      .select(["grant_id", "given_by", "given_at", "reason", "last_used_day"])
      .where("organization_id", "=", organization)
      .where("grant_id", "in", some.map(Number))
      .execute(),
  );
  return new Map(rows.map((row) => [row.grant_id, row]));
}
