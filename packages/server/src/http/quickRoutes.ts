import type { IncomingMessage, ServerResponse } from "node:http";
import type { Actor } from "./actor.ts";
import { parseJson } from "./jsonBody.ts";
import { type RequestRecord, requestId } from "./requestRecord.ts";
import { apiHeaders } from "./securityHeaders.ts";

/** The answer to a body as JSON text. What it throws is not looked at: the router asks again and answers with the error. */
export type QuickAnswer = (actor: Actor, body: unknown) => string;

export interface QuickRoutesOptions {
  /** Where requests are logged and counted, as the router's are. */
  record: RequestRecord;
  /** Whoever a credential belongs to; null where that would have to be looked up. */
  recognise(credential: string, ip: string): Actor | null;
  /** The caller's address. */
  addressOf(request: IncomingMessage): string;
}

type Router = (request: IncomingMessage, response: ServerResponse) => void;

/** A request whose body was read. */
interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  answer: QuickAnswer;
  credential: string;
  body: Buffer;
  /** Moment, by `performance.now()`. */
  began: number;
  /** Null until it is known, and where it has to be looked up. */
  actor: Actor | null;
  /** Null until it is known, and where the router has to answer. */
  text: string | null;
}

const LARGEST_BODY = 1024 * 1024;
const SMALL_BODY = 2048;
const BEARER = /^bearer +(\S+)$/i;
const JSON_TYPE = /^application\/json(; ?charset=utf-8)?$/i;
const head = ["Content-Type", "application/json; charset=utf-8", ...Object.entries(apiHeaders).flat()];

/** Far longer than plain questions take, however many come together. */
const LONGEST_TURN_MS = 25;

/**
 * Routes that are asked all day long, answered before the router: a router with its hooks costs several times what such an answer
 * costs (docs/adr/0007). Only what is plain and goes well is answered here. Everything else, each error above all, goes to the router with
 * the body that was read, so that there is one place that says no. Such a route is a route of the router's, too, with the same answer.
 */
export class QuickRoutes {
  private readonly answers = new Map<string, QuickAnswer>();
  private readonly bodies = new WeakMap<IncomingMessage, Buffer>();
  private readonly options: QuickRoutesOptions;
  /** Of this turn of the event loop. */
  private asked: Asked[] = [];

  constructor(options: QuickRoutesOptions) {
    this.options = options;
  }

  /** Must have no effect that asking twice would double. */
  post(url: string, answer: QuickAnswer): void {
    this.answers.set(url, answer);
  }

  /** What was read of a request before it was handed to the router. */
  bodyOf(request: IncomingMessage): Buffer | undefined {
    return this.bodies.get(request);
  }

  /** What a server listens with: these routes, and `router` for all else. */
  before(router: Router): Router {
    return (request, response) => {
      const answer = request.method === "POST" ? this.answers.get(request.url ?? "") : undefined;
      const plain = answer && plainHead(request);
      if (!answer || !plain) return router(request, response);
      const { credential, length } = plain;
      // Only of somebody who is known is more than a little read before it is asked who they are.
      if (length > SMALL_BODY && !this.actorOf({ request, credential })) return router(request, response);
      const began = performance.now();
      let first: Buffer | undefined;
      let more: Buffer[] | undefined;
      request.on("data", (piece: Buffer) => {
        if (first === undefined) first = piece;
        else {
          more ??= [first];
          more.push(piece);
        }
      });
      request.on("end", () => {
        const body = more ? Buffer.concat(more) : (first ?? Buffer.alloc(0));
        if (this.asked.length === 0) setImmediate(() => this.answerAll(router));
        this.asked.push({ request, response, answer, credential, body, began, actor: null, text: null });
      });
    };
  }

  /**
   * What came in one turn of the event loop is answered together, step by step: between two system calls the processor forgets the way
   * that one answer takes, so that to go it once for all is several times quicker than to go it for each.
   */
  private answerAll(router: Router): void {
    const asked = this.asked;
    this.asked = [];
    for (const one of asked) one.actor = this.actorOf(one);
    const end = performance.now() + LONGEST_TURN_MS;
    for (const one of asked) {
      // What takes long is the router's: there it waits for its turn.
      if (performance.now() > end) break;
      one.text = textOf(one);
    }
    for (const { request, response, body, text } of asked) {
      if (text === null) {
        this.bodies.set(request, body);
        router(request, response);
      } else {
        response.writeHead(200, [...head, "Content-Length", String(Buffer.byteLength(text))]);
        response.end(text);
      }
    }
    const now = performance.now();
    for (const { request, actor, text, began } of asked) {
      if (actor === null || text === null) continue;
      const { url: route = null } = request;
      this.options.record.note({
        id: requestId(),
        method: "POST",
        route,
        status: 200,
        ms: now - began,
        actor: actor.name,
      });
    }
  }

  private actorOf({ request, credential }: Pick<Asked, "request" | "credential">): Actor | null {
    try {
      return this.options.recognise(credential, this.options.addressOf(request));
    } catch {
      return null;
    }
  }
}

function textOf({ answer, actor, body }: Asked): string | null {
  if (actor === null) return null;
  try {
    return answer(actor, parseJson(body));
  } catch {
    return null;
  }
}

/**
 * The bearer and the length of a plain request: JSON of a known and moderate length, and nothing asked besides.
 * Read from the headers as they came: to make an object of all of them costs more than looking for these.
 */
function plainHead({ rawHeaders }: IncomingMessage): { credential: string; length: number } | undefined {
  let credential: string | undefined;
  let isJson = false;
  let length = Number.NaN;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const value = rawHeaders[index + 1]!;
    switch (rawHeaders[index]!.toLowerCase()) {
      case "authorization":
        if (credential !== undefined) return undefined;
        credential = BEARER.exec(value)?.[1];
        break;
      case "content-type":
        isJson = JSON_TYPE.test(value);
        break;
      case "content-length":
        length = Number(value);
        break;
      case "gatehouse-min-revision":
      case "content-encoding":
        return undefined;
    }
  }
  return isJson && length <= LARGEST_BODY && credential !== undefined ? { credential, length } : undefined;
}
