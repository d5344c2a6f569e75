import type { Insertable, Selectable, Updateable } from "kysely";
import { matches, type PromptGroupsTable, type PromptsTable, type Tx } from "../../store/index.ts";
import { isOwnedBy } from "../reachable/ownership.ts";

export type GroupRow = Selectable<PromptGroupsTable>;
export type PromptRow = Selectable<PromptsTable>;

export interface GroupPlace {
  uses: number;
  updatedAt: number;
  id: string;
}
export interface GroupFilter {
  /** Folded text within the name. */
  name?: string | undefined;
  category?: string | undefined;
  /** Only what this account owns, as the engine's state table says. */
  ownedBy?: string | undefined;
}

// ── Groups ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const findGroup = (db: Tx, organization: string, id: string): Promise<GroupRow | undefined> =>
  db
    .selectFrom("prompt_groups")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

export const insertGroup = (tx: Tx, row: Insertable<PromptGroupsTable>): Promise<GroupRow> =>
  tx.insertInto("prompt_groups").values(row).returningAll().executeTakeFirstOrThrow();

/** Under the next version. Whoever calls holds the organization's head: nobody else writes in between. */
export const updateGroup = (
  tx: Tx,
  organization: string,
  id: string,
  values: Updateable<PromptGroupsTable>,
): Promise<GroupRow> =>
  tx
    .updateTable("prompt_groups")
    .set((e) => ({ ...values, version: e("version", "+", 1) }))
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** A use is no change: the version and the moment of the last change stay. @returns how often it was used */
export async function countUse(tx: Tx, organization: string, id: string): Promise<number> {
  const { uses } = await tx
    .updateTable("prompt_groups")
    .set((e) => ({ uses: e("uses", "+", 1) }))
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .returning("uses")
    .executeTakeFirstOrThrow();
  return uses;
}

/** With their versions. At most 500 ids. */
export async function deleteGroups(tx: Tx, organization: string, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom("prompt_groups").where("organization_id", "=", organization).where("id", "in", ids).execute();
}

/** The organization's groups, most used first. Served by prompt_groups_by_use. */
export const listGroupRows = (
  db: Tx,
  organization: string,
  filter: GroupFilter,
  after: GroupPlace | undefined,
  limit: number,
): Promise<GroupRow[]> => ordered(filtered(db, organization, filter), after, limit).execute();

/** Of these (at most 500 ids), in no order: SQLite would walk the list's index for one. Served by the primary key. */
export const listGroupRowsOf = (
  db: Tx,
  organization: string,
  ids: readonly string[],
  filter: GroupFilter,
): Promise<GroupRow[]> => filtered(db, organization, filter).where("prompt_groups.id", "in", ids).execute();

function filtered(db: Tx, organization: string, { name, category, ownedBy }: GroupFilter) {
  let query = db
    .selectFrom("prompt_groups")
    .selectAll("prompt_groups")
    .where("prompt_groups.organization_id", "=", organization);
  if (category !== undefined) query = query.where("category", "=", category);
  if (name !== undefined && name !== "") query = query.where((e) => matches(e.ref("prompt_groups.search_text"), name));
  if (ownedBy !== undefined)
    query = query.where((e) => isOwnedBy(organization, "prompt", e.ref("prompt_groups.id"), ownedBy));
  return query;
}

function ordered(query: ReturnType<typeof filtered>, after: GroupPlace | undefined, limit: number) {
  const behind =
    after === undefined
      ? query
      : query.where((e) =>
          e.and([
            // Said twice: this half is what the index can be entered by.
            e("uses", "<=", after.uses),
            e.or([
              e("uses", "<", after.uses),
              e.and([e("uses", "=", after.uses), e("updated_at", "<", after.updatedAt)]),
              e.and([e("uses", "=", after.uses), e("updated_at", "=", after.updatedAt), e("id", ">", after.id)]),
            ]),
          ]),
        );
  return behind.orderBy("uses", "desc").orderBy("updated_at", "desc").orderBy("id").limit(limit);
}

// ── Versions ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const findPrompt = (db: Tx, organization: string, id: string): Promise<PromptRow | undefined> =>
  db
    .selectFrom("prompts")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

/** To which group a version belongs, without its text. */
export async function findGroupOf(db: Tx, organization: string, promptId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("prompts")
    .select("group_id")
    .where("organization_id", "=", organization)
    .where("id", "=", promptId)
    .executeTakeFirst();
  return row?.group_id;
}

export const insertPrompt = (tx: Tx, row: Insertable<PromptsTable>): Promise<PromptRow> =>
  tx.insertInto("prompts").values(row).returningAll().executeTakeFirstOrThrow();

export const deletePrompt = (tx: Tx, organization: string, id: string) =>
  tx.deleteFrom("prompts").where("organization_id", "=", organization).where("id", "=", id).execute();

/** All of a group's, newest first. Served by prompts_by_group. */
export const listPrompts = (db: Tx, organization: string, groupId: string): Promise<PromptRow[]> =>
  db
    .selectFrom("prompts")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("group_id", "=", groupId)
    .orderBy("version_index", "desc")
    .execute();

/** All of a group's, newest first, without their texts. */
export const listPromptPlaces = (db: Tx, organization: string, groupId: string) =>
  db
    .selectFrom("prompts")
    .select(["id", "version_index"])
    .where("organization_id", "=", organization)
    .where("group_id", "=", groupId)
    .orderBy("version_index", "desc")
    .execute();

/** With their texts, in no order. At most 500 ids. */
export const listPromptsOf = async (db: Tx, organization: string, ids: readonly string[]): Promise<PromptRow[]> =>
  ids.length === 0
    ? []
    : db.selectFrom("prompts").selectAll().where("organization_id", "=", organization).where("id", "in", ids).execute();

/** The newest of the organization, or of one author, without their texts. Served by prompts_by_creation and prompts_by_author. */
export function listNewestPrompts(db: Tx, organization: string, author: string | undefined, limit: number) {
  const all = db.selectFrom("prompts").select(["id", "group_id"]).where("organization_id", "=", organization);
  const wanted = author === undefined ? all : all.where("author", "=", author);
  return wanted.orderBy("created_at", "desc").orderBy("id").limit(limit).execute();
}
