import { sql } from "kysely";
import { type NamedPerson, peopleCalled } from "../../access/firstPeople.ts";
import { matches, type Tx } from "../../store/index.ts";

/** So many are found at most of a group's members: whoever seeks one of more types more of the name. */
const MOST_MEMBERS_FOUND = 300;
/** People of all whom a search finds, for those of them who are in a large group. */
const LOOKED_AT_ONCE = 1_000;
/** Of a group with fewer members these are looked up one by one; of a larger one, everybody is searched, and soon enough are found. */
export const FEW_MEMBERS = 10_000;

interface FoundMember {
  member: string;
  name: string;
}

/**
 * The people and services directly in a group whose name or address holds what was typed, by name.
 * Cost: of a large group a walk of users_by_search until enough are found; of another, its members, by memberships_by_group and the primary key of
 * users. Services are few.
 * @param isIn of a large group, whether somebody is in it, as the engine knows (see `isLargeGroup`)
 */
export async function findMembers(
  db: Tx,
  organization: string,
  { group, typed, isIn }: { group: string; typed: string; isIn: ((member: string) => boolean) | undefined },
): Promise<FoundMember[]> {
  const people = isIn ? await inLarge(db, organization, typed, isIn) : await inSmall(db, organization, group, typed);
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

/** Whether somebody is in the group is asked of the engine, which has it in memory: a look into memberships for each of very many takes longer. */
async function inLarge(db: Tx, organization: string, typed: string, isIn: (member: string) => boolean) {
  const found: FoundMember[] = [];
  let after: NamedPerson | undefined;
  do {
    const people = await peopleCalled(db, organization, typed, { after, limit: LOOKED_AT_ONCE });
    found.push(...people.map(({ id, name }) => ({ member: `user:${id}`, name })).filter(({ member }) => isIn(member)));
    after = people.length < LOOKED_AT_ONCE ? undefined : people.at(-1);
  } while (after && found.length < MOST_MEMBERS_FOUND);
  return found;
}
