import { type Expression, type SqlBool, sql } from "kysely";
import { areFew, isWithin, namesWithin, type Within } from "../../access/administered.ts";
import { inForce } from "../../access/inForce.ts";
import { searchText, type Tx, toSwitch } from "../../store/index.ts";

export type GroupRow = NonNullable<Awaited<ReturnType<typeof findGroup>>>;

export function findGroup(db: Tx, organization: string, id: string) {
  return db
    .selectFrom("groups")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();
}

export interface Texts {
  name: string;
  description?: string | null | undefined;
  email?: string | null | undefined;
  avatar?: string | null | undefined;
}

const columnsOf = ({ name, description = null, email = null, avatar = null }: Texts) => ({
  ...{ name, description, email, avatar },
  search_text: searchText(name, description, email),
});

/** @param madeBy the member who makes it; null: an administrator */
export async function insertGroup(
  tx: Tx,
  organization: string,
  group: Texts & { id: string; now: number; madeBy?: string | null; endsAt?: number | null },
): Promise<void> {
  const { id, now, madeBy = null, endsAt = null } = group;
  await tx
    .insertInto("groups")
    .values({
      ...{ organization_id: organization, id, ...columnsOf(group), id_on_the_source: null },
      ...{ made_by: madeBy, ends_at: endsAt, created_at: now, updated_at: now },
    })
    .execute();
}

/** What is not said stays. */
export async function updateGroup(tx: Tx, row: GroupRow, texts: Partial<Texts>, now: number): Promise<void> {
  await tx
    .updateTable("groups")
    .set((e) => ({ ...columnsOf({ ...row, ...texts }), version: e("version", "+", 1), updated_at: now }))
    .where("organization_id", "=", row.organization_id)
    .where("id", "=", row.id)
    .execute();
}

/** Its members, or something else about it, changed. */
export async function touchGroup(tx: Tx, organization: string, id: string, now: number): Promise<void> {
  await tx
    .updateTable("groups")
    .set((e) => ({ version: e("version", "+", 1), updated_at: now }))
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .execute();
}

export async function setGroupEnd(tx: Tx, organization: string, id: string, endsAt: number | null): Promise<void> {
  await tx
    .updateTable("groups")
    .set({ ends_at: endsAt })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .execute();
}

/** These groups, by name. */
export function groupsById(db: Tx, organization: string, ids: readonly string[]) {
  return db
    .selectFrom("groups")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .orderBy("name")
    .orderBy("id")
    .execute();
}

/**
 * Whether a group (`group:…`) belongs to one of these people: of a few, their groups are gathered by memberships_by_group and resources_by_owner;
 * of many, each group is asked for its owner, by the primary keys.
 */
export function isGroupOf(organization: string, group: Expression<string>, within: Within): Expression<SqlBool> {
  if (areFew(within))
    return sql<SqlBool>`${group} in (select resources.resource from resources where resources.organization_id = ${organization}
      and resources.type = 'group' and resources.owner in ${namesWithin(organization, within)})`;
  return sql<SqlBool>`exists (select 1 from resources where resources.organization_id = ${organization}
    and resources.resource = ${group} and ${isWithin(organization, sql`resources.owner`, within)})`;
}

/** Which groups this member made, at most `limit`. Served by groups_by_maker. */
export async function groupsMadeBy(db: Tx, organization: string, maker: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("groups")
    .select("id")
    .where("organization_id", "=", organization)
    .where("made_by", "=", maker)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => `group:${id}`);
}

/** The groups that members made and that are to carry nothing. Served by groups_by_maker. */
export async function groupsOfMembers(db: Tx, organization: string): Promise<string[]> {
  const rows = await db
    .selectFrom("groups")
    .select("id")
    .where("organization_id", "=", organization)
    .where("made_by", "is not", null)
    .where("filled_with_staff", "=", 0)
    .execute();
  return rows.map(({ id }) => `group:${id}`);
}

/** How many are directly in it and have not ended. Served by memberships_by_group. */
export async function countMembers(db: Tx, organization: string, group: string, now: number): Promise<number> {
  const { total } = await db
    .selectFrom("memberships")
    .select((e) => e.fn.countAll().as("total"))
    .where("organization_id", "=", organization)
    .where("group_name", "=", group)
    .where((e) => inForce(e.ref("expires_at"), now))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Who is directly in these groups, ended memberships included: the group's name, the member's, the end. */
export function membershipsOf(db: Tx, organization: string, groups: readonly string[]) {
  return db
    .selectFrom("memberships")
    .select(["group_name", "member", "expires_at"])
    .where("organization_id", "=", organization)
    .where("group_name", "in", groups)
    .orderBy("member")
    .execute();
}

/** The groups directly in these, ended memberships included. Served by memberships_by_group. */
export function subgroupsOf(db: Tx, organization: string, groups: readonly string[]) {
  return db
    .selectFrom("memberships")
    .select(["group_name", "member", "expires_at"])
    .where("organization_id", "=", organization)
    .where("group_name", "in", groups)
    .where("member", ">=", "group:")
    .where("member", "<", "group;")
    .orderBy("member")
    .execute();
}

/** One page of the people and services directly in a group, by id, and how many there are. Served by memberships_by_group. */
export async function accountsIn(
  db: Tx,
  organization: string,
  group: string,
  { limit, offset }: { limit: number; offset: number },
) {
  const accounts = db
    .selectFrom("memberships")
    .where("organization_id", "=", organization)
    .where("group_name", "=", group)
    .where("member", ">=", "group;"); // behind `group:…`: whatever is no group
  // What is passed over is counted in the index alone; the ends are looked up for the page.
  const members = await accounts.select("member").orderBy("member").limit(limit).offset(offset).execute();
  const ofPage = members.map(({ member }) => member);
  const page = await endsIn(db, organization, group, ofPage);
  const { total } = await accounts.select((e) => e.fn.countAll().as("total")).executeTakeFirstOrThrow();
  return { page, total: Number(total) };
}

/** These members of a group, by id, with the ends of their memberships. Served by memberships_by_group. */
export async function endsIn(db: Tx, organization: string, group: string, members: readonly string[]) {
  if (members.length === 0) return [];
  return db
    .selectFrom("memberships")
    .select(["member", "expires_at"])
    .where("organization_id", "=", organization)
    .where("group_name", "=", group)
    .where("member", "in", members)
    .orderBy("member")
    .execute();
}

export function findMembership(db: Tx, organization: string, group: string, member: string) {
  return db
    .selectFrom("memberships")
    .select("expires_at")
    .where("organization_id", "=", organization)
    .where("group_name", "=", group)
    .where("member", "=", member)
    .executeTakeFirst();
}

/** The ends of an account's memberships in these groups, those that have ended included. Served by the primary key. */
export async function membershipsIn(
  db: Tx,
  organization: string,
  member: string,
  groups: readonly string[],
): Promise<Map<string, number | null>> {
  const rows = await db
    .selectFrom("memberships")
    .select(["group_name", "expires_at"])
    .where("organization_id", "=", organization)
    .where("member", "=", member)
    .where("group_name", "in", groups)
    .execute();
  return new Map(rows.map(({ group_name, expires_at }) => [group_name, expires_at]));
}

export async function isMarked(db: Tx, organization: string, group: string): Promise<boolean> {
  const row = await db
    .selectFrom("group_marks")
    .select("group_name")
    .where("organization_id", "=", organization)
    .where("group_name", "=", group)
    .executeTakeFirst();
  return row !== undefined;
}

/** Which group of a source it is. @throws {Conflict} if another group is that one */
export async function setSource(
  tx: Tx,
  organization: string,
  id: string,
  { source, idOnTheSource }: { source?: string | undefined; idOnTheSource?: string | undefined },
): Promise<void> {
  await tx
    .updateTable("groups")
    .set({ source: source ?? "local", id_on_the_source: idOnTheSource ?? null })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .execute();
}

/** The operator's word: synchronisation fills it also while it carries a staff role or a capability. */
export async function setFilledWithStaff(tx: Tx, organization: string, id: string, isFilled: boolean): Promise<void> {
  await tx
    .updateTable("groups")
    .set({ filled_with_staff: toSwitch(isFilled) })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .execute();
}

/** Names, texts and addresses of groups that went. */
export async function removeGroupRows(tx: Tx, organization: string, resources: readonly string[]): Promise<void> {
  const ids = resources.filter((one) => one.startsWith("group:")).map((one) => one.slice("group:".length));
  for (let from = 0; from < ids.length; from += 500)
    await tx
      .deleteFrom("groups")
      .where("organization_id", "=", organization)
      .where("id", "in", ids.slice(from, from + 500))
      .execute();
}
