import type { Committed } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import type { Agents, ClosureSeen } from "../agents/service.ts";
import { mayView } from "../agents/travelling.ts";
import type { WorkspaceParts } from "../parts.ts";
import type { Attached } from "./queries.ts";
import type { AttachedTool } from "./schemas.ts";
import { domainOf, functionsOf, toolName } from "./toolShape.ts";

/** Which tools an agent has, as its editors see and change it. */
export class AgentTools {
  private readonly parts: WorkspaceParts;
  private readonly agents: Agents;

  constructor(parts: WorkspaceParts, agents: Agents) {
    this.parts = parts;
    this.agents = agents;
  }

  /**
   * What whoever edits the agent works with: which functions it has, and by what id one is taken away. Whose tool it is not hears no more (ADR 0009).
   * @throws {Problem} `resource-not-found`, `forbidden` without `update` on the agent
   */
  async list(actor: Actor, agentId: string): Promise<AttachedTool[]> {
    const access = this.parts.access.of(actor);
    return (await this.agents.tools(actor, agentId)).map((row) => {
      const isKnown = mayView(access, actor, toolName(row));
      return {
        _id: row.id,
        mode: row.mode,
        // Where nothing else names it, it is called as its host is.
        name: isKnown ? row.name : null,
        domain: isKnown ? domainOf(row) : null,
        functions: functionsOf(row),
        may: access.engine.listActions(actor.subject, toolName(row), { ...(actor.key && { key: actor.key }) }),
      };
    });
  }

  /** @throws {Problem} `resource-not-found`; `forbidden`, `hand-on-refused` by the rules of attaching; `closure-grows` */
  attach(actor: Actor, agentId: string, { tool, mode }: Attached, seen: ClosureSeen): Promise<Committed<unknown>> {
    const decide = async (_tx: Tx, attached: readonly Attached[]) => ({
      tools: attached.some((one) => one.tool === tool)
        ? attached.map((one) => (one.tool === tool ? { tool, mode } : one))
        : [...attached, { tool, mode }],
    });
    return this.agents.changeTools(actor, agentId, decide, seen);
  }

  /** The tool stays. @throws {Problem} `resource-not-found`, `forbidden` */
  detach(actor: Actor, agentId: string, tool: string): Promise<Committed<unknown>> {
    return this.agents.changeTools(actor, agentId, async (_tx, attached) => ({ tools: without(attached, tool) }));
  }
}

/** @throws {Problem} `resource-not-found` where it has none such */
export function without(attached: readonly Attached[], tool: string): Attached[] {
  const left = attached.filter((one) => one.tool !== tool);
  if (left.length === attached.length) throw problem("resource-not-found");
  return left;
}
