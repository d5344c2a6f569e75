import type { Context } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../../access/organizationAccess.ts";
import { type Actor, withoutKey } from "../../../http/actor.ts";
import type { ModelCall, ModelFunction } from "../../models/model.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../../parts.ts";
import type { Operation } from "../openapi/document.ts";
import { type Attached, findOperations, findTool, listAttached } from "../queries.ts";
import { functionName, operationsOf, toolName } from "../toolShape.ts";
import { callOperation } from "./callOperation.ts";

/** OpenAI's; functions beyond it are left out. */
const MOST_FUNCTIONS = 128;

/** A thing that a call needs the right to while it is under way. */
export interface CallNeed {
  action: string;
  resource: string;
  context: Context;
}

/** The functions of an agent's tools, for one person who talks to it: as far as their own rights go, where a key covers the agent. */
export class AgentFunctions {
  readonly list: readonly ModelFunction[];
  private readonly parts: WorkspaceParts;
  private readonly actor: Actor;
  private readonly agent: string;
  private readonly places: ReadonlyMap<string, { tool: string; operation: string }>;
  private readonly underWay = new Set<readonly CallNeed[]>();

  private constructor(
    parts: WorkspaceParts,
    actor: Actor,
    agent: string,
    found: readonly { tool: string; operation: Operation }[],
  ) {
    this.parts = parts;
    this.actor = actor;
    this.agent = agent;
    const some = found.slice(0, MOST_FUNCTIONS);
    this.list = some.map(({ tool, operation: { name, description, schema } }) => ({
      name: functionName({ id: tool }, name),
      description,
      parameters: schema,
    }));
    this.places = new Map(
      some.map(({ tool, operation }) => [
        functionName({ id: tool }, operation.name),
        { tool, operation: operation.name },
      ]),
    );
  }

  /** Those of the tools that the person may have used by this agent now. @param agent `agent:<id>` */
  static async of(parts: WorkspaceParts, asking: Actor, agent: string): Promise<AgentFunctions> {
    const actor = withoutKey(asking);
    const access = parts.access.of(actor);
    const { db } = parts.store;
    const found: { tool: string; operation: Operation }[] = [];
    const attached = await listAttached(db, actor.organization, agent);
    const usable = attached.filter((one) => isHeld(access, actor, needsOf(agent, one))).map(({ tool }) => tool);
    for (const row of await findOperations(db, actor.organization, usable))
      for (const operation of operationsOf(row)) found.push({ tool: row.id, operation });
    return new AgentFunctions(parts, actor, agent, found);
  }

  /** What the calls need that are under way: whoever loses one of these is not to hear what they bring. */
  get needs(): readonly (CallNeed & { beyondKey: true })[] {
    return [...this.underWay].flat().map((need) => ({ ...need, beyondKey: true as const }));
  }

  /**
   * Makes a call, if the person may now. What goes wrong is an answer, too: `error: …`.
   * INVARIANT: what comes back holds no secret and no address of this network.
   * @throws whatever `signal` was aborted with
   */
  async call({ name, arguments: given }: ModelCall, signal: AbortSignal): Promise<string> {
    const place = this.places.get(name);
    if (!place) return "error: there is no function of this name";
    // Read anew: what was changed meanwhile counts, and so does what was taken away.
    const { db } = this.parts.store;
    const attached = await listAttached(db, this.actor.organization, this.agent);
    const one = attached.find(({ tool }) => tool === place.tool);
    const row = await findTool(db, this.actor.organization, place.tool);
    const needs = one ? needsOf(this.agent, one) : [];
    if (!row || !one || !isHeld(this.parts.access.of(this.actor), this.actor, needs))
      return "error: this tool may not be used";
    this.underWay.add(needs);
    try {
      const operation = operationsOf(row).find((one) => one.name === place.operation);
      if (!operation) return "error: the tool was changed, and has no function of this name any more";
      return await callOperation(this.parts, { actor: this.actor, row, operation, given, agent: this.agent }, signal);
    } finally {
      this.underWay.delete(needs);
    }
  }
}

/** By way of the agent where it is lent; in their own right where it is not, and `execute` on the agent besides. */
export function needsOf(agent: string, { tool, mode }: Attached): CallNeed[] {
  const use = { action: "use", resource: toolName({ id: tool }) };
  if (mode === "lent") return [{ ...use, context: { ...WITHOUT_CAPABILITIES, via: [agent] } }];
  return [
    { ...use, context: WITHOUT_CAPABILITIES },
    { action: "execute", resource: agent, context: WITHOUT_CAPABILITIES },
  ];
}

export const isHeld = (access: OrganizationAccess, actor: Actor, needs: readonly CallNeed[]): boolean =>
  needs.every(({ action, resource, context }) => access.may(actor, action, resource, context));
