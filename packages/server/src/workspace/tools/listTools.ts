import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { ownersOf } from "../projects/projectShape.ts";
import type { ChangePlace } from "../reachable/lastChanged.ts";
import { type LatestRows, listLatest } from "../reachable/listLatest.ts";
import { type ListedToolRow, listToolRows, listToolRowsOf, type ToolFilter } from "./queries.ts";
import type { ToolListQuery } from "./schemas.ts";
import { listedOf, toolName } from "./toolShape.ts";

/**
 * Tools that the actor may `use` in their own right, last changed first.
 * @throws {Problem} `cursor-invalid`
 * Cost: see reachable/listLatest.ts.
 */
export async function listTools(parts: WorkspaceParts, actor: Actor, query: ToolListQuery) {
  const access = parts.access.of(actor);
  access.require(actor, "MCP_SERVERS.USE");
  const { search, owner, cursor, limit } = query;
  const question = ["tools", actor.organization, actor.subject, { search, owner }];
  const after = cursor === undefined || cursor === "" ? undefined : placeOf(parts.cursors.read(question, cursor));
  const filter = { search, ownedBy: owner === "me" ? actor.subject : undefined };
  const found = await reachableTools(parts, actor, { filter, whose: owner, action: "use" }, after, limit);
  const whose = await ownersOf(parts, access, actor, found.rows.map(toolName));
  const next = found.next && JSON.stringify([found.next.updatedAt, found.next.id]);
  return {
    tools: found.rows.map((row) => listedOf(row, whose(toolName(row)))),
    nextCursor: next === undefined ? null : parts.cursors.sign(question, next),
  };
}

/** A page of those on which the actor holds an action. */
export function reachableTools(
  { access, store, now }: WorkspaceParts,
  actor: Actor,
  { filter, whose, action }: { filter: ToolFilter; whose?: ToolListQuery["owner"]; action: string },
  after: ChangePlace | undefined,
  limit: number,
) {
  const rows: LatestRows<ListedToolRow> = {
    table: "tools",
    byIds: (ids) => listToolRowsOf(store.db, actor.organization, ids, filter),
    byIndex: (from, most) => listToolRows(store.db, actor.organization, filter, from, most),
  };
  const reach = { type: "tool", actions: [action], whose, now: now() };
  return listLatest({ access: access.of(actor), store }, actor, reach, rows, after, limit);
}

function placeOf(text: string): ChangePlace {
  const [updatedAt, id] = JSON.parse(text);
  return { updatedAt, id };
}
