import { personOf } from "../../../access/organizationAccess.ts";
import type { JsonObject } from "../../../config/index.ts";
import { type Actor, isOperator } from "../../../http/actor.ts";
import { problem } from "../../../http/problem.ts";
import { newId } from "../../../store/index.ts";
import type { Agents } from "../../agents/service.ts";
import { requireConversation } from "../../conversations/conversationAccess.ts";
import { requireMessageToTakePart } from "../../conversations/messageAccess.ts";
import type { MessageRow } from "../../conversations/queries.ts";
import { PairLimit } from "../../pairLimit.ts";
import type { WorkspaceParts } from "../../parts.ts";
import { accountId, iso } from "../../shapes.ts";
import { isObject, type Operation, own } from "../openapi/document.ts";
import { functionName, functionsOf, operationsOf } from "../toolShape.ts";
import { callOperation, KEY_UNREADABLE, secretOf } from "./callOperation.ts";
import { keepToolCall, listToolCalls, type ToolCallRow } from "./callRows.ts";
import { type NamedTool, requireNamedTool } from "./namedTool.ts";
import { ArgumentsRefused, requestOf } from "./requestOf.ts";
import type { CallBody, ToolCallRecord } from "./schemas.ts";

/** Calls of one person that are under way. */
const MOST_AT_ONCE = 5;

/** Tools that a person has run for themselves, beside a message: by the way out, the rights and the bounds of an agent's calls. */
export class ToolCalls {
  private readonly parts: WorkspaceParts;
  private readonly agents: Agents;
  private readonly limit: PairLimit;
  private readonly underWay = new Map<string, number>();
  private readonly closing = new AbortController();

  constructor(parts: WorkspaceParts, agents: Agents) {
    this.parts = parts;
    this.agents = agents;
    const { toolCall } = parts.settings.limits.rates;
    this.limit = new PairLimit(
      parts.counters,
      "calls of tools",
      { ip: { ...toolCall, enabled: false }, user: toolCall },
      "tool_call_limit",
    );
  }

  /** @throws {Problem} `resource-not-found`, `forbidden`, `feature-off` */
  async auth(actor: Actor, toolId: string, agentId: string | undefined) {
    const { row } = await requireNamedTool(this.parts, this.agents, actor, { toolId, agentId });
    const isReadable = row.secret === null || secretOf(this.parts, actor, row) !== undefined;
    // LibreChat's word for: nothing is asked of the person.
    return { authenticated: isReadable, message: isReadable ? "system_defined" : KEY_UNREADABLE };
  }

  /** One's own calls in a conversation that one may view. @throws {Problem} `resource-not-found` */
  async list(actor: Actor, conversationId: string): Promise<ToolCallRecord[]> {
    const { access, store } = this.parts;
    await requireConversation(store.db, access.of(actor), actor, "view", conversationId);
    const rows = await listToolCalls(store.db, actor.organization, actor.subject, conversationId);
    return rows.map(recordOf);
  }

  /**
   * Has a function run, and keeps what it brought. What goes wrong out there is brought, too: `error: …`.
   * @throws {Problem} `resource-not-found`, `forbidden`, `feature-off`; `request-invalid` for arguments that the function does not take; `rate-limited`
   */
  async call(actor: Actor, ip: string, toolId: string, body: CallBody): Promise<string> {
    if (isOperator(actor)) throw problem("forbidden", { detail: "the operator has no conversations" });
    const access = this.parts.access.of(actor);
    access.require(actor, "MCP_SERVERS.USE");
    const message = await this.requireMessage(actor, body);
    const naming = { toolId, agentId: body.agent_id ?? undefined };
    const named = await requireNamedTool(this.parts, this.agents, actor, naming);
    const operation = named.operation ?? onlyOperationOf(named);
    const given = argumentsOf(body);
    requireTaken(named, operation, given);
    await this.limit.count(actor, ip);
    const result = await this.counted(actor, () => this.send(actor, named, operation, given));
    // Who lost the tool meanwhile does not hear what it brought.
    for (const { action, resource, context } of named.needs) access.require(actor, action, resource, context);
    await this.keep(actor, message, { named, operation, body, result });
    return result;
  }

  /** Ends those that are under way. */
  close(): void {
    this.closing.abort();
  }

  /** In the conversation that is named beside it, if one is. @throws {Problem} `resource-not-found`, `forbidden` */
  private async requireMessage(actor: Actor, { messageId, conversationId }: CallBody): Promise<MessageRow> {
    const { access, store } = this.parts;
    const { message } = await requireMessageToTakePart(store.db, access.of(actor), actor, messageId);
    if (conversationId != null && conversationId !== message.conversation_id) throw problem("resource-not-found");
    return message;
  }

  private async send(actor: Actor, { row, agent }: NamedTool, operation: Operation, given: JsonObject) {
    const { signal } = this.closing;
    try {
      return await callOperation(this.parts, { actor, row, operation, given, agent }, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      throw problem("not-current", { detail: "the server is being stopped" });
    }
  }

  private async counted<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
    const person = personOf(actor);
    const running = this.underWay.get(person) ?? 0;
    if (running >= MOST_AT_ONCE)
      throw problem("rate-limited", {
        detail: `${running} calls of yours are under way: wait for an answer`,
        headers: { "Retry-After": "1" },
      });
    this.underWay.set(person, running + 1);
    try {
      return await work();
    } finally {
      const left = (this.underWay.get(person) ?? 1) - 1;
      if (left === 0) this.underWay.delete(person);
      else this.underWay.set(person, left);
    }
  }

  private async keep(
    actor: Actor,
    { message_id: messageId }: MessageRow,
    { named: { row }, operation, body, result }: Brought,
  ): Promise<void> {
    const { access, store, now } = this.parts;
    await store.transact(async (tx) => {
      // Still there, and still theirs to take part in.
      const { message } = await requireMessageToTakePart(tx, access.of(actor), actor, messageId);
      const at = now();
      await keepToolCall(tx, {
        organization_id: actor.organization,
        id: newId(at),
        account: actor.subject,
        conversation_id: message.conversation_id,
        message_id: messageId,
        function_name: functionName(row, operation.name),
        part_index: body.partIndex ?? null,
        block_index: body.blockIndex ?? null,
        result,
        created_at: at,
      });
    });
  }
}

interface Brought {
  named: NamedTool;
  operation: Operation;
  body: CallBody;
  result: string;
}

/** @throws {Problem} `request-invalid` where it has several */
function onlyOperationOf({ row, agent }: NamedTool): Operation {
  const [first, ...others] = operationsOf(row);
  if (first && others.length === 0) return first;
  // Which functions a tool has that is lent is told to who edits the agent.
  if (agent !== undefined) throw problem("request-invalid", { detail: "this tool has several functions: name one" });
  const names = functionsOf(row).map((name) => `\`${functionName(row, name)}\``);
  throw problem("request-invalid", {
    detail: `this tool has several functions: name one of them, ${names.slice(0, 20).join(", ")}`,
  });
}

function argumentsOf({
  messageId: _m,
  conversationId: _c,
  partIndex: _p,
  blockIndex: _b,
  agent_id: _a,
  ...rest
}: CallBody) {
  const { args, ...beside } = rest;
  if (args == null) return beside as JsonObject; // what a JSON body holds
  const [other] = Object.keys(beside);
  if (other !== undefined)
    throw problem("request-invalid", { detail: `\`${other}\` belongs into \`args\`, where the others are` });
  return args as JsonObject;
}

/** Before anything is sent: a person hears what is wrong with their arguments. @throws {Problem} `request-invalid` */
function requireTaken({ row }: NamedTool, operation: Operation, given: JsonObject): void {
  const taken = own(operation.schema, "properties");
  const unknown = Object.keys(given).find((name) => !isObject(taken) || !Object.hasOwn(taken, name));
  if (unknown !== undefined)
    throw problem("request-invalid", {
      detail: `\`${unknown.slice(0, 100)}\` is no argument of \`${operation.name}\``,
    });
  try {
    requestOf(row.origin, operation, given);
  } catch (error) {
    if (error instanceof ArgumentsRefused) throw problem("request-invalid", { detail: error.message });
    throw error;
  }
}

const recordOf = (row: ToolCallRow): ToolCallRecord => ({
  _id: row.id,
  conversationId: row.conversation_id,
  messageId: row.message_id,
  toolId: row.function_name,
  user: accountId(row.account),
  ...(row.part_index !== null && { partIndex: row.part_index }),
  ...(row.block_index !== null && { blockIndex: row.block_index }),
  result: row.result,
  createdAt: iso(row.created_at),
  updatedAt: iso(row.created_at),
});
