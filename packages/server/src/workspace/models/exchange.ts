import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { Agent, Dispatcher } from "undici";
import type { Flow } from "./model.ts";

/** Where the bytes of an answer go as they come. */
export interface BytesReceiver {
  /** @returns whether more may come by itself; where not, {@link Flow.goOn} is called for it */
  take(piece: Buffer): boolean;
  /** No more comes: it is whole, or it failed, which is also what it was aborted with. Called once, and not after {@link Flow.letGo}. */
  end(failure?: Error): void;
}

/** The bytes of an answer. */
export interface AnswerBody extends Flow {
  /** Begins to hand them on. Called once; who does not call it lets go of it. */
  handTo(receiver: BytesReceiver): void;
}

/** What an endpoint answered; its body is read, or let go of. */
export interface EndpointAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: AnswerBody;
}

export interface ToEndpoint {
  method: "GET" | "POST";
  headers: Readonly<Record<string, string>>;
  body?: string;
  signal: AbortSignal;
}

/** What came before anybody read it: more of it waits where it comes from. */
const MOST_EARLY_BYTES = 64 * 1_024;
/** Made once: an error with its stack costs as much as the request. */
const letGo = new Error("nobody reads it");

/**
 * One request by some connections. A redirect is an answer like any other, and what is packed stays so. The bytes come as the connection brings
 * them: a stream for each answer costs more than all else that is done with it.
 * @throws what undici throws, and what the signal was aborted with
 */
export function askedBy(dispatcher: Agent, url: string, sent: ToEndpoint): Promise<EndpointAnswer> {
  return new Promise((answered, failed) => {
    sent.signal.throwIfAborted();
    const { method, body = null } = sent;
    // Nothing has to be unpacked that is handed on as it comes.
    const headers = { "accept-encoding": "identity", ...sent.headers };
    const exchange = new Exchange(sent.signal, answered, failed);
    dispatcher.dispatch({ ...placeOf(url), method, headers, body }, exchange);
  });
}

/** Whoever reads it is told of what goes wrong; whoever stops reading lets go of it. Read in the turn in which it is made. */
export function readableOf(body: AnswerBody): Readable {
  const readable = new Readable({
    read: () => body.goOn(),
    destroy: (error, done) => {
      body.letGo();
      done(error);
    },
  });
  body.handTo({
    take: (piece) => readable.push(piece),
    end: (failure) => void (failure === undefined ? readable.push(null) : readable.destroy(failure)),
  });
  return readable;
}

class Exchange implements Dispatcher.DispatchHandler, AnswerBody {
  private readonly signal: AbortSignal;
  private readonly answered: (answer: EndpointAnswer) => void;
  /** Of no consequence once it was answered. */
  private readonly failed: (reason: Error) => void;
  private readonly aborted = () => this.abort(this.signal.reason);
  private controller: Dispatcher.DispatchController | undefined;
  private receiver: BytesReceiver | undefined;
  private early: Buffer[] = [];
  private earlyBytes = 0;
  private ended: { failure: Error | undefined } | undefined;

  constructor(signal: AbortSignal, answered: (answer: EndpointAnswer) => void, failed: (reason: Error) => void) {
    this.signal = signal;
    this.answered = answered;
    this.failed = failed;
    signal.addEventListener("abort", this.aborted, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // Also one that was given up before there was a connection.
    if (this.ended) controller.abort(this.ended.failure ?? letGo);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.answered({ status, headers, body: this });
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.ended) return;
    if (this.receiver) {
      if (!this.receiver.take(piece)) controller.pause();
      return;
    }
    this.early.push(piece);
    this.earlyBytes += piece.length;
    if (this.earlyBytes > MOST_EARLY_BYTES) controller.pause();
  }

  onResponseEnd(): void {
    this.end(undefined);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.end(error);
  }

  handTo(receiver: BytesReceiver): void {
    this.receiver = receiver;
    const { early } = this;
    this.early = [];
    let isRoom = true;
    for (const piece of early) if (this.receiver) isRoom = receiver.take(piece);
    if (!this.receiver) return;
    if (this.ended) receiver.end(this.ended.failure);
    else if (isRoom) this.goOn();
    else this.controller?.pause();
  }

  goOn(): void {
    this.controller?.resume();
  }

  letGo(): void {
    this.receiver = undefined;
    this.abort(letGo);
  }

  private abort(reason: Error): void {
    if (this.ended) return;
    this.end(reason);
    this.controller?.abort(reason);
  }

  private end(failure: Error | undefined): void {
    if (this.ended) return;
    this.ended = { failure };
    this.signal.removeEventListener("abort", this.aborted);
    if (failure) this.failed(failure);
    this.receiver?.end(failure);
  }
}

const MOST_PLACES = 1_000;
const places = new Map<string, { origin: string; path: string }>();

/** Few are asked again and again. @throws {TypeError} for what is no address */
function placeOf(url: string): { origin: string; path: string } {
  const known = places.get(url);
  if (known) return known;
  const { origin, pathname, search } = new URL(url);
  const place = { origin, path: pathname + search };
  if (places.size >= MOST_PLACES) places.clear();
  places.set(url, place);
  return place;
}
