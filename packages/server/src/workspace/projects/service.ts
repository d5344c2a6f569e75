import { contextOf, puttingUnder, requireMay } from "../../access/index.ts";
import type { Committed } from "../../access/organizationAccess.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent, searchText } from "../../store/index.ts";
import { requireConversation } from "../conversations/conversationAccess.ts";
import type { Conversation } from "../conversations/schemas.ts";
import { showConversation } from "../conversations/showConversations.ts";
import { edited } from "../edited.ts";
import type { WorkspaceParts } from "../parts.ts";
import { ProjectContents } from "./contents.ts";
import { listProjects } from "./listProjects.ts";
import { placedConversation } from "./placing.ts";
import { ownersOf, projectName, projectOf } from "./projectShape.ts";
import { countInProject, findProject, insertProject, type ProjectRow, updateProject } from "./queries.ts";
import { requireProject } from "./requireProject.ts";
import type { ChangedProject, NewProject, ProjectListQuery, ProjectPatch, WholeProject } from "./schemas.ts";

/** Throws unless the caller's `If-Match` names this version. */
export type RequireVersion = (version: number) => void;

/** Parents that an answer names; a project has few. */
const MOST_PARENTS = 64;

/** Projects: containers, one within another, whose grants pass down to what lies in them. */
export class Projects {
  readonly contents: ProjectContents;
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    this.contents = new ProjectContents(parts);
  }

  /** One that belongs to the caller. @throws {Problem} `resource-not-found`, `forbidden` for a parent that one may not change */
  async create(actor: Actor, wish: NewProject): Promise<Committed<{ project: WholeProject; version: number }>> {
    if (isOperator(actor)) throw problem("forbidden", { detail: "a project needs an account that owns it" });
    const access = this.parts.access.of(actor);
    const { revision, result: row } = await access.commit(actor, async (tx) => {
      access.require(actor, "create", "project");
      const at = this.parts.now();
      const row = await insertProject(tx, {
        organization_id: actor.organization,
        id: newId(at),
        name: wish.name,
        description: wish.description ?? "",
        author: actor.subject,
        search_text: searchText(wish.name),
        created_at: at,
        updated_at: at,
      });
      const resource = projectName(row);
      const added = { kind: "resource-added", resource, owner: actor.subject, state: "active" } as const;
      if (wish.parentId == null) return { changes: [added], result: row };
      await requireProject(tx, access, actor, "view", wish.parentId);
      const parent = `project:${wish.parentId}`;
      // The project must be there before the rules can say where it may lie.
      const placed = access.engine.suppose([added], () => puttingUnder(access, actor, resource, parent));
      return { changes: [added, placed], result: row };
    });
    return { revision, result: { project: await this.whole(actor, row), version: row.version } };
  }

  /** @throws {Problem} `resource-not-found`, `forbidden` */
  async find(actor: Actor, projectId: string): Promise<{ project: WholeProject; version: number }> {
    const { access, store } = this.parts;
    const row = await requireProject(store.db, access.of(actor), actor, "view", projectId);
    return { project: await this.whole(actor, row), version: row.version };
  }

  list(actor: Actor, query: ProjectListQuery) {
    return listProjects(this.parts, actor, query);
  }

  /** Writes what differs; what differs in nothing is no write. */
  async patch(
    actor: Actor,
    projectId: string,
    patch: ProjectPatch,
    requireVersion: RequireVersion,
  ): Promise<Committed<{ project: ChangedProject; version: number }>> {
    const access = this.parts.access.of(actor);
    const { revision, result: row } = await access.commit(actor, async (tx) => {
      const row = await requireProject(tx, access, actor, "update", projectId);
      requireVersion(row.version);
      const { name = row.name, description = row.description } = patch;
      if (name === row.name && description === row.description) return { changes: [], result: row };
      const updated_at = Math.max(this.parts.now(), row.updated_at);
      const values = { name, description, search_text: searchText(name), updated_at };
      const fields = (["name", "description"] as const).filter((field) => values[field] !== row[field]);
      await noteEvent(tx, edited(actor, "project-edited", projectName(row), fields));
      return { changes: [], result: await updateProject(tx, actor.organization, row.id, values) };
    });
    const project = await this.whole(actor, row);
    if (project.may.includes("view")) return { revision, result: { project, version: row.version } };
    const { name: _, description: __, user: ___, ownerName: ____, ...unread } = project;
    return { revision, result: { project: { ...unread, ...patch }, version: row.version } };
  }

  /** What lies in it stays, and is its owners'. @returns how many conversations lay in it */
  remove(actor: Actor, projectId: string, requireVersion: RequireVersion): Promise<Committed<number>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      const row = await requireProject(tx, access, actor, "delete", projectId);
      requireVersion(row.version);
      const resource = projectName(row);
      requireMay(access, actor, (may) => may.deleteResource(actor.subject, resource, contextOf(actor)));
      const result = await countInProject(tx, actor.organization, resource, "conversation");
      const { changes, removed } = access.engine.removalOf(resource);
      await this.parts.access.removed(tx, actor.organization, removed);
      return { changes, result };
    });
  }

  /** LibreChat's way: a conversation lies in one project, or in none. */
  async moveConversation(
    actor: Actor,
    conversationId: string,
    projectId: string | null,
  ): Promise<Committed<Conversation>> {
    const access = this.parts.access.of(actor);
    const { revision, result: row } = await access.commit(actor, async (tx) => {
      const row = await requireConversation(tx, access, actor, "view", conversationId);
      const changes = await placedConversation(tx, this.parts.access, actor, row, projectId);
      return { changes, result: row };
    });
    return { revision, result: await showConversation(this.parts.store.db, access, actor, row) };
  }

  private async whole(actor: Actor, row: ProjectRow): Promise<WholeProject> {
    const access = this.parts.access.of(actor);
    const resource = projectName(row);
    const whose = await ownersOf(this.parts, access, actor, [resource]);
    return {
      ...projectOf(row),
      ownerName: whose(resource).ownerName,
      may: access.engine.listActions(actor.subject, resource, { ...(actor.key && { key: actor.key }) }),
      parents: await this.parentsOf(actor, resource),
    };
  }

  /** Those that the actor may view. */
  private async parentsOf(actor: Actor, resource: string): Promise<{ _id: string; name: string }[]> {
    const access = this.parts.access.of(actor);
    const parents = access.engine.describe(resource)?.parents ?? [];
    const found = [];
    for (const parent of parents.slice(0, MOST_PARENTS)) {
      if (!access.may(actor, "view", parent)) continue;
      const row = await findProject(this.parts.store.db, actor.organization, parent.slice("project:".length));
      if (row) found.push({ _id: row.id, name: row.name });
    }
    return found;
  }
}
