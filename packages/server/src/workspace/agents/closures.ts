import { type Change, EngineError } from "@gatehouse/engine";
import { audienceBeside, type ClosureThing, closureOf, growthBy, isNobody } from "../../access/closure.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Models } from "../models/models.ts";
import type { WorkspaceParts } from "../parts.ts";
import { findProject } from "../projects/queries.ts";
import { requireFound } from "../reachable/requireFound.ts";
import type { Closure, Preview, PreviewBody, ProjectClosure, Travelling } from "./closureSchemas.ts";
import { modeChange } from "./fileModes.ts";
import { type AgentRow, findAgent, findAgentById } from "./queries.ts";
import { type Agents, agentName } from "./service.ts";
import { attachingAgent } from "./subAgents.ts";
import { mayView, namesOf, toldOf, withNames } from "./travelling.ts";

/** What travels with an agent, for whoever is about to share it, or to add something to one that is shared. */
export class Closures {
  private readonly parts: WorkspaceParts;
  private readonly agents: Agents;
  private readonly models: Models;

  constructor(parts: WorkspaceParts, agents: Agents, models: Models) {
    this.parts = parts;
    this.agents = agents;
    this.models = models;
  }

  /** For whoever may `share` or `update` it. @throws {Problem} `resource-not-found`, `forbidden` */
  async find(actor: Actor, id: string): Promise<Closure> {
    const access = this.parts.access.of(actor);
    const row = await this.require(access, actor, id);
    const { things, isWhole, fingerprint } = await closureOf(
      this.parts.store.db,
      this.parts.access,
      access,
      agentName(row),
    );
    const told = await withNames(this.parts, this.models, access.id, toldOf(access, actor, things));
    return { closure: fingerprint, things: [...told, ...(await this.modelThatIsNotAttached(row, things))], isWhole };
  }

  /** What travels with the agents of a project, for whoever may `share` or `update` the project. @throws {Problem} `resource-not-found`, `forbidden` */
  async ofProject(actor: Actor, id: string): Promise<ProjectClosure> {
    const { access: organizations, store } = this.parts;
    const access = organizations.of(actor);
    const row = await findProject(store.db, actor.organization, id);
    const action = row && access.may(actor, "update", `project:${row.id}`) ? "update" : "share";
    const project = requireFound(access, actor, action, "project", row, (found) => found.id);
    const travels = await closureOf(store.db, organizations, access, `project:${project.id}`);
    const told = travels.agents.map(({ things }) => toldOf(access, actor, things));
    const named = await withNames(this.parts, this.models, access.id, told.flat());
    const known = travels.agents.map(({ agent }) => agent).filter((agent) => mayView(access, actor, agent));
    const names = await namesOf(this.parts, this.models, access.id, known);
    const left = [...named];
    const agents = travels.agents.map(({ agent }, index) => ({
      resource: known.includes(agent) ? agent : null,
      name: names.get(agent) ?? null,
      things: left.splice(0, told[index]?.length),
    }));
    return { closure: travels.fingerprint, agents, count: travels.holds.length, isWhole: travels.isWhole };
  }

  /**
   * What a write would add, and who gets it; nothing is written.
   * @throws {Problem} what the write would be refused with
   */
  async preview(actor: Actor, id: string, wish: PreviewBody): Promise<Preview> {
    const access = this.parts.access.of(actor);
    const { agent, changes } = await this.agents.suppose(actor, id, wish);
    for (const { file_id, mode } of wish.files)
      changes.push(...(await modeChange(this.parts.store.db, access, actor, agent, { fileId: file_id, mode })));
    for (const one of wish.agents)
      changes.push(...(await attachingAgent(this.parts.store.db, access, actor, agent, one)));
    const { fingerprint, told } = await this.supposing(access, actor, agent, changes);
    const named = await withNames(this.parts, this.models, access.id, told);
    const unnamed = [...fresh("file", wish.new_files, actor), ...fresh("tool", wish.new_tools, actor)];
    const audience = audienceBeside(access, actor, agent);
    return {
      closure: unnamed.length > 0 ? null : fingerprint,
      grows: named.length + unnamed.length > 0 && !isNobody(audience),
      adds: [...named, ...unnamed],
      audience,
    };
  }

  /** @throws {Problem} `change-refused` where somebody else was quicker, and the changes fit no more */
  private async supposing(access: OrganizationAccess, actor: Actor, agent: string, changes: readonly Change[]) {
    try {
      const { access: organizations, store } = this.parts;
      const { after, adds } = await growthBy(store.db, organizations, access, agent, changes);
      const told = access.engine.suppose(changes, () => toldOf(access, actor, adds));
      return { fingerprint: after.fingerprint, told };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      throw problem("change-refused", { detail: error.message, cause: error });
    }
  }

  private async require(access: OrganizationAccess, actor: Actor, id: string): Promise<AgentRow> {
    const { db } = this.parts.store;
    const isPublic = id.startsWith("agent_");
    const row = await (isPublic ? findAgent : findAgentById)(db, actor.organization, id);
    const action = row && access.may(actor, "update", agentName(row)) ? "update" : "share";
    return requireFound(access, actor, action, "agent", row, (found) => found.id);
  }

  /** One that was not there, or not for whoever wrote the agent, is kept by name. */
  private async modelThatIsNotAttached(row: AgentRow, things: readonly ClosureThing[]): Promise<Travelling[]> {
    const resource = (await this.models.of(row.organization_id)).resourceOf(row.provider, row.model) ?? null;
    if (row.model === null || things.some(({ thing }) => thing === resource)) return [];
    const held = resource === null ? undefined : this.parts.access.of(row.organization_id).engine.describe(resource);
    return [
      {
        resource,
        type: "model",
        name: `${row.provider}/${row.model}`,
        mode: "own",
        attachedBy: null,
        attachedByName: null,
        works: resource !== null,
        reason: resource === null ? "not-configured" : null,
        ...(held && { isRestricted: held.restricted }),
        through: [],
      },
    ];
  }
}

/** Things that are still to be made: the agent is lent them. */
const fresh = (type: string, count: number, { subject }: Actor): Travelling[] =>
  Array.from({ length: count }, () => ({
    resource: null,
    type,
    name: null,
    mode: "lent",
    attachedBy: subject,
    attachedByName: null,
    works: true,
    reason: null,
    through: [],
  }));
