import type { Change } from "@gatehouse/engine";
import { requireGrowthSeen } from "../../access/closureSeen.ts";
import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, requireMay } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import type { WorkspaceParts } from "../parts.ts";
import { MOST_SUB_AGENTS } from "./closureSchemas.ts";
import { findAgent } from "./queries.ts";
import { type Agents, agentName, type ClosureSeen } from "./service.ts";

/** Another agent for an agent: lent, or for those who may use it themselves. */
interface Wish {
  /** As LibreChat's calls name it. */
  agent: string;
  mode: "own" | "lent";
}

/** Which other agents an agent has. Attaching one says what may be used by way of the other; nothing runs one in another yet. */
export class SubAgents {
  private readonly parts: WorkspaceParts;
  private readonly agents: Agents;

  constructor(parts: WorkspaceParts, agents: Agents) {
    this.parts = parts;
    this.agents = agents;
  }

  /** @throws {Problem} `resource-not-found`; `forbidden`, `hand-on-refused` by the rules of attaching; `closure-grows` */
  async attach(actor: Actor, agentId: string, wish: Wish, seen: ClosureSeen): Promise<Committed<null>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      const agent = agentName(await this.agents.require(tx, access, actor, "update", agentId));
      const changes = await attachingAgent(tx, access, actor, agent, wish);
      await requireGrowthSeen({ tx, organizations: this.parts.access, actor, seen }, { agent, changes });
      return { changes, result: null };
    });
  }

  /** @throws {Problem} `resource-not-found` where it has none such; `forbidden` */
  async detach(actor: Actor, agentId: string, otherId: string): Promise<Committed<null>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      const agent = agentName(await this.agents.require(tx, access, actor, "update", agentId));
      const other = await findAgent(tx, actor.organization, otherId);
      const thing = other && agentName(other);
      if (thing === undefined || !access.engine.attachmentsOf(agent).some((one) => one.thing === thing))
        throw problem("resource-not-found");
      requireMay(access, actor, (may) => may.detach(actor.subject, agent, thing, contextOf(actor)));
      return { changes: [{ kind: "attachment-removed", agent, thing }], result: null };
    });
  }
}

/** What attaches an agent to another one; nothing where it is attached so already. */
export async function attachingAgent(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  agent: string,
  { agent: otherId, mode }: Wish,
): Promise<Change[]> {
  const other = await findAgent(tx, actor.organization, otherId);
  if (!other) throw problem("resource-not-found");
  const thing = agentName(other);
  if (thing === agent) throw problem("request-invalid", { detail: "an agent cannot be attached to itself" });
  if (isOperator(actor)) throw problem("forbidden", { detail: "an agent is attached by an account" });
  requireMay(access, actor, (may) => may.attach(actor.subject, agent, thing, mode, contextOf(actor)));
  const has = access.engine.attachmentsOf(agent).filter((one) => one.thing.startsWith("agent:"));
  const former = has.find((one) => one.thing === thing);
  if (former?.mode === mode) return [];
  if (!former && has.length >= MOST_SUB_AGENTS)
    throw problem("request-invalid", { detail: `an agent has ${MOST_SUB_AGENTS} other agents at most` });
  return [{ kind: "attachment-set", agent, thing, mode, attachedBy: actor.subject }];
}
