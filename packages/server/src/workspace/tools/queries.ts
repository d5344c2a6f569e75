import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import { matches, type ToolsTable, type Tx } from "../../store/index.ts";
import { type ChangePlace, isBehind } from "../reachable/lastChanged.ts";
import { isOwnedBy } from "../reachable/ownership.ts";

export type ToolRow = Selectable<ToolsTable>;

/** What lists need; INVARIANT: documents and secrets are not read where they are not needed. */
const listed = ["id", "name", "description", "origin", "functions", "author", "created_at", "updated_at"] as const;
export type ListedToolRow = Pick<ToolRow, (typeof listed)[number]>;

export interface ToolFilter {
  /** Folded text within name and description. */
  search?: string | undefined;
  /** Only what this account owns, as the engine's state table says. */
  ownedBy?: string | undefined;
}

/** Served by the primary key, as are the three below. */
export const findTool = (db: Tx, organization: string, id: string): Promise<ToolRow | undefined> =>
  db
    .selectFrom("tools")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

export const insertTool = (tx: Tx, row: Insertable<ToolsTable>): Promise<ToolRow> =>
  tx.insertInto("tools").values(row).returningAll().executeTakeFirstOrThrow();

/** Under the next version. Whoever calls holds the organization's head: nobody else writes in between. */
export const updateTool = (
  tx: Tx,
  organization: string,
  id: string,
  values: Updateable<ToolsTable>,
): Promise<ToolRow> =>
  tx
    .updateTable("tools")
    .set((e) => ({ ...values, version: e("version", "+", 1) }))
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** What these tools (at most 500) can do, in the order in which they were made. */
export const findOperations = async (
  db: Tx,
  organization: string,
  ids: readonly string[],
): Promise<Pick<ToolRow, "id" | "operations">[]> =>
  ids.length === 0
    ? []
    : db
        .selectFrom("tools")
        .select(["id", "operations"])
        .where("organization_id", "=", organization)
        .where("id", "in", ids)
        .orderBy("id")
        .execute();

/** At most 500 ids. */
export async function deleteTools(tx: Tx, organization: string, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom("tools").where("organization_id", "=", organization).where("id", "in", ids).execute();
}

/** Those that there are; in pieces, by the primary key. */
export async function findListedTools(db: Tx, organization: string, ids: readonly string[]): Promise<ListedToolRow[]> {
  const rows: ListedToolRow[] = [];
  for (let from = 0; from < ids.length; from += 500)
    rows.push(
      ...(await db
        .selectFrom("tools")
        .select(listed)
        .where("organization_id", "=", organization)
        .where("id", "in", ids.slice(from, from + 500))
        .execute()),
    );
  return rows;
}

/** What marks them for closures: another one at each change (access/marks.ts). In pieces, by the primary key. */
export async function marksOfTools(
  db: Tx,
  organization: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const marks = new Map<string, string>();
  for (let from = 0; from < ids.length; from += 500)
    for (const { id, version } of await db
      .selectFrom("tools")
      .select(["id", "version"])
      .where("organization_id", "=", organization)
      .where("id", "in", ids.slice(from, from + 500))
      .execute())
      marks.set(id, String(version));
  return marks;
}

/** What LibreChat's list of actions needs beside; documents as long as there is room for them, in the order of `ids`. */
export async function findDocuments(
  db: Tx,
  organization: string,
  ids: readonly string[],
  mostCharacters: number,
): Promise<ReadonlyMap<string, { auth: string; spec: string | undefined }>> {
  if (ids.length === 0) return new Map();
  const known = db.selectFrom("tools").where("organization_id", "=", organization);
  const sizes = await known
    .select(["id", "auth", sql<number>`length(spec)`.as("length")])
    .where("id", "in", ids)
    .execute();
  const lengths = new Map(sizes.map(({ id, length }) => [id, Number(length)]));
  let room = mostCharacters;
  const read = ids.filter((id) => {
    room -= lengths.get(id) ?? 0;
    return room >= 0;
  });
  const rows = read.length === 0 ? [] : await known.select(["id", "spec"]).where("id", "in", read).execute();
  const specs = new Map(rows.map(({ id, spec }) => [id, spec]));
  return new Map(sizes.map(({ id, auth }) => [id, { auth, spec: specs.get(id) }]));
}

/** The organization's, last changed first. Served by tools_by_update. */
export const listToolRows = (
  db: Tx,
  organization: string,
  filter: ToolFilter,
  after: ChangePlace | undefined,
  limit: number,
): Promise<ListedToolRow[]> => ordered(filtered(db, organization, filter), after, limit).execute();

/** Of these (at most 500 ids), in no order: SQLite would walk the list's index for one. Served by the primary key. */
export const listToolRowsOf = (
  db: Tx,
  organization: string,
  ids: readonly string[],
  filter: ToolFilter,
): Promise<ListedToolRow[]> => filtered(db, organization, filter).where("id", "in", ids).execute();

function filtered(db: Tx, organization: string, { search, ownedBy }: ToolFilter) {
  let query = db.selectFrom("tools").select(listed).where("organization_id", "=", organization);
  if (search !== undefined && search !== "") query = query.where((e) => matches(e.ref("search_text"), search));
  if (ownedBy !== undefined) query = query.where((e) => isOwnedBy(organization, "tool", e.ref("tools.id"), ownedBy));
  return query;
}

function ordered(query: ReturnType<typeof filtered>, after: ChangePlace | undefined, limit: number) {
  const behind =
    after === undefined
      ? query
      : query.where((e) => isBehind({ updatedAt: e.ref("updated_at"), id: e.ref("id") }, after));
  return behind.orderBy("updated_at", "desc").orderBy("id").limit(limit);
}

export interface Attached {
  tool: string;
  mode: "own" | "lent";
}

/** Ids of the tools that are attached to an agent. Served by the primary key of attachments. */
export async function listAttached(db: Tx, organization: string, agent: string): Promise<Attached[]> {
  const rows = await db
    .selectFrom("attachments")
    .select(["thing", "mode"])
    .where("organization_id", "=", organization)
    .where("agent", "=", agent)
    .where("thing", "like", `${TOOL}%`)
    .orderBy("thing")
    .execute();
  return rows.map(({ thing, mode }) => ({ tool: thing.slice(TOOL.length), mode: mode === "own" ? "own" : "lent" }));
}

/** Which agents (`agent:…`) have which of these tools, at most 500. Served by attachments_by_thing. */
export async function listHolders(
  db: Tx,
  organization: string,
  tools: readonly string[],
): Promise<{ agent: string; tool: string }[]> {
  if (tools.length === 0) return [];
  const rows = await db
    .selectFrom("attachments")
    .select(["agent", "thing"])
    .where("organization_id", "=", organization)
    .where(
      "thing",
      "in",
      tools.map((id) => `${TOOL}${id}`),
    )
    .execute();
  return rows.map(({ agent, thing }) => ({ agent, tool: thing.slice(TOOL.length) }));
}

const TOOL = "tool:";
