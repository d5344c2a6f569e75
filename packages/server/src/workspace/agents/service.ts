import type { Change } from "@gatehouse/engine";
import { nanoid } from "nanoid";
import { requireGrowthSeen } from "../../access/closureSeen.ts";
import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, requireMay } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { type JsonText, newId, noteEvent, searchText, type Tx } from "../../store/index.ts";
import { avatarOf, pictureIn } from "../avatars/picture.ts";
import { deleteAvatars } from "../avatars/queries.ts";
import { differing, edited } from "../edited.ts";
import type { Contents } from "../files/contents.ts";
import { type FileRow, type LentFileRow, listLentFiles } from "../files/queries.ts";
import type { Models } from "../models/models.ts";
import type { WorkspaceParts } from "../parts.ts";
import { isPlainlyPublic, ownerOf } from "../reachable/ownership.ts";
import { requireFound } from "../reachable/requireFound.ts";
import { type Attached, findListedTools } from "../tools/queries.ts";
import { filesToName, lendable } from "./agentFiles.ts";
import {
  type AgentFacts,
  type AgentThings,
  columnsOf,
  emptyAgent,
  shortOf,
  snapshotOf,
  versionOf,
  type WrittenColumns,
  wholeOf,
  writtenOf,
} from "./agentShape.ts";
import { attachable, attachedTools, MOST_TOOLS, toolsOf, writtenTools } from "./agentTools.ts";
import { attachmentChanges } from "./attachments.ts";
import { listAgents } from "./listAgents.ts";
import {
  type AgentRow,
  findAgent,
  findAgentById,
  findVersion,
  insertAgent,
  insertVersion,
  listVersions,
  updateAgent,
} from "./queries.ts";
import {
  type AgentListQuery,
  type AgentPatch,
  type AgentVersion,
  type AgentWish,
  MOST_FILES_OF_A_TOOL,
  type ShortAgent,
  type ToolName,
  type WholeAgent,
} from "./schemas.ts";
import { keeping, toolResourcesOf, writtenResources } from "./toolResources.ts";

export const agentName = (row: { id: string }): string => `agent:${row.id}`;

/** Throws unless the caller's `If-Match` names this version. */
export type RequireVersion = (version: number) => void;

/** The closure that it comes to, where the caller wants to be asked before others get more: access/closure.ts. */
export type ClosureSeen = string | undefined;

const anyVersion: RequireVersion = () => undefined;

/** What a change of an agent writes. */
interface Decided {
  columns: Partial<WrittenColumns>;
  /** What comes into being with it: known before anything is attached. */
  adding?: readonly Change[];
  /** Whether something is made for it, which has no name before. */
  isMade?: boolean;
  /** What goes with it, once the others are made. */
  ending?: (before: readonly Change[]) => Promise<readonly Change[]>;
}
/** A change that is thought of: fields of an agent, a version that comes back, tools beside those that it has. */
interface Supposed extends Pick<AgentPatch, "provider" | "model" | "tool_resources"> {
  version_index?: number | undefined;
  tools: readonly Attached[];
}
type ToolsDecided = Omit<Decided, "columns"> & { tools: readonly Attached[] };

/** As its row names them: in the order in which they came. */
function inOrderOf<One extends Attached>(row: Pick<AgentRow, "tools">, attached: readonly One[]): One[] {
  const places = new Map(toolsOf(row.tools).map(({ tool }, place) => [tool, place]));
  return attached.toSorted((a, b) => (places.get(a.tool) ?? MOST_TOOLS) - (places.get(b.tool) ?? MOST_TOOLS));
}

/** An uploaded picture is of the agent that it was uploaded for. @throws {Problem} `request-invalid` */
function requireOwnPicture(present: JsonText | null, { avatar = null }: Partial<WrittenColumns>): void {
  const named = pictureIn(avatar);
  if (named !== null && named !== pictureIn(present))
    throw problem("request-invalid", { detail: "`avatar`: a picture of an agent is uploaded for it" });
}

/** Agents: made by whoever may, seen by whoever may use them, and written by whoever may update them. */
export class Agents {
  private readonly parts: WorkspaceParts;
  private readonly models: Models;
  private readonly contents: Contents;

  constructor(parts: WorkspaceParts, models: Models, contents: Contents) {
    this.parts = parts;
    this.contents = contents;
    this.models = models;
  }

  /** @throws {Problem} `feature-off` without AGENTS.USE and CREATE */
  async create(actor: Actor, wish: AgentWish): Promise<Committed<WholeAgent>> {
    const written = { ...emptyAgent, provider: wish.provider, model: wish.model, ...columnsOf(wish) };
    requireOwnPicture(null, written);
    const { revision, result: row } = await this.add(actor, async () => written);
    return { revision, result: await this.whole(actor, row) };
  }

  /** A copy that belongs to the caller, without grants. @throws {Problem} unless the caller may `update` it and create one */
  async duplicate(actor: Actor, publicId: string): Promise<Committed<WholeAgent>> {
    const { revision, result: row } = await this.add(actor, async (tx, access, resource) => {
      const original = await this.require(tx, access, actor, "update", publicId);
      const name = `${original.name ?? ""} (${new Date(this.parts.now()).toISOString().slice(0, 16).replace("T", " ")})`;
      // LibreChat's rule: what other tools have stays with the original.
      const files = writtenResources(keeping(toolResourcesOf(original.tool_resources), () => true, ["context"]));
      const tool_resources = await lendable(tx, access, actor, { resource, isNew: true }, files);
      const tools = await attachable(tx, access, actor, { resource, isNew: true }, original.tools);
      // A picture is one agent's: whoever sees the copy may not see the original.
      const avatar = pictureIn(original.avatar) === null ? original.avatar : null;
      return { ...writtenOf(original), name, avatar, tool_resources, tools };
    });
    return { revision, result: await this.whole(actor, row) };
  }

  /** What whoever may `use` it sees; never its instructions. @throws {Problem} `resource-not-found`, `forbidden` */
  async short(actor: Actor, publicId: string): Promise<{ agent: ShortAgent; version: number }> {
    const { access, store } = this.parts;
    const row = await this.require(store.db, access.of(actor), actor, "use", publicId);
    return { agent: shortOf(row, actor.subject, await this.factsOf(actor, row)), version: row.version };
  }

  async expanded(actor: Actor, publicId: string): Promise<{ agent: WholeAgent; version: number }> {
    const row = await this.require(this.parts.store.db, this.parts.access.of(actor), actor, "update", publicId);
    const things = await this.thingsOf(row);
    return { agent: wholeOf(row, actor.subject, await this.factsOf(actor, row), things), version: row.version };
  }

  async versions(actor: Actor, publicId: string): Promise<AgentVersion[]> {
    const { db } = this.parts.store;
    const row = await this.require(db, this.parts.access.of(actor), actor, "update", publicId);
    return this.versionsOf(row);
  }

  /** Writes what differs; what differs in nothing is no write, and makes no version. */
  patch(actor: Actor, publicId: string, patch: AgentPatch, requireVersion: RequireVersion, seen?: ClosureSeen) {
    const decide = async (_tx: Tx, row: AgentRow) => {
      const columns = columnsOf(patch);
      requireOwnPicture(row.avatar, columns);
      return { columns };
    };
    return this.change(actor, publicId, requireVersion, decide, seen);
  }

  /** Brings back an earlier version, as the newest one: nothing is lost. Files and tools that the actor may not lend stay away. @throws {Problem} `request-invalid` for an unknown one */
  revert(actor: Actor, publicId: string, index: number, requireVersion: RequireVersion, seen?: ClosureSeen) {
    return this.change(actor, publicId, requireVersion, (tx, row) => this.reverted(tx, actor, row, index), seen);
  }

  /** Shows it by an uploaded picture, whose row is written in the same transaction; the former one goes. */
  setPicture(
    actor: Actor,
    publicId: string,
    picture: string,
    insert: (tx: Tx, agent: string) => Promise<unknown>,
  ): Promise<Committed<WholeAgent>> {
    return this.change(actor, publicId, anyVersion, async (tx, row) => {
      await insert(tx, agentName(row));
      return { columns: { avatar: avatarOf(picture) } };
    });
  }

  /**
   * Lends it a file that is written in the same transaction.
   * @throws {Problem} `request-invalid` if the tool has its number of files; `closure-grows`
   */
  async link(
    actor: Actor,
    publicId: string,
    tool: ToolName,
    insert: (tx: Tx) => Promise<FileRow>,
    seen?: ClosureSeen,
  ): Promise<FileRow> {
    let file: FileRow | undefined;
    const decide = async (tx: Tx, row: AgentRow) => {
      file = await insert(tx);
      const resources = toolResourcesOf(row.tool_resources);
      const ids = resources[tool]?.file_ids ?? [];
      if (ids.length >= MOST_FILES_OF_A_TOOL)
        throw problem("request-invalid", {
          detail: `\`${tool}\` has ${MOST_FILES_OF_A_TOOL} files, which is the most`,
        });
      const linked = { ...resources, [tool]: { file_ids: [...ids, file.file_id] } };
      return { columns: { tool_resources: writtenResources(linked) }, isMade: true };
    };
    await this.change(actor, publicId, anyVersion, decide, seen);
    if (!file) throw new Error("the file that was just written is not there");
    return file;
  }

  /** Takes files from one of its tools, all of them or none; the files stay. @throws {Problem} `resource-not-found` */
  async unlink(actor: Actor, publicId: string, tool: ToolName, fileIds: readonly string[]): Promise<number> {
    const { revision } = await this.change(actor, publicId, anyVersion, async (_tx, row) => {
      const resources = toolResourcesOf(row.tool_resources);
      const ids = resources[tool]?.file_ids ?? [];
      if (!fileIds.every((id) => ids.includes(id))) throw problem("resource-not-found");
      const left = ids.filter((id) => !fileIds.includes(id));
      return { columns: { tool_resources: writtenResources({ ...resources, [tool]: { file_ids: left } }) } };
    });
    return revision;
  }

  /** What it is lent, for whoever may `update` it: {@link filesToName}. @throws {Problem} `resource-not-found`, `forbidden` */
  async files(actor: Actor, publicId: string): Promise<LentFileRow[]> {
    const { access, store } = this.parts;
    const row = await this.require(store.db, access.of(actor), actor, "update", publicId);
    return filesToName(store.db, access.of(actor), actor, agentName(row));
  }

  /**
   * Other tools for it, as a new version.
   * @param decide which it has then, of those that are attached now
   * @throws {Problem} what {@link attachingChanges} says
   */
  changeTools(
    actor: Actor,
    publicId: string,
    decide: (tx: Tx, attached: readonly Attached[], agent: string) => Promise<ToolsDecided>,
    seen?: ClosureSeen,
  ): Promise<Committed<WholeAgent>> {
    const decideAll = async (tx: Tx, row: AgentRow) => {
      const attached = await attachedTools(tx, actor.organization, agentName(row));
      const { tools, ...more } = await decide(tx, inOrderOf(row, attached), agentName(row));
      return { columns: { tools: writtenTools(tools) }, ...more };
    };
    return this.change(actor, publicId, anyVersion, decideAll, seen);
  }

  /** What is attached to it, for whoever may `update` it. @throws {Problem} `resource-not-found`, `forbidden` */
  async tools(actor: Actor, publicId: string) {
    const { access, store } = this.parts;
    const row = await this.require(store.db, access.of(actor), actor, "update", publicId);
    return inOrderOf(row, await attachedTools(store.db, actor.organization, agentName(row)));
  }

  /** With its versions, grants and favourites: contentCleanup.ts. */
  remove(actor: Actor, publicId: string, requireVersion: RequireVersion): Promise<Committed<null>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      const row = await this.require(tx, access, actor, "delete", publicId);
      requireVersion(row.version);
      requireMay(access, actor, (may) => may.deleteResource(actor.subject, agentName(row), contextOf(actor)));
      const { changes, removed } = access.engine.removalOf(agentName(row));
      await this.parts.access.removed(tx, actor.organization, removed);
      return { changes, result: null };
    });
  }

  /**
   * What a write would attach, by the rules that it would be asked by; nothing is written.
   * @throws {Problem} what the write would be refused with
   */
  async suppose(
    actor: Actor,
    publicId: string,
    { version_index, provider, model, tool_resources, tools }: Supposed,
  ): Promise<{ agent: string; changes: Change[] }> {
    const { access, store } = this.parts;
    const row = await this.require(store.db, access.of(actor), actor, "update", publicId);
    const agent = agentName(row);
    const before = writtenOf(row);
    const reverted =
      version_index === undefined ? {} : (await this.reverted(store.db, actor, row, version_index)).columns;
    const after = { ...before, ...reverted, ...columnsOf({ provider, model, tool_resources }) };
    if (tools.length > 0) {
      const named = new Map([...toolsOf(after.tools), ...tools].map(({ tool, mode }) => [tool, mode]));
      after.tools = writtenTools([...named].map(([tool, mode]) => ({ tool, mode })));
    }
    const writing = { actor, agent, adding: [], before, after };
    return { agent, changes: await attachmentChanges(store.db, access, this.models, writing) };
  }

  list(actor: Actor, query: AgentListQuery) {
    return listAgents(this.parts, actor, query);
  }

  /** The row, if the actor may: requireFound.ts. @throws {Problem} `resource-not-found`, `forbidden`, `feature-off` … */
  async require(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    action: string,
    publicId: string,
    context?: { capabilities: boolean },
  ): Promise<AgentRow> {
    const row = await findAgent(db, actor.organization, publicId);
    return requireFound(access, actor, action, "agent", row, ({ id }) => id, context);
  }

  private async add(
    actor: Actor,
    decide: (tx: Tx, access: OrganizationAccess, resource: string) => Promise<WrittenColumns>,
  ): Promise<Committed<AgentRow>> {
    if (isOperator(actor)) throw problem("forbidden", { detail: "an agent needs an account that owns it" });
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      access.require(actor, "create", "agent");
      const at = this.parts.now();
      const id = newId(at);
      const resource = agentName({ id });
      const written = await decide(tx, access, resource);
      const row = {
        ...written,
        organization_id: actor.organization,
        id,
        public_id: `agent_${nanoid(21)}`,
        author: actor.subject,
        search_text: searchText(written.name, written.description),
        created_at: at,
        updated_at: at,
      };
      await insertAgent(tx, row);
      await insertVersion(tx, actor.organization, {
        agentId: id,
        index: 0,
        snapshot: JSON.stringify(written),
        by: actor.subject,
        at,
      });
      const adding: Change[] = [{ kind: "resource-added", resource, owner: actor.subject, state: "active" }];
      const writing = { actor, agent: resource, adding, before: null, after: written };
      const changes = [...adding, ...(await attachmentChanges(tx, this.parts.access, this.models, writing))];
      const stored = await findAgent(tx, actor.organization, row.public_id);
      if (!stored) throw new Error("the agent that was just written is not there");
      return { changes, result: stored };
    });
  }

  private async change(
    actor: Actor,
    publicId: string,
    requireVersion: RequireVersion,
    decide: (tx: Tx, row: AgentRow) => Promise<Decided>,
    seen?: ClosureSeen,
  ): Promise<Committed<WholeAgent>> {
    const access = this.parts.access.of(actor);
    const { revision, result } = await access.commit(actor, async (tx) => {
      const row = await this.require(tx, access, actor, "update", publicId);
      requireVersion(row.version);
      const before = writtenOf(row);
      const { columns, adding = [], isMade = false, ending = async () => [] } = await decide(tx, row);
      const written = { ...before, ...columns };
      if (JSON.stringify(before) === JSON.stringify(written))
        return { changes: [...adding], result: { row, gone: [] } };
      const at = Math.max(this.parts.now(), row.updated_at);
      const kept = await updateAgent(tx, actor.organization, row.id, row.version, {
        ...written,
        search_text: searchText(written.name, written.description),
        updated_at: at,
      });
      if (!kept) throw problem("version-mismatch");
      await noteEvent(tx, edited(actor, "agent-edited", agentName(row), differing(before, written)));
      await insertVersion(tx, actor.organization, {
        agentId: row.id,
        index: row.version,
        snapshot: JSON.stringify(written),
        by: actor.subject,
        at,
      });
      const resource = agentName(row);
      const writing = { actor, agent: resource, adding, before, after: written };
      const changes = [...adding, ...(await attachmentChanges(tx, this.parts.access, this.models, writing))];
      changes.push(...(await ending(changes)));
      await requireGrowthSeen(
        { tx, organizations: this.parts.access, actor, seen },
        { agent: resource, changes, isMade },
      );
      const gone =
        before.avatar === written.avatar
          ? []
          : await deleteAvatars(tx, actor.organization, [resource], pictureIn(written.avatar));
      return { changes, result: { row: { ...row, ...written, version: row.version + 1, updated_at: at }, gone } };
    });
    await this.contents.forget(actor.organization, result.gone);
    return { revision, result: await this.whole(actor, result.row) };
  }

  private async reverted(tx: Tx, actor: Actor, row: AgentRow, index: number): Promise<Decided> {
    const version = await findVersion(tx, actor.organization, row.id, index);
    if (!version)
      throw problem("request-invalid", { detail: `\`version_index\`: the agent has no version \`${index}\`` });
    const written = snapshotOf(version.snapshot);
    const agent = { resource: agentName(row), isNew: false };
    const access = this.parts.access.of(actor);
    const tool_resources = await lendable(tx, access, actor, agent, written.tool_resources);
    const tools = await attachable(tx, access, actor, agent, written.tools);
    // Pictures are not kept with versions: what it is shown by now stays.
    return { columns: { ...written, avatar: row.avatar, tool_resources, tools } };
  }

  /** All of one that the actor owns, with its versions, also where they may not `use` agents; undefined where it is not theirs, or gone. */
  async own(actor: Actor, id: string): Promise<WholeAgent | undefined> {
    const row = await findAgentById(this.parts.store.db, actor.organization, id);
    const isOwn = row && ownerOf(this.parts.access.of(actor), agentName(row)) === actor.subject;
    return isOwn ? this.whole(actor, row) : undefined;
  }

  private async whole(actor: Actor, row: AgentRow): Promise<WholeAgent> {
    return wholeOf(
      row,
      actor.subject,
      await this.factsOf(actor, row),
      await this.thingsOf(row),
      await this.versionsOf(row),
    );
  }

  private async versionsOf(row: AgentRow): Promise<AgentVersion[]> {
    const { db } = this.parts.store;
    const versions = await listVersions(db, row.organization_id, row.id);
    const named = new Set(
      versions.flatMap(({ snapshot }) => toolsOf(snapshotOf(snapshot).tools)).map((one) => one.tool),
    );
    const rows = await findListedTools(db, row.organization_id, [...named]);
    const known = new Map(rows.map((tool) => [tool.id, tool]));
    return versions.map((version) => versionOf(version, row.created_at, known));
  }

  private async thingsOf(row: AgentRow): Promise<AgentThings> {
    const { db } = this.parts.store;
    const files = await listLentFiles(db, row.organization_id, agentName(row));
    const tools = inOrderOf(row, await attachedTools(db, row.organization_id, agentName(row)));
    return { files: files.map(({ file_id }) => file_id), tools };
  }

  private async factsOf(actor: Actor, row: AgentRow): Promise<AgentFacts> {
    const { access, people } = this.parts;
    const organization = access.of(actor);
    const resource = agentName(row);
    const owner = ownerOf(organization, resource);
    const names = owner === undefined ? undefined : await people?.names(actor.organization, [owner]);
    return {
      isPublic: isPlainlyPublic(organization, resource),
      may: organization.engine.listActions(actor.subject, resource, { ...(actor.key && { key: actor.key }) }),
      ownerName: owner === undefined ? undefined : names?.get(owner)?.name,
    };
  }
}
