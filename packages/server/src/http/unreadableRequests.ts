import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type Problem, problem } from "./problem.ts";
import { type RequestRecord, requestId } from "./requestRecord.ts";
import { apiHeaders } from "./securityHeaders.ts";

/** How long what still arrives is read and thrown away. */
const LINGER_MS = 1_000;

/** The answer to what could not be read. */
export interface UnreadableTold {
  status: number;
  type: string;
  headers?: Readonly<Record<string, string>>;
  body: object;
}
export type TellUnreadable = (answer: Problem, id: string) => UnreadableTold;

const asDetail: TellUnreadable = (answer, id) => ({
  status: answer.status,
  type: "application/problem+json; charset=utf-8",
  body: answer.toBody(id),
});

/** In which shape it is told what could not be read: as everywhere, or as the addresses below a prefix have it. */
export class UnreadableShapes {
  private readonly shapes = new Map<string, TellUnreadable>();

  below(prefix: string, tell: TellUnreadable): void {
    this.shapes.set(`${prefix}/`, tell);
  }

  /** @param url of the request; undefined: it did not arrive either */
  of(url: string | undefined): TellUnreadable {
    const found = [...this.shapes].find(([prefix]) => url?.startsWith(prefix));
    return found?.[1] ?? asDetail;
  }
}

/**
 * The answer to what is no request yet: a listener of a server's `clientError`. Node would answer with a bare status.
 * The connection ends with it, since nobody can say where on it the next request begins.
 */
export function unreadableRequests(
  record: RequestRecord,
  shapes = new UnreadableShapes(),
): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const ending = new WeakSet<Socket>();
  return (error, socket) => {
    // What arrives while the connection ends cannot be read, either.
    if (error.code === "ECONNRESET" || socket.destroyed || ending.has(socket)) return;
    ending.add(socket);
    const begun = answerOn(socket);
    // A second answer in one that is on its way would be read as its continuation, and after it as that to a request that nobody made.
    if (!socket.writable || begun?.headersSent || (!begun && isAnswered(socket))) {
      socket.destroy();
      return;
    }
    const id = requestId();
    const told = shapes.of(begun?.req.url)(asProblem(error.code), id);
    record.note({ id, method: "none", route: null, status: told.status, ms: 0, actor: null });
    socket.end(asText(told));
    // To close with bytes unread is to reset the connection: many clients would then not hear the answer.
    const patience = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("end", () => socket.destroy()).once("close", () => clearTimeout(patience));
  };
}

function asProblem(code: string | undefined): Problem {
  if (code === "HPE_HEADER_OVERFLOW")
    return problem("headers-too-large", { detail: "the address and the headers together are too long" });
  if (code === "HPE_CHUNK_EXTENSIONS_OVERFLOW")
    return problem("body-too-large", { detail: "the extensions of the chunks are too long" });
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return problem("request-timeout", { detail: "the request did not arrive in time" });
  return problem("http-malformed", { detail: "what arrived is not HTTP/1.1" });
}

function asText({ status, type, headers = {}, body }: UnreadableTold): string {
  const said = JSON.stringify(body);
  const fields = [
    ...Object.entries(apiHeaders),
    ...Object.entries(headers),
    ["Content-Type", type],
    ["Content-Length", Buffer.byteLength(said)],
    ["Connection", "close"],
  ];
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...fields.map(([name, value]) => `${name}: ${value}`)];
  return `${head.join("\r\n")}\r\n\r\n${said}`;
}

/** Whether the request whose body is still arriving was answered before it came. */
function isAnswered(socket: Socket): boolean {
  // As below.
  const { parser } = socket as Socket & { parser?: { incoming?: IncomingMessage | null } | null };
  return parser?.incoming?.complete === false;
}

/** The answer to the request whose body is still arriving; undefined where not even its headers are there. */
function answerOn(socket: Socket): ServerResponse | undefined {
  // Node's own way to know (`socketOnError` in its http server), which it has no public name for.
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: ServerResponse | null };
  return answer ?? undefined;
}
