import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import type { ChangePlace } from "../reachable/lastChanged.ts";
import { type LatestRows, listLatest } from "../reachable/listLatest.ts";
import { isPlainlyPublic, ownerOf } from "../reachable/ownership.ts";
import { itemOf } from "./agentShape.ts";
import { type AgentFilter, type ListedAgentRow, listAgentRows, listAgentRowsOf } from "./queries.ts";
import type { AgentItem, AgentListQuery } from "./schemas.ts";

const LONGEST_SEARCH = 100;

const actionBits = { use: 1, update: 2, delete: 4, share: 8, insights: 16 } as const;

/**
 * Agents on which the actor holds every action of `requiredPermission` in their own right (capabilities do not widen the list), last changed
 * first, then by `_id`.
 * @throws {Problem} `cursor-invalid` for a cursor that was altered, or is another list's or another subject's
 * Cost: see reachable/listLatest.ts.
 */
export async function listAgents(parts: WorkspaceParts, actor: Actor, query: AgentListQuery) {
  const access = parts.access.of(actor);
  access.require(actor, "AGENTS.USE");
  const { cursor, limit, ...filters } = query;
  const question = ["agents", actor.organization, actor.subject, filters];
  const after = cursor === undefined || cursor === "" ? undefined : placeOf(parts.cursors.read(question, cursor));
  const reach = { type: "agent", actions: actionsOf(query.requiredPermission), whose: query.owner, now: parts.now() };
  const { rows, next } = await listLatest(
    { access, store: parts.store },
    actor,
    reach,
    rowsOf(parts, actor, query),
    after,
    limit,
  );
  const data = await itemsOf(parts, access, actor, rows);
  return {
    object: "list" as const,
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: next !== undefined,
    after: next === undefined ? null : parts.cursors.sign(question, JSON.stringify([next.updatedAt, next.id])),
  };
}

function actionsOf(requiredPermission: number): string[] {
  const actions = Object.entries(actionBits)
    .filter(([, bit]) => (requiredPermission & bit) !== 0)
    .map(([action]) => action);
  if (actions.length === 0) throw problem("request-invalid", { detail: "`requiredPermission` names no action" });
  return actions;
}

function rowsOf(
  { store }: WorkspaceParts,
  { organization, subject }: Actor,
  query: AgentListQuery,
): LatestRows<ListedAgentRow> {
  const filter: AgentFilter = {
    category: query.category || undefined,
    search: query.search?.slice(0, LONGEST_SEARCH),
    promoted: query.promoted === undefined ? undefined : query.promoted === "1",
    ownedBy: query.owner === "me" ? subject : undefined,
  };
  return {
    table: "agents",
    byIds: (ids) => listAgentRowsOf(store.db, organization, ids, filter),
    byIndex: (after, limit) => listAgentRows(store.db, organization, filter, after, limit),
  };
}

async function itemsOf(
  parts: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  rows: readonly ListedAgentRow[],
): Promise<AgentItem[]> {
  const context = { ...WITHOUT_CAPABILITIES, ...(actor.key && { key: actor.key }), now: parts.now() };
  const owners = new Map(rows.map((row) => [row.id, ownerOf(access, `agent:${row.id}`)]));
  const known = [...new Set(owners.values())].filter((owner) => owner !== undefined);
  const names = await parts.people?.names(actor.organization, known);
  return rows.map((row) => {
    const resource = `agent:${row.id}`;
    const owner = owners.get(row.id);
    return itemOf(row, {
      isPublic: isPlainlyPublic(access, resource),
      isEditable: access.may(actor, "update", resource, context),
      ownerName: owner === undefined ? undefined : names?.get(owner)?.name,
    });
  });
}

function placeOf(text: string): ChangePlace {
  const [updatedAt, id] = JSON.parse(text);
  return { updatedAt, id };
}
