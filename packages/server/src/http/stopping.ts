import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { problem } from "./problem.ts";
import { type RequestRecord, requestId } from "./requestRecord.ts";
import { apiHeaders } from "./securityHeaders.ts";
import type { UnreadableShapes } from "./unreadableRequests.ts";

/** Whoever was asking has so long to be answered. */
const ANSWERS_WITHIN_MS = 2_000;
const LOOKS_EVERY_MS = 20;

type Router = (request: IncomingMessage, response: ServerResponse) => void;

/** The end of a server, for whoever asks meanwhile: no connection ends without a word. */
export class Stopping {
  private readonly record: RequestRecord;
  private readonly shapes: UnreadableShapes;
  private readonly open = new Set<ServerResponse>();
  private hasBegun = false;

  constructor(record: RequestRecord, shapes: UnreadableShapes) {
    this.record = record;
    this.shapes = shapes;
  }

  /** What a server listens with: `router`, until it is being stopped. */
  before(router: Router): Router {
    return (request, response) => {
      if (this.hasBegun) return this.refuse(request, response);
      this.open.add(response);
      response.once("close", () => this.open.delete(response));
      router(request, response);
    };
  }

  /** Whoever asks from now on is told to ask elsewhere. */
  begin(): void {
    this.hasBegun = true;
  }

  /** Resolves when what was asked before has its answer; what takes too long, and streams, are not waited for. */
  async answered(): Promise<void> {
    const until = performance.now() + ANSWERS_WITHIN_MS;
    while ([...this.open].some(isUnderWay) && performance.now() < until)
      await pause(LOOKS_EVERY_MS, undefined, { ref: false });
  }

  private refuse(request: IncomingMessage, response: ServerResponse): void {
    const id = requestId();
    const refusal = problem("not-current", { detail: "the server is being stopped" });
    const { status, type, headers, body } = this.shapes.of(request.url)(refusal, id);
    this.record.note({ id, method: request.method ?? "none", route: null, status, ms: 0, actor: null });
    // To close with bytes unread is to reset the connection: many clients would then not hear the answer.
    request.once("end", () => {
      const own = { "Content-Type": type, "Retry-After": "1", Connection: "close" };
      response.writeHead(status, { ...apiHeaders, ...headers, ...own });
      response.end(JSON.stringify(body));
    });
    request.resume();
  }
}

/** Whether all of a question has arrived, and its answer has not begun, or is on its way in one piece. */
const isUnderWay = ({ req, headersSent, writableEnded, writableFinished }: ServerResponse): boolean =>
  req.complete && (headersSent ? writableEnded && !writableFinished : true);
