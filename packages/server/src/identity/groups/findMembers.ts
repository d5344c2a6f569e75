import { type SqlBool, sql } from "kysely";
import { firstPeople } from "../../access/firstPeople.ts";
import { matches, type Tx } from "../../store/index.ts";

/** So many are found at most of a group's members: whoever seeks one of more types more of the name. */
const MOST_MEMBERS_FOUND = 300;
/** Of a group with fewer members these are looked up one by one; of a larger one, everybody is searched, and soon enough are found. */
export const FEW_MEMBERS = 10_000;

interface FoundMember {
  member: string;
  name: string;
}

/**
 * The people and services directly in a group whose name or address holds what was typed, by name.
 * Cost: of a large group that of `firstPeople`, with a look into the primary key of memberships for each who is found; of another, its members,
 * by memberships_by_group and the primary key of users. Services are few.
 * @param isLarge as the engine counts its members: see `isLargeGroup`
 */
export async function findMembers(
  db: Tx,
  organization: string,
  { group, typed, isLarge }: { group: string; typed: string; isLarge: boolean },
): Promise<FoundMember[]> {
  const people = isLarge
    ? await inLarge(db, organization, group, typed)
    : await inSmall(db, organization, group, typed);
  const services = await db
    .selectFrom("memberships")
    .innerJoin("services", (join) =>
      join
        .onRef("services.organization_id", "=", "memberships.organization_id")
        .on((e) => e("services.id", "=", sql<string>`substr(${e.ref("memberships.member")}, 9)`)),
    )
    .select(["memberships.member", "services.name"])
    .where("memberships.organization_id", "=", organization)
    .where("group_name", "=", group)
    .where("member", ">=", "service:")
    .where("member", "<", "service;")
    // No column of theirs is folded: beyond ASCII a service is found as it is written.
    .where((e) => matches(sql<string>`lower(${e.ref("services.name")})`, typed))
    .limit(MOST_MEMBERS_FOUND)
    .execute();
  return [...people, ...services]
    .sort((a, b) => compare(a.name, b.name) || compare(a.member, b.member))
    .slice(0, MOST_MEMBERS_FOUND);
}

export const isLargeGroup = (members: number): boolean => members > FEW_MEMBERS;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function inSmall(db: Tx, organization: string, group: string, typed: string): Promise<FoundMember[]> {
  return db
    .selectFrom("memberships")
    .innerJoin("users", (join) =>
      join
        .onRef("users.organization_id", "=", "memberships.organization_id")
        .on((e) => e("users.id", "=", sql<string>`substr(${e.ref("memberships.member")}, 6)`)),
    )
    .select(["memberships.member", "users.name"])
    .where("memberships.organization_id", "=", organization)
    .where("group_name", "=", group)
    .where("member", ">=", "user:")
    .where("member", "<", "user;")
    .where((e) => matches(e.ref("users.search_text"), typed))
    .orderBy("users.name")
    .orderBy("member")
    .limit(MOST_MEMBERS_FOUND)
    .execute();
}

async function inLarge(db: Tx, organization: string, group: string, typed: string): Promise<FoundMember[]> {
  const { ids } = await firstPeople(db, organization, typed, MOST_MEMBERS_FOUND, (all) =>
    all.where(
      sql<SqlBool>`exists (select 1 from memberships where memberships.organization_id = ${organization}
        and memberships.member = 'user:' || users.id and memberships.group_name = ${group})`,
    ),
  );
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("users")
    .select(["id", "name"])
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .execute();
  return rows.map(({ id, name }) => ({ member: `user:${id}`, name }));
}
