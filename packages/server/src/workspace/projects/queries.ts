import type { Insertable, Selectable, Updateable } from "kysely";
import { matches, type ProjectsTable, type Tx } from "../../store/index.ts";
import { type ChangePlace, isBehind } from "../reachable/lastChanged.ts";
import { isOwnedBy } from "../reachable/ownership.ts";

export type ProjectRow = Selectable<ProjectsTable>;

export interface ProjectFilter {
  /** Folded text within the name. */
  search?: string | undefined;
  /** Only what this account owns, as the engine's state table says. */
  ownedBy?: string | undefined;
}

export const findProject = (db: Tx, organization: string, id: string): Promise<ProjectRow | undefined> =>
  db
    .selectFrom("projects")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

export const insertProject = (tx: Tx, row: Insertable<ProjectsTable>): Promise<ProjectRow> =>
  tx.insertInto("projects").values(row).returningAll().executeTakeFirstOrThrow();

/** Under the next version. Whoever calls holds the organization's head: nobody else writes in between. */
export const updateProject = (
  tx: Tx,
  organization: string,
  id: string,
  values: Updateable<ProjectsTable>,
): Promise<ProjectRow> =>
  tx
    .updateTable("projects")
    .set((e) => ({ ...values, version: e("version", "+", 1) }))
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** At most 500 ids. */
export async function deleteProjects(tx: Tx, organization: string, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom("projects").where("organization_id", "=", organization).where("id", "in", ids).execute();
}

/** The organization's, last changed first. Served by projects_by_update. */
export const listProjectRows = (
  db: Tx,
  organization: string,
  filter: ProjectFilter,
  after: ChangePlace | undefined,
  limit: number,
): Promise<ProjectRow[]> => ordered(filtered(db, organization, filter), after, limit).execute();

/** Of these (at most 500 ids), in no order: SQLite would walk the list's index for one. Served by the primary key. */
export const listProjectRowsOf = (
  db: Tx,
  organization: string,
  ids: readonly string[],
  filter: ProjectFilter,
): Promise<ProjectRow[]> => filtered(db, organization, filter).where("id", "in", ids).execute();

function filtered(db: Tx, organization: string, { search, ownedBy }: ProjectFilter) {
  let query = db.selectFrom("projects").selectAll().where("organization_id", "=", organization);
  if (search !== undefined && search !== "") query = query.where((e) => matches(e.ref("search_text"), search));
  if (ownedBy !== undefined)
    query = query.where((e) => isOwnedBy(organization, "project", e.ref("projects.id"), ownedBy));
  return query;
}

function ordered(query: ReturnType<typeof filtered>, after: ChangePlace | undefined, limit: number) {
  const behind =
    after === undefined
      ? query
      : query.where((e) => isBehind({ updatedAt: e.ref("updated_at"), id: e.ref("id") }, after));
  return behind.orderBy("updated_at", "desc").orderBy("id").limit(limit);
}

/**
 * The resources of one type that lie in a project directly, newest ids first.
 * @param after the last resource of the former page. Served by parents_by_parent.
 */
export async function listInProject(
  db: Tx,
  organization: string,
  project: string,
  type: string,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom("parents")
    .select("resource")
    .where("organization_id", "=", organization)
    .where("parent", "=", project)
    .where("resource", ">", `${type}:`)
    // The sign that follows the colon.
    .where("resource", "<", after ?? `${type};`)
    .orderBy("resource", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ resource }) => resource);
}

/** How many of a type lie in a project directly. Served by parents_by_parent. */
export async function countInProject(db: Tx, organization: string, project: string, type: string): Promise<number> {
  const { count } = await db
    .selectFrom("parents")
    .select((e) => e.fn.countAll<number | string>().as("count"))
    .where("organization_id", "=", organization)
    .where("parent", "=", project)
    .where("resource", ">", `${type}:`)
    .where("resource", "<", `${type};`)
    .executeTakeFirstOrThrow();
  return Number(count);
}
