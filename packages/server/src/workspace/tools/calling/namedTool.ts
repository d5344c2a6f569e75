import type { Actor } from "../../../http/actor.ts";
import { problem } from "../../../http/problem.ts";
import { type Agents, agentName } from "../../agents/service.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../../parts.ts";
import { requireFound } from "../../reachable/requireFound.ts";
import type { Operation } from "../openapi/document.ts";
import { findTool, listAttached, type ToolRow } from "../queries.ts";
import { codeOf, operationsOf, toolName } from "../toolShape.ts";
import { type CallNeed, isHeld, needsOf } from "./agentFunctions.ts";

/** A tool, and which of its functions, as an address names them: in one's own right, or by way of an agent. */
export interface NamedTool {
  row: ToolRow;
  /** Undefined: the tool as a whole was named. */
  operation: Operation | undefined;
  /** What calling it takes, all the time. */
  needs: readonly CallNeed[];
  /** `agent:…` */
  agent: string | undefined;
}

interface Naming {
  /** `64f0…` (the tool), or `getWeather_action_Ab12…` (a function of it, as models and LibreChat's list of tools name it). */
  toolId: string;
  /** The agent by which it is called, as its own calls name it. */
  agentId: string | undefined;
}

/**
 * What is named, if the actor may have it run. What is not there, and what they hold nothing on, are the same; also by way of an agent, where they
 * are not told which tools it has.
 * @throws {Problem} `resource-not-found`, `forbidden`, `feature-off`
 */
export async function requireNamedTool(
  parts: WorkspaceParts,
  agents: Agents,
  actor: Actor,
  { toolId, agentId }: Naming,
): Promise<NamedTool> {
  const access = parts.access.of(actor);
  access.require(actor, "MCP_SERVERS.USE");
  const name = partsOf(toolId);
  if (agentId === undefined) {
    const id = name.id ?? (await findByCode(parts, actor, name.code));
    const found = id === undefined ? undefined : await findTool(parts.store.db, actor.organization, id);
    const row = requireFound(access, actor, "use", "tool", found, (one) => one.id, WITHOUT_CAPABILITIES);
    const needs = [{ action: "use", resource: toolName(row), context: WITHOUT_CAPABILITIES }];
    return { row, operation: operationOf(row, name.operation), needs, agent: undefined };
  }
  const { db } = parts.store;
  const agent = agentName(await agents.require(db, access, actor, "execute", agentId, WITHOUT_CAPABILITIES));
  const attached = await listAttached(db, actor.organization, agent);
  const one = attached.find(({ tool }) => tool === name.id || codeOf({ id: tool }) === name.code);
  const needs = one ? needsOf(agent, one) : [];
  const row = one && isHeld(access, actor, needs) ? await findTool(db, actor.organization, one.tool) : undefined;
  if (!row) throw problem("resource-not-found");
  return { row, operation: operationOf(row, name.operation), needs, agent };
}

type Parts = { id: string; code?: never; operation?: never } | { id?: never; code: string; operation: string };

/** @throws {Problem} `resource-not-found` for what names neither a tool nor a function */
function partsOf(toolId: string): Parts {
  if (/^[0-9a-f]{24}$/.test(toolId)) return { id: toolId };
  const [, operation, code] = /^(.+)_action_([A-Za-z0-9]{10})$/.exec(toolId) ?? [];
  if (operation === undefined || code === undefined) throw problem("resource-not-found");
  return { code, operation };
}

/** @throws {Problem} `resource-not-found` where the tool has no such function */
function operationOf(row: ToolRow, name: string | undefined): Operation | undefined {
  if (name === undefined) return undefined;
  const operation = operationsOf(row).find((one) => one.name === name);
  if (!operation) throw problem("resource-not-found");
  return operation;
}

/** Among those that the actor may use. Cost: grows with these. */
function findByCode(parts: WorkspaceParts, actor: Actor, code: string): Promise<string | undefined> {
  const access = parts.access.of(actor);
  return access.inTurn(actor, () => {
    const context = { ...WITHOUT_CAPABILITIES, ...(actor.key && { key: actor.key }) };
    for (let after: string | undefined; ; ) {
      const page: { resources: string[]; next: string | null } = access.engine.listResources(
        actor.subject,
        "use",
        "tool",
        { limit: 500, ...(after !== undefined && { after }) },
        context,
      );
      const id = page.resources
        .map((resource) => resource.slice("tool:".length))
        .find((one) => codeOf({ id: one }) === code);
      if (id !== undefined || page.next === null) return id;
      after = page.next;
    }
  });
}
