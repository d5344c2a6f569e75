import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type Problem, problem } from "./problem.ts";
import { type RequestRecord, requestId } from "./requestRecord.ts";
import { apiHeaders } from "./securityHeaders.ts";

/** How long what still arrives is read and thrown away. */
const LINGER_MS = 1_000;

/**
 * The answer to what is no request yet: a listener of a server's `clientError`. Node would answer with a bare status.
 * The connection ends with it, since nobody can say where on it the next request begins.
 */
export function unreadableRequests(record: RequestRecord): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const ending = new WeakSet<Socket>();
  return (error, socket) => {
    // What arrives while the connection ends cannot be read, either.
    if (error.code === "ECONNRESET" || socket.destroyed || ending.has(socket)) return;
    ending.add(socket);
    if (!socket.writable || hasBegunToAnswer(socket)) {
      socket.destroy();
      return;
    }
    const id = requestId();
    const answer = asProblem(error.code);
    record.note({ id, method: "none", route: null, status: answer.status, ms: 0, actor: null });
    socket.end(asText(answer, id));
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

function asText(answer: Problem, id: string): string {
  const body = JSON.stringify(answer.toBody(id));
  const fields = [
    ...apiHeaders,
    ["Content-Type", "application/problem+json; charset=utf-8"],
    ["Content-Length", Buffer.byteLength(body)],
    ["Connection", "close"],
  ];
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** Whether a part of an answer is on its way: a second one in it would be read as its continuation. */
function hasBegunToAnswer(socket: Socket): boolean {
  // Node's own way to know (`socketOnError` in its http server), which it has no public name for.
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: ServerResponse | null };
  return answer?.headersSent === true;
}
