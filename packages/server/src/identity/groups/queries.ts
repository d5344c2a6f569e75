import { type Tx, toSwitch } from "../../store/index.ts";

export type GroupRow = NonNullable<Awaited<ReturnType<typeof findGroup>>>;

export function findGroup(db: Tx, organization: string, id: string) {
  return db
    .selectFrom("groups")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();
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

/** One page of the people and services directly in a group, by id, and how many there are. */
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
    .where("member", "not like", "group:%");
  const page = await accounts.select(["member", "expires_at"]).orderBy("member").limit(limit).offset(offset).execute();
  const { total } = await accounts.select((e) => e.fn.countAll().as("total")).executeTakeFirstOrThrow();
  return { page, total: Number(total) };
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
