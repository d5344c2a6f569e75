import type { Change } from "@gatehouse/engine";
import { requireMoreSeen } from "../../access/closureSeen.ts";
import { type Committed, type OrganizationAccess, personOf } from "../../access/organizationAccess.ts";
import { contextOf, requireMay } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent, type Tx } from "../../store/index.ts";
import { differing, edited } from "../edited.ts";
import type { WorkspaceParts } from "../parts.ts";
import { ownersOf } from "../projects/projectShape.ts";
import { requireFound } from "../reachable/requireFound.ts";
import { listTools } from "./listTools.ts";
import type { ReadDocument } from "./openapi/document.ts";
import { DocumentReader } from "./openapi/documentReader.ts";
import { hostInWords } from "./outbound/allowedHosts.ts";
import { Outbound } from "./outbound/outbound.ts";
import { findTool, insertTool, type ToolRow, updateTool } from "./queries.ts";
import type { NewTool, ReadBody, Tool, ToolListQuery, ToolPatch } from "./schemas.ts";
import { authOf, growthOf, listedOf, operationsOf, toolName } from "./toolShape.ts";
import { columnsOf, requireAgreement, type Wish } from "./writing.ts";

/** Throws unless the caller's `If-Match` names this version. */
export type RequireVersion = (version: number) => void;

/** What it comes to do, where the caller wants to be asked before others get more: access/closureSeen.ts. */
type ClosureSeen = string | undefined;

/** Tools: what agents call, made from OpenAPI documents; each its owner's, and others' as far as it is shared. */
export class Tools {
  private readonly parts: WorkspaceParts;
  private readonly documents = new DocumentReader();

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /** The same as if the operator allowed these hosts, for what is written: what tools send leaves by the one way out, which asks again. */
  asIfAllowed(hosts: readonly string[]): Tools {
    return new Tools({ ...this.parts, outbound: new Outbound(hosts) });
  }

  /** What a document says, without writing anything. @throws {Problem} `request-invalid`, `feature-off` */
  async read(actor: Actor, { spec, domain }: ReadBody) {
    this.parts.access.of(actor).require(actor, "MCP_SERVERS.USE");
    const read = await this.documents.read(spec, personOf(actor));
    if (domain !== undefined) requireAgreement(this.parts, read, domain);
    const url = new URL(read.origin);
    return {
      title: read.title,
      description: read.description,
      domain: hostInWords(url),
      functions: read.operations.map(functionOf),
      isAllowed: this.parts.outbound.allowed.allows(url),
    };
  }

  /** @throws {Problem} `request-invalid`; `feature-off` without MCP_SERVERS.USE and CREATE; `forbidden` for one of the organization's */
  async create(actor: Actor, wish: NewTool): Promise<Committed<{ tool: Tool; version: number }>> {
    const access = this.parts.access.of(actor);
    this.requireMaking(access, actor, wish.owner);
    const read = await this.documents.read(wish.spec, personOf(actor));
    const { revision, result: row } = await access.commit(actor, async (tx) => {
      const { row, adding } = await this.insert(tx, actor, wish, read);
      return { changes: adding, result: row };
    });
    return { revision, result: { tool: await this.whole(actor, row), version: row.version } };
  }

  /** Reads what a wish brings, before anything is written. @throws {Problem} `request-invalid` */
  async readWish(actor: Actor, { spec }: { spec?: string | undefined }): Promise<ReadDocument | undefined> {
    return spec === undefined ? undefined : this.documents.read(spec, personOf(actor));
  }

  /** Writes a new one, in a commit. @throws {Problem} as {@link create} */
  async insert(
    tx: Tx,
    actor: Actor,
    wish: Wish & Pick<NewTool, "owner">,
    read: ReadDocument,
  ): Promise<{ row: ToolRow; adding: Change[] }> {
    const access = this.parts.access.of(actor);
    this.requireMaking(access, actor, wish.owner);
    const at = this.parts.now();
    const id = newId(at);
    const row = await insertTool(tx, {
      ...columnsOf(this.parts, { organization: actor.organization, id, before: undefined }, wish, read),
      organization_id: actor.organization,
      id,
      author: isOperator(actor) ? "organization" : actor.subject,
      created_at: at,
      updated_at: at,
    });
    const owner = wish.owner ?? actor.subject;
    return { row, adding: [{ kind: "resource-added", resource: toolName(row), owner, state: "active" }] };
  }

  /** @throws {Problem} `resource-not-found`, `forbidden` */
  async find(actor: Actor, id: string): Promise<{ tool: Tool; version: number }> {
    const { access, store } = this.parts;
    const organization = access.of(actor);
    const found = await findTool(store.db, actor.organization, id);
    // Whoever may change it by capability sees what they change.
    const action = found && organization.may(actor, "update", toolName(found)) ? "update" : "use";
    const row = requireFound(organization, actor, action, "tool", found, (one) => one.id);
    return { tool: await this.whole(actor, row), version: row.version };
  }

  list(actor: Actor, query: ToolListQuery) {
    return listTools(this.parts, actor, query);
  }

  /** Writes what differs. A document for another host takes the key again. @throws {Problem} `request-invalid`, `resource-not-found`, `forbidden`, `closure-grows` */
  async patch(
    actor: Actor,
    id: string,
    patch: ToolPatch,
    requireVersion: RequireVersion,
    seen?: ClosureSeen,
  ): Promise<Committed<{ tool: Tool; version: number }>> {
    const access = this.parts.access.of(actor);
    // Asked before a document is read, and again when it is written.
    await this.require(this.parts.store.db, access, actor, "update", id);
    const read = await this.readWish(actor, patch);
    const { revision, result: row } = await access.commit(actor, async (tx) => ({
      changes: [],
      result: await this.update(tx, actor, id, patch, read, requireVersion, seen),
    }));
    return { revision, result: { tool: await this.whole(actor, row), version: row.version } };
  }

  /** In a commit. @throws {Problem} as {@link patch} */
  async update(
    tx: Tx,
    actor: Actor,
    id: string,
    wish: Wish,
    read: ReadDocument | undefined,
    requireVersion: RequireVersion,
    seen?: ClosureSeen,
  ): Promise<ToolRow> {
    const row = await this.require(tx, this.parts.access.of(actor), actor, "update", id);
    requireVersion(row.version);
    const written = columnsOf(this.parts, { organization: actor.organization, id, before: row }, wish, read);
    const isChanged = Object.entries(written).some(([column, value]) => row[column as keyof ToolRow] !== value);
    if (!isChanged) return row;
    const growing = { thing: toolName(row), ...growthOf(row, written), seen };
    requireMoreSeen(this.parts.access.of(actor), actor, growing);
    await noteEvent(tx, edited(actor, "tool-edited", toolName(row), differing(row, { ...row, ...written })));
    return updateTool(tx, actor.organization, id, {
      ...written,
      updated_at: Math.max(this.parts.now(), row.updated_at),
    });
  }

  /** Agents that had it have it no more. @throws {Problem} `resource-not-found`, `forbidden` */
  remove(actor: Actor, id: string, requireVersion: RequireVersion): Promise<Committed<null>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      const row = await this.require(tx, access, actor, "delete", id);
      requireVersion(row.version);
      return { changes: await this.removal(tx, actor, row), result: null };
    });
  }

  /** What removing one changes; its row goes. @throws {Problem} the refusal */
  async removal(tx: Tx, actor: Actor, row: { id: string }, after: readonly Change[] = []): Promise<Change[]> {
    const access = this.parts.access.of(actor);
    const { changes, removed } = access.engine.suppose([...after], () => {
      requireMay(access, actor, (may) => may.deleteResource(actor.subject, toolName(row), contextOf(actor)));
      return access.engine.removalOf(toolName(row));
    });
    await this.parts.access.removed(tx, actor.organization, removed);
    return changes;
  }

  /** The row, if the actor may. @throws {Problem} `resource-not-found`, `forbidden` */
  async require(db: Tx, access: OrganizationAccess, actor: Actor, action: string, id: string): Promise<ToolRow> {
    return requireFound(access, actor, action, "tool", await findTool(db, actor.organization, id), (row) => row.id);
  }

  /** @throws {Problem} `feature-off`, `forbidden` */
  private requireMaking(access: OrganizationAccess, actor: Actor, owner: NewTool["owner"]): void {
    if (owner === undefined) {
      if (isOperator(actor))
        throw problem("request-invalid", { detail: "`owner` must be `organization`: the operator owns nothing" });
      return void access.require(actor, "create", "tool");
    }
    access.require(actor, "manage:configs");
    requireMay(access, actor, (may) => may.create(actor.subject, "tool", { owner }, contextOf(actor)));
  }

  private async whole(actor: Actor, row: ToolRow): Promise<Tool> {
    const access = this.parts.access.of(actor);
    const resource = toolName(row);
    const whose = await ownersOf(this.parts, access, actor, [resource]);
    const mayUpdate = access.may(actor, "update", resource);
    const auth = authOf(row);
    return {
      ...listedOf(row, whose(resource)),
      functions: operationsOf(row).map(functionOf),
      isAllowed: this.parts.outbound.allowed.allows(new URL(row.origin)),
      may: isOperator(actor)
        ? ["use", "update", "delete", "share"]
        : access.engine.listActions(actor.subject, resource, { ...(actor.key && { key: actor.key }) }),
      ...(mayUpdate && { spec: row.spec, auth: { ...auth, hasKey: row.secret !== null } }),
    };
  }
}

const functionOf = ({ name, description, method, path }: ReadDocument["operations"][number]) => ({
  name,
  description,
  method,
  path,
});
