import type { Insertable, Selectable, Updateable } from "kysely";
import { type AgentsTable, matches, type Tx } from "../../store/index.ts";
import { type ChangePlace, isBehind } from "../reachable/lastChanged.ts";
import { isOwnedBy } from "../reachable/ownership.ts";

export type AgentRow = Selectable<AgentsTable>;

/** What a list needs; INVARIANT: instructions are not read where they are not needed. */
const listed = [
  "id",
  "public_id",
  "name",
  "avatar",
  "author",
  "description",
  "conversation_starters",
  "updated_at",
  "category",
  "support_contact",
  "is_promoted",
] as const;
export type ListedAgentRow = Pick<AgentRow, (typeof listed)[number]>;

export interface AgentFilter {
  category?: string | undefined;
  search?: string | undefined;
  promoted?: boolean | undefined;
  /** Only what this account owns, as the engine's state table says. */
  ownedBy?: string | undefined;
}

/** Served by agents_by_public_id. */
export const findAgent = (db: Tx, organization: string, publicId: string): Promise<AgentRow | undefined> =>
  db
    .selectFrom("agents")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("public_id", "=", publicId)
    .executeTakeFirst();

/** By the id of its row. Served by the primary key. */
export const findAgentById = (db: Tx, organization: string, id: string): Promise<AgentRow | undefined> =>
  db
    .selectFrom("agents")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

/** Names by ids; what is gone is left out. In pieces, by the primary key. */
export async function listAgentNames(
  db: Tx,
  organization: string,
  ids: readonly string[],
): Promise<{ id: string; name: string | null }[]> {
  const rows: { id: string; name: string | null }[] = [];
  for (let from = 0; from < ids.length; from += 500)
    rows.push(
      ...(await db
        .selectFrom("agents")
        .select(["id", "name"])
        .where("organization_id", "=", organization)
        .where("id", "in", ids.slice(from, from + 500))
        .execute()),
    );
  return rows;
}

export const insertAgent = (tx: Tx, row: Insertable<AgentsTable>) => tx.insertInto("agents").values(row).execute();

/** @returns whether the row was still at `version` */
export async function updateAgent(
  tx: Tx,
  organization: string,
  id: string,
  version: number,
  values: Updateable<AgentsTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("agents")
    .set({ ...values, version: version + 1 })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** With their versions, and wherever somebody marked them as a favourite. At most 500 ids. */
export async function deleteAgents(tx: Tx, organization: string, ids: readonly string[]): Promise<void> {
  const gone = await tx
    .deleteFrom("agents")
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .returning("public_id")
    .execute();
  if (gone.length === 0) return;
  const favorites = gone.map(({ public_id }) => JSON.stringify({ agentId: public_id }));
  await tx
    .deleteFrom("favorites")
    .where("organization_id", "=", organization)
    .where("favorite", "in", favorites)
    .execute();
}

export const insertVersion = (
  tx: Tx,
  organization: string,
  version: { agentId: string; index: number; snapshot: string; by: string; at: number },
) =>
  tx
    .insertInto("agent_versions")
    .values({
      organization_id: organization,
      agent_id: version.agentId,
      version_index: version.index,
      snapshot: version.snapshot,
      created_by: version.by,
      created_at: version.at,
    })
    .execute();

/** Oldest first; at most the newest thousand. */
export async function listVersions(db: Tx, organization: string, agentId: string) {
  const newestFirst = await db
    .selectFrom("agent_versions")
    .select(["version_index", "snapshot", "created_by", "created_at"])
    .where("organization_id", "=", organization)
    .where("agent_id", "=", agentId)
    .orderBy("version_index", "desc")
    .limit(1_000)
    .execute();
  return newestFirst.reverse();
}

export const findVersion = (db: Tx, organization: string, agentId: string, index: number) =>
  db
    .selectFrom("agent_versions")
    .select(["version_index", "snapshot"])
    .where("organization_id", "=", organization)
    .where("agent_id", "=", agentId)
    .where("version_index", "=", index)
    .executeTakeFirst();

/** The organization's agents, last changed first. Served by agents_by_update. */
export const listAgentRows = (
  db: Tx,
  organization: string,
  filter: AgentFilter,
  after: ChangePlace | undefined,
  limit: number,
): Promise<ListedAgentRow[]> => ordered(filtered(db, organization, filter), after, limit).execute();

/** Of these (at most 500 ids), in no order: SQLite would walk the list's index for one. Served by the primary key. */
export const listAgentRowsOf = (
  db: Tx,
  organization: string,
  ids: readonly string[],
  filter: AgentFilter,
): Promise<ListedAgentRow[]> => filtered(db, organization, filter).where("agents.id", "in", ids).execute();

export type AgentWithModel = Pick<AgentRow, "public_id" | "provider" | "model" | "created_at">;

/** Of these (at most 500 ids), by their public ids. Served by the primary key. */
export const listModelsOfAgents = (db: Tx, organization: string, ids: readonly string[]): Promise<AgentWithModel[]> =>
  db
    .selectFrom("agents")
    .select(["public_id", "provider", "model", "created_at"])
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .orderBy("public_id")
    .execute();

function filtered(db: Tx, organization: string, { category, search, promoted, ownedBy }: AgentFilter) {
  let query = db
    .selectFrom("agents")
    .select(listed.map((column) => `agents.${column}` as const))
    .where("agents.organization_id", "=", organization);
  if (category !== undefined) query = query.where("category", "=", category);
  if (promoted !== undefined) query = query.where("is_promoted", "=", promoted ? 1 : 0);
  if (search !== undefined && search !== "") query = query.where((e) => matches(e.ref("agents.search_text"), search));
  if (ownedBy !== undefined) query = query.where((e) => isOwnedBy(organization, "agent", e.ref("agents.id"), ownedBy));
  return query;
}

function ordered(query: ReturnType<typeof filtered>, after: ChangePlace | undefined, limit: number) {
  const behind =
    after === undefined
      ? query
      : query.where((e) => isBehind({ updatedAt: e.ref("agents.updated_at"), id: e.ref("agents.id") }, after));
  return behind.orderBy("agents.updated_at", "desc").orderBy("agents.id").limit(limit);
}

/** How LibreChat names these agents; in pieces, by the primary key. */
export async function listPublicIds(
  db: Tx,
  organization: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom("agents")
      .select(["id", "public_id"])
      .where("organization_id", "=", organization)
      .where("id", "in", ids.slice(from, from + 500))
      .execute();
    for (const row of rows) found.set(row.id, row.public_id);
  }
  return found;
}
