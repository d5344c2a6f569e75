import type { Context } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../../access/organizationAccess.ts";
import type { Json } from "../../../config/index.ts";
import type { Actor } from "../../../http/actor.ts";
import type { ModelCall, ModelFunction } from "../../models/model.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../../parts.ts";
import { isObject, type Operation } from "../openapi/document.ts";
import { OutboundFailed } from "../outbound/outboundFailed.ts";
import { type Attached, findOperations, findTool, listAttached, type ToolRow } from "../queries.ts";
import type { Auth } from "../schemas.ts";
import { authOf, domainOf, functionName, operationsOf, toolName } from "../toolShape.ts";
import { ArgumentsRefused, credentialsOf, requestOf } from "./requestOf.ts";

/** OpenAI's; functions beyond it are left out. */
const MOST_FUNCTIONS = 128;
/** Of one answer that a model is told, in UTF-16 units. */
const LONGEST_OUTPUT = 100_000;
const SHORTEST_SECRET = 4;

/** A thing that a call needs the right to while it is under way. */
export interface CallNeed {
  action: string;
  resource: string;
  context: Context;
}

/** The functions of an agent's tools, for one person who talks to it. */
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
  static async of(parts: WorkspaceParts, actor: Actor, agent: string): Promise<AgentFunctions> {
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
  get needs(): readonly CallNeed[] {
    return [...this.underWay].flat();
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
      return await this.send(row, place.operation, given, signal);
    } finally {
      this.underWay.delete(needs);
    }
  }

  private async send(row: ToolRow, name: string, given: string, signal: AbortSignal): Promise<string> {
    const operation = operationsOf(row).find((one) => one.name === name);
    if (!operation) return "error: the tool was changed, and has no function of this name any more";
    const secret = this.secretOf(row);
    if (row.secret !== null && secret === undefined)
      return "error: the tool's key cannot be read here; whoever made the tool gives it again";
    const begun = this.parts.now();
    let outcome: { status: number } | { failed: string } | undefined;
    try {
      const sent = {
        ...requestOf(row.origin, operation, argumentsOf(given)),
        credentials: credentialsOf(authOf(row), secret),
      };
      const answer = await this.parts.outbound.send(sent, signal);
      outcome = { status: answer.status };
      const text = hidden(answer.text, authOf(row), secret);
      const said = text.length > LONGEST_OUTPUT || answer.isCut ? `${text.slice(0, LONGEST_OUTPUT)} [cut]` : text;
      return (answer.status >= 400 ? `error: the server answered with ${answer.status}: ${said}` : said).toWellFormed();
    } catch (error) {
      if (error instanceof ArgumentsRefused) return `error: ${error.message}`;
      outcome = {
        failed: signal.aborted ? "it was given up" : error instanceof OutboundFailed ? error.message : "a fault",
      };
      if (signal.aborted || !(error instanceof OutboundFailed)) throw error;
      return `error: the tool could not be called: ${error.message}${this.hostFor(row, error)}`;
    } finally {
      // Who, what, where to and how it went; never what was sent or came back.
      if (outcome)
        this.parts.log.info(
          {
            organization: this.actor.organization,
            who: this.actor.subject,
            agent: this.agent,
            tool: toolName(row),
            function: name,
            host: domainOf(row),
            ...outcome,
            ms: this.parts.now() - begun,
          },
          "an action was called",
        );
    }
  }

  /** Which host it is, for whoever may see the tool itself. */
  private hostFor(row: ToolRow, { host }: OutboundFailed): string {
    const access = this.parts.access.of(this.actor);
    return host !== undefined && access.may(this.actor, "use", toolName(row), WITHOUT_CAPABILITIES) ? ` (${host})` : "";
  }

  private secretOf({ id, origin, secret }: ToolRow): string | undefined {
    if (secret === null) return undefined;
    return this.parts.toolSecrets.open(secret, { organization: this.actor.organization, tool: id, origin });
  }
}

/** By way of the agent where it is lent; in their own right where it is not, and `execute` on the agent besides. */
function needsOf(agent: string, { tool, mode }: Attached): CallNeed[] {
  const use = { action: "use", resource: toolName({ id: tool }) };
  if (mode === "lent") return [{ ...use, context: { ...WITHOUT_CAPABILITIES, via: [agent] } }];
  return [
    { ...use, context: WITHOUT_CAPABILITIES },
    { action: "execute", resource: agent, context: WITHOUT_CAPABILITIES },
  ];
}

const isHeld = (access: OrganizationAccess, actor: Actor, needs: readonly CallNeed[]): boolean =>
  needs.every(({ action, resource, context }) => access.may(actor, action, resource, context));

/** @throws {ArgumentsRefused} */
function argumentsOf(given: string) {
  let parsed: Json;
  try {
    parsed = JSON.parse(given.trim() === "" ? "{}" : given);
  } catch {
    throw new ArgumentsRefused("the arguments are no JSON");
  }
  if (!isObject(parsed)) throw new ArgumentsRefused("the arguments are no JSON object");
  return parsed;
}

/**
 * Servers repeat what they were sent, for example when they complain about it; of `basic` also either half by itself.
 * Known forms only: what a server makes of a key by a way of its own is not told from any other text.
 */
function hidden(text: string, auth: Auth, secret: string | undefined): string {
  const plain = text.replaceAll("\0", "");
  if (secret === undefined) return plain;
  const isPair = auth.type === "api_key" && auth.as === "basic" && secret.includes(":");
  const colon = secret.indexOf(":");
  const parts = isPair ? [secret, secret.slice(0, colon), secret.slice(colon + 1)] : [secret];
  // Shorter ones are words.
  const forms = parts.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(formsOf);
  // What holds another goes first.
  return forms.sort((a, b) => b.length - a.length).reduce((all, form) => all.replaceAll(form, "[secret]"), plain);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("base64"),
    bytes.toString("base64url"),
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams([["", secret]]).toString().slice(1),
  ];
}
