import type { Json, JsonObject } from "../../../config/index.ts";
import type { Actor } from "../../../http/actor.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../../parts.ts";
import { isObject, type Operation } from "../openapi/document.ts";
import { OutboundFailed } from "../outbound/outboundFailed.ts";
import type { ToolRow } from "../queries.ts";
import type { Auth } from "../schemas.ts";
import { authOf, domainOf, toolName } from "../toolShape.ts";
import { ArgumentsRefused, credentialsOf, requestOf } from "./requestOf.ts";

/** Of one answer that is told, in UTF-16 units. */
const LONGEST_OUTPUT = 100_000;
const SHORTEST_SECRET = 4;

export const KEY_UNREADABLE = "the tool's key cannot be read here; whoever made the tool gives it again";

export interface OperationCall {
  actor: Actor;
  row: ToolRow;
  operation: Operation;
  /** JSON, as a model writes it, or an object. */
  given: string | JsonObject;
  /** By which agent it is called (`agent:…`); undefined: the person's own call. */
  agent: string | undefined;
}

/**
 * Makes a call by the only way out. What goes wrong is an answer, too: `error: …`. Whether the actor may is the caller's to ask.
 * INVARIANT: what comes back holds no secret and no address of this network.
 * @throws whatever `signal` was aborted with
 */
export async function callOperation(
  parts: WorkspaceParts,
  { actor, row, operation, given, agent }: OperationCall,
  signal: AbortSignal,
): Promise<string> {
  const secret = secretOf(parts, actor, row);
  if (row.secret !== null && secret === undefined) return `error: ${KEY_UNREADABLE}`;
  const begun = parts.now();
  let outcome: { status: number } | { failed: string } | undefined;
  try {
    const sent = {
      ...requestOf(row.origin, operation, typeof given === "string" ? argumentsOf(given) : given),
      credentials: credentialsOf(authOf(row), secret),
    };
    const answer = await parts.outbound.send(sent, signal);
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
    return `error: the tool could not be called: ${error.message}${hostFor(parts, actor, row, error)}`;
  } finally {
    // Who, what, where to and how it went; never what was sent or came back.
    if (outcome)
      parts.log.info(
        {
          organization: actor.organization,
          who: actor.subject,
          ...(agent !== undefined && { agent }),
          tool: toolName(row),
          function: operation.name,
          host: domainOf(row),
          ...outcome,
          ms: parts.now() - begun,
        },
        "an action was called",
      );
  }
}

/** The tool's key; undefined where it has none, or one that cannot be read here. */
export function secretOf(parts: WorkspaceParts, actor: Actor, { id, origin, secret }: ToolRow): string | undefined {
  if (secret === null) return undefined;
  return parts.toolSecrets.open(secret, { organization: actor.organization, tool: id, origin });
}

/** Which host it is, for whoever may see the tool itself. */
function hostFor({ access }: WorkspaceParts, actor: Actor, row: ToolRow, { host }: OutboundFailed): string {
  const maySee = access.of(actor).may(actor, "use", toolName(row), WITHOUT_CAPABILITIES);
  return host !== undefined && maySee ? ` (${host})` : "";
}

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
