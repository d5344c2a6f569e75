import { type Actor, withoutKey } from "../../http/actor.ts";
import type { Models } from "../models/models.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { type AgentWithModel, listModelsOfAgents } from "./queries.ts";

const PAGE = 500;

/** The agents that somebody can talk to at this moment. */
export class UsableAgents {
  private readonly parts: WorkspaceParts;
  private readonly models: Models;

  constructor(parts: WorkspaceParts, models: Models) {
    this.parts = parts;
    this.models = models;
  }

  /**
   * Those that the actor may use, with a model that they may use: exactly those that answer. By their ids.
   * Cost: grows with the agents that the actor may use; a query for each 500 of them.
   */
  async list(actor: Actor): Promise<AgentWithModel[]> {
    const access = this.parts.access.of(actor);
    const known = await this.models.of(actor.organization);
    const context = { ...WITHOUT_CAPABILITIES, ...(actor.key && { key: actor.key }), now: this.parts.now() };
    const owner = withoutKey(actor);
    const found: AgentWithModel[] = [];
    let after: string | null = null;
    do {
      const asked = { limit: PAGE, after };
      const page: { resources: string[]; next: string | null } = await access.inTurn(actor, () =>
        access.engine.listResources(actor.subject, "use", "agent", asked, context),
      );
      const ids = page.resources.map((resource) => resource.slice("agent:".length));
      const rows = ids.length === 0 ? [] : await listModelsOfAgents(this.parts.store.db, actor.organization, ids);
      for (const row of rows) {
        const model = known.resourceOf(row.provider, row.model);
        if (model !== undefined && access.may(owner, "use", model, WITHOUT_CAPABILITIES)) found.push(row);
      }
      after = page.next;
    } while (after !== null);
    return found;
  }

  /** One of them, of which it is known already that they may use it; undefined: it was deleted meanwhile. */
  async rowOf({ organization }: Actor, resource: string): Promise<AgentWithModel | undefined> {
    const [row] = await listModelsOfAgents(this.parts.store.db, organization, [resource.slice("agent:".length)]);
    return row;
  }
}
