import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { itemOf } from "./agentShape.ts";
import { type AgentFilter, type AgentPlace, type ListedAgentRow, listAgentRows, listAgentRowsOf } from "./queries.ts";
import type { AgentItem, AgentListQuery } from "./schemas.ts";

/** Who reaches at most so many agents gets them by their ids; who reaches more, by the list's index. */
const FEW = 2_000;
const PAGE = 500;
/** Most rows that one request looks through; a page may then be shorter than `limit`, and has a cursor. */
const MOST_ROWS = 4_000;
const LONGEST_SEARCH = 100;

const actionBits = { use: 1, update: 2, delete: 4, share: 8, insights: 16 } as const;

/**
 * Agents on which the actor holds every action of `requiredPermission` in their own right (capabilities do not widen the list), last changed
 * first, then by `_id`.
 * @throws {Problem} `cursor-invalid` for a cursor that was altered, or is another list's or another subject's
 * Cost: grows with the page and with what the actor reaches, at most 2,000 of it; not with what the actor cannot see.
 */
export async function listAgents(parts: WorkspaceParts, actor: Actor, query: AgentListQuery) {
  const access = parts.access.of(actor);
  access.require(actor, "AGENTS.USE");
  const { cursor, limit, ...filters } = query;
  const question = ["agents", actor.organization, actor.subject, filters];
  const after = cursor === undefined || cursor === "" ? undefined : placeOf(parts.cursors.read(question, cursor));
  const lister = new Lister(parts, access, actor, query);
  const { rows, next } = await lister.page(after, limit);
  const data = await lister.itemsOf(rows);
  return {
    object: "list" as const,
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: next !== undefined,
    after: next === undefined ? null : parts.cursors.sign(question, JSON.stringify([next.updatedAt, next.id])),
  };
}

/** A plain grant (no end, condition or deny) of `use` to everyone: LibreChat's *public*. */
export function isPlainlyPublic(access: OrganizationAccess, resource: string): boolean {
  return access.engine
    .grantsOn(resource)
    .some(
      (grant) =>
        grant.principal === "everyone" &&
        grant.expiresAt === null &&
        grant.condition === null &&
        grant.deny.length === 0 &&
        grant.allow.includes("use"),
    );
}

interface Page {
  rows: ListedAgentRow[];
  /** Where the next page begins; undefined on the last. */
  next: AgentPlace | undefined;
}

class Lister {
  private readonly parts: WorkspaceParts;
  private readonly access: OrganizationAccess;
  private readonly actor: Actor;
  private readonly owner: AgentListQuery["owner"];
  private readonly actions: string[];
  private readonly filter: AgentFilter;
  private readonly context;

  constructor(parts: WorkspaceParts, access: OrganizationAccess, actor: Actor, query: AgentListQuery) {
    this.parts = parts;
    this.access = access;
    this.actor = actor;
    this.owner = query.owner;
    this.actions = Object.entries(actionBits)
      .filter(([, bit]) => (query.requiredPermission & bit) !== 0)
      .map(([action]) => action);
    if (this.actions.length === 0) throw problem("request-invalid", { detail: "`requiredPermission` names no action" });
    this.filter = {
      category: query.category,
      search: query.search?.slice(0, LONGEST_SEARCH),
      promoted: query.promoted === undefined ? undefined : query.promoted === "1",
      ownedBy: query.owner === "me" ? actor.subject : undefined,
    };
    this.context = { ...WITHOUT_CAPABILITIES, ...(actor.key && { key: actor.key }), now: parts.now() };
  }

  async page(after: AgentPlace | undefined, limit: number): Promise<Page> {
    const few = this.reachable();
    return few ? this.byIds(few, after, limit) : this.byIndex(after, limit);
  }

  /** Ids of what the actor reaches by the first of the actions; undefined if these are many. */
  private reachable(): string[] | undefined {
    const ids: string[] = [];
    let after: string | null = null;
    const [action = "use"] = this.actions;
    do {
      const page: { resources: string[]; next: string | null } = this.access.engine.listResources(
        this.actor.subject,
        action,
        "agent",
        { limit: PAGE, after },
        this.context,
      );
      ids.push(...page.resources.map((name) => name.slice("agent:".length)));
      after = page.next;
      if (after !== null && ids.length >= FEW) return undefined;
    } while (after !== null);
    return ids;
  }

  private async byIds(ids: string[], after: AgentPlace | undefined, limit: number): Promise<Page> {
    const wanted = ids.filter((id) => this.isWanted(id));
    const found: ListedAgentRow[] = [];
    for (let from = 0; from < wanted.length; from += PAGE) {
      const piece = wanted.slice(from, from + PAGE);
      found.push(
        ...(await listAgentRowsOf(this.parts.store.db, this.actor.organization, piece, this.filter, after, limit + 1)),
      );
    }
    found.sort((a, b) => b.updated_at - a.updated_at || (a.id < b.id ? -1 : 1));
    const rows = found.slice(0, limit);
    return { rows, next: found.length > limit ? placeOfRow(rows.at(-1)) : undefined };
  }

  private async byIndex(after: AgentPlace | undefined, limit: number): Promise<Page> {
    const rows: ListedAgentRow[] = [];
    let place = after;
    for (let seen = 0; seen < MOST_ROWS; ) {
      const piece = await listAgentRows(this.parts.store.db, this.actor.organization, this.filter, place, PAGE);
      seen += piece.length;
      for (const row of piece) {
        if (!this.isWanted(row.id)) continue;
        if (rows.length === limit) return { rows, next: placeOfRow(rows.at(-1)) };
        rows.push(row);
      }
      if (piece.length < PAGE) return { rows, next: undefined };
      place = placeOfRow(piece.at(-1));
    }
    return { rows, next: place };
  }

  private isWanted(id: string): boolean {
    const resource = `agent:${id}`;
    const questions = this.actions.map((action) => ({
      subject: this.actor.subject,
      action,
      resource,
      context: this.context,
    }));
    if (!this.access.engine.checkMany(questions).every((answer) => answer.allowed)) return false;
    switch (this.owner) {
      case "me":
        return this.ownerOf(resource) === this.actor.subject;
      case "shared":
        return this.ownerOf(resource) !== this.actor.subject && !isPlainlyPublic(this.access, resource);
      case "organization":
        return isPlainlyPublic(this.access, resource);
      default:
        return true;
    }
  }

  async itemsOf(rows: readonly ListedAgentRow[]): Promise<AgentItem[]> {
    const owners = new Map(rows.map((row) => [row.id, this.ownerOf(`agent:${row.id}`)]));
    const known = [...new Set(owners.values())].filter((owner) => owner !== undefined);
    const names = await this.parts.people?.names(this.actor.organization, known);
    return rows.map((row) => {
      const resource = `agent:${row.id}`;
      const owner = owners.get(row.id);
      return itemOf(row, {
        isPublic: isPlainlyPublic(this.access, resource),
        isEditable: this.access.may(this.actor, "update", resource, this.context),
        ownerName: owner === undefined ? undefined : names?.get(owner)?.name,
      });
    });
  }

  private ownerOf(resource: string): string | undefined {
    return this.access.engine.describe(resource)?.owner;
  }
}

const placeOfRow = (row: ListedAgentRow | undefined): AgentPlace | undefined =>
  row && { updatedAt: row.updated_at, id: row.id };

function placeOf(text: string): AgentPlace {
  const [updatedAt, id] = JSON.parse(text);
  return { updatedAt, id };
}
