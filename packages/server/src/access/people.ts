import { matches, type Store } from "../store/index.ts";

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

/** Users and groups whose name or address holds what was typed; at most `limit` of each. Served by the search texts. */
export async function searchPeople(
  db: Db,
  organization: string,
  typed: string,
  types: { users: boolean; groups: boolean },
  limit: number,
) {
  const users = types.users
    ? await db
        .selectFrom("users")
        .select(["id", "name", "email", "username", "avatar", "provider"])
        .where("organization_id", "=", organization)
        .where((e) => matches(e.ref("search_text"), typed))
        .orderBy("name")
        .orderBy("id")
        .limit(limit)
        .execute()
    : [];
  const groups = types.groups
    ? await db
        .selectFrom("groups")
        .select(["id", "name", "email", "description", "avatar", "source"])
        .where("organization_id", "=", organization)
        .where((e) => matches(e.ref("search_text"), typed))
        .orderBy("name")
        .orderBy("id")
        .limit(limit)
        .execute()
    : [];
  return { users, groups };
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
