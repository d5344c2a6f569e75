import type { ServerResponse } from "node:http";
import type { Flow, PassedAnswer } from "../../workspace/index.ts";
import type { Call } from "./call.ts";
import { reasonOf } from "./calls.ts";
import { errorEvent } from "./completion.ts";
import type { PassedEvents } from "./passedEvents.ts";

/** An endpoint that has said all has so long to close its answer; then its connection is closed instead of kept. */
const CLOSES_WITHIN_MS = 1_000;
const NOTHING = Buffer.alloc(0);

/**
 * A streamed answer on its way to the caller. Where it breaks, an event says so; then it is at its end, without `[DONE]`.
 * What comes in one turn of the event loop goes on in one piece, and with the end if that has come: a piece for each token would cost more than all
 * else that is done with it.
 */
export class RelayedAnswer {
  private readonly answer: PassedAnswer;
  private readonly events: PassedEvents;
  private readonly call: Call;
  private came: Buffer[] = [];
  /** Undefined: it has not ended. */
  private ended: { failure: unknown } | undefined;
  private isDue = false;
  private isOver = false;
  private closing: NodeJS.Timeout | undefined;

  constructor(answer: PassedAnswer, events: PassedEvents, call: Call) {
    this.answer = answer;
    this.events = events;
    this.call = call;
  }

  /** Begins. `out` has its head already; when it closes all is let go. */
  writeTo(out: ServerResponse): void {
    let isRoom = true;
    const due = () => {
      if (this.isDue) return;
      this.isDue = true;
      setImmediate(() => {
        this.isDue = false;
        if (!this.isOver) isRoom = this.write(out);
      });
    };
    const flow: Flow = this.answer.handOn({
      take: (piece) => {
        this.came.push(piece);
        due();
        return isRoom;
      },
      end: (failure) => {
        this.ended = { failure };
        due();
      },
    });
    out.on("drain", () => {
      isRoom = true;
      flow.goOn();
    });
    out.once("close", () => {
      this.isOver = true;
      clearTimeout(this.closing);
      flow.letGo();
    });
  }

  /** @returns whether there is room for more */
  private write(out: ServerResponse): boolean {
    const told = this.toldNow();
    if (this.ended && this.ended.failure === undefined && !this.call.signal.aborted) this.call.answered();
    const isLast = this.ended !== undefined || this.events.failure !== undefined;
    if (isLast) this.end(out, told);
    else if (this.events.isOver) this.closing ??= setTimeout(() => this.end(out, NOTHING), CLOSES_WITHIN_MS);
    return isLast || told.length === 0 || out.write(told);
  }

  private end(out: ServerResponse, told: Buffer): void {
    this.isOver = true;
    out.end(told);
  }

  /** What came, and what is to be said of its end. Where it failed, that is the last. */
  private toldNow(): Buffer {
    const told: Buffer[] = [];
    const { came, call, events } = this;
    this.came = [];
    try {
      if (came.length > 0) told.push(events.take(came.length === 1 ? came[0]! : Buffer.concat(came)));
      if (events.failure !== undefined) throw events.failure;
      if (this.ended === undefined || events.isOver) return joined(told);
      if (call.signal.aborted) {
        if (call.cutBy) told.push(Buffer.from(errorEvent(call.cutBy)));
        return joined(told);
      }
      if (this.ended.failure !== undefined) throw this.ended.failure;
      told.push(events.end());
      if (events.failure !== undefined) throw events.failure;
    } catch (error) {
      events.failure ??= error;
      told.push(Buffer.from(errorEvent(reasonOf(call, error))));
    }
    return joined(told);
  }
}

const joined = (pieces: readonly Buffer[]): Buffer => (pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
