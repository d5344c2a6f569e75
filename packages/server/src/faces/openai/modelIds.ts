import type { Access } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { Problem, problem } from "../../http/problem.ts";
import type { AgentWithModel, Target, Workspace } from "../../workspace/index.ts";
import type { ListedModel } from "./schemas.ts";

export interface ModelIdParts {
  access: Access;
  workspace: Pick<Workspace, "models" | "usableAgents" | "directAnswers">;
}

const AGENT = "agent:";

/** What stands where a client names a model: `endpoint/model`, or `agent:<public id>`. What is listed can be called, and nothing else. */
export class ModelIds {
  private readonly parts: ModelIdParts;

  constructor(parts: ModelIdParts) {
    this.parts = parts;
  }

  async list(actor: Actor): Promise<ListedModel[]> {
    return [...(await this.listModels(actor)), ...(await this.listAgents(actor))];
  }

  async listAgents(actor: Actor): Promise<ListedModel[]> {
    const agents = await this.parts.workspace.usableAgents.list(actor);
    return agents.map(listedAgent);
  }

  /** One of those that are listed. @throws {Problem} as {@link target} */
  async find(actor: Actor, id: string, onlyAgents: boolean): Promise<ListedModel> {
    const { agent, endpoint, modelName } = await this.target(actor, id, onlyAgents);
    if (!agent) return listed(`${endpoint}/${modelName}`, 0, endpoint);
    const row = await this.parts.workspace.usableAgents.rowOf(actor, agent.resource);
    if (!row) throw notAvailable(id);
    return listedAgent(row);
  }

  private async listModels(actor: Actor): Promise<ListedModel[]> {
    const known = await this.parts.workspace.models.of(actor.organization);
    const usable = Object.entries(known.usableBy(this.parts.access.of(actor), actor));
    return usable.flatMap(([endpoint, models]) =>
      models
        .map((model) => ({ id: `${endpoint}/${model}`, model }))
        // Of two that can be read alike the first answers.
        .filter(({ id, model }) => {
          const named = known.named(id);
          return named?.endpoint === endpoint && named.model === model;
        })
        .map(({ id }) => listed(id, 0, endpoint)),
    );
  }

  /**
   * Whom a request is for.
   * @param onlyAgents then an agent may stand without `agent:`, and nothing else is meant
   * @throws {Problem} `model-not-available` alike for one that is not there and one that is not for this caller; why they may use nothing at all
   */
  async target(actor: Actor, id: string, onlyAgents: boolean): Promise<Target> {
    const named = id.startsWith(AGENT)
      ? { agent: id.slice(AGENT.length) }
      : onlyAgents
        ? { agent: id }
        : (await this.parts.workspace.models.of(actor.organization)).named(id);
    if (!named) throw notAvailable(id);
    try {
      return await this.parts.workspace.directAnswers.target(actor, named);
    } catch (error) {
      throw error instanceof Problem && isAboutTheOne(error) ? notAvailable(id, error) : error;
    }
  }
}

/** A refusal that would tell, if it were told as it is, that there is one of this name. */
const isAboutTheOne = ({ code }: Problem): boolean =>
  code === "resource-not-found" || code === "forbidden" || code === "model-not-available";

const notAvailable = (id: string, { refused }: Partial<Problem> = {}): Problem =>
  problem("model-not-available", {
    detail: `The model \`${id.slice(0, 200)}\` does not exist, or is not for you. \`GET /v1/models\` lists those that are.`,
    extra: { errors: [{ path: "model" }] },
    ...(refused && { refused }),
  });

const listedAgent = ({ public_id, created_at }: AgentWithModel): ListedModel =>
  listed(`${AGENT}${public_id}`, Math.floor(Number(created_at) / 1_000), "agents");

const listed = (id: string, created: number, owned_by: string): ListedModel => ({
  id,
  object: "model",
  created,
  owned_by,
});
