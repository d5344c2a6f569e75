import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { type Actor, withoutKey } from "../../http/actor.ts";
import { problem, type Violation } from "../../http/problem.ts";
import type { ToolResources } from "../agents/schemas.ts";
import { type Agents, agentName } from "../agents/service.ts";
import { toolResourcesOf } from "../agents/toolResources.ts";
import type { Model } from "../models/model.ts";
import type { Models } from "../models/models.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { parsed } from "../shapes.ts";
import type { Need } from "./rights.ts";
import { MOST_ROUNDS } from "./rounds.ts";
import type { ChatBody } from "./schemas.ts";

/** Whom a message is for. */
export interface Target {
  endpoint: string;
  /** The agent's public id; null for a plain model. */
  agentId: string | null;
  /** What the conversation's row says; null for an agent, whose model is its own matter. */
  modelName: string | null;
  model: Model;
  sender: string;
  /** INVARIANT: for the model only. Never into a row, a frame, a title, an error or a log. */
  instructions: string | null;
  parameters: Record<string, unknown>;
  /** What lends it files and tools; null for a plain model. */
  agent: { resource: string; toolResources: ToolResources; mostRounds: number } | null;
  needs: Need[];
}

/** What of a body says whom it is for. */
type Addressed = Omit<ChatBody, "text">;

export interface Sources extends Pick<WorkspaceParts, "store"> {
  access: OrganizationAccess;
  agents: Agents;
  models: Models;
}

/** What LibreChat's client sends where a model answers without an agent. */
const EPHEMERAL = "ephemeral";

/**
 * Talking to an agent takes `use` on it; and, since its model is attached as `own`, `use` on the model by the person: in their own right, where a key
 * covers the agent.
 * @throws {Problem} the refusal; `model-not-available` alike for a model that is not configured and one that is not for this person
 */
export async function targetOf(
  { store, access, agents, models }: Sources,
  actor: Actor,
  endpoint: string | undefined,
  body: Addressed,
): Promise<Target> {
  const name = endpoint ?? body.endpoint ?? (body.agent_id == null ? undefined : "agents");
  if (endpoint !== undefined && body.endpoint != null && endpoint !== body.endpoint)
    throw problem("request-invalid", { detail: "`endpoint` is another than that of the address" });
  if (name === "agents") {
    if (body.agent_id == null) throw problem("request-invalid", { detail: "`agent_id` must say which agent" });
    const row = await agents.require(store.db, access, actor, "use", body.agent_id, WITHOUT_CAPABILITIES);
    const known = await models.of(actor.organization);
    const model = requireModel(access, withoutKey(actor), known.find(row.provider, row.model));
    return {
      endpoint: "agents",
      agentId: row.public_id,
      modelName: null,
      model,
      sender: row.name ?? "Agent",
      instructions: row.instructions,
      parameters: { ...parametersOf(parsed(row.model_parameters)) },
      agent: {
        resource: agentName(row),
        toolResources: toolResourcesOf(row.tool_resources),
        mostRounds: Math.min(row.recursion_limit ?? MOST_ROUNDS, MOST_ROUNDS),
      },
      needs: [need("use", agentName(row)), { ...need("use", model.resource), beyondKey: true }],
    };
  }
  if (body.agent_id != null && body.agent_id !== EPHEMERAL)
    throw problem("request-invalid", { detail: "`agent_id` is for the endpoint `agents`" });
  if (name === undefined || body.model == null)
    throw problem("request-invalid", { detail: "`endpoint` and `model`, or `agent_id`, must say who is to answer" });
  const found = (await models.of(actor.organization)).find(name, body.model);
  const model = requireModel(access, actor, found, { type: "illegal_model_request" });
  const { temperature, top_p, frequency_penalty, presence_penalty, max_tokens, stop } = body;
  return {
    endpoint: name,
    agentId: null,
    modelName: model.name,
    model,
    sender: model.label,
    instructions: body.promptPrefix ?? null,
    parameters: Object.fromEntries(
      Object.entries({ temperature, top_p, frequency_penalty, presence_penalty, max_tokens, stop }).filter(
        ([, value]) => value != null,
      ),
    ),
    agent: null,
    needs: [need("use", model.resource)],
  };
}

const need = (action: string, resource: string): Need => ({ action, resource, context: WITHOUT_CAPABILITIES });

/**
 * @param violation counted where it is they who named the model
 * @throws {Problem} `model-not-available` alike for one that is not configured and one that is not for this person
 */
export function requireModel(
  access: OrganizationAccess,
  actor: Actor,
  model: Model | undefined,
  violation?: Violation,
): Model {
  const resource = model?.resource ?? "model:-";
  const answer = access.check(actor, "use", resource, WITHOUT_CAPABILITIES);
  if (model && answer.allowed) return model;
  if (answer.step === 2) access.require(actor, "use", resource, WITHOUT_CAPABILITIES);
  throw problem("model-not-available", violation && { violation });
}

const parametersOf = (stored: unknown): object => (typeof stored === "object" && stored !== null ? stored : {});
