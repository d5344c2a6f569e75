import type { Actor } from "../../http/actor.ts";
import { type Problem, problem } from "../../http/problem.ts";
import type { CutBy, Cuttable, Target } from "../../workspace/index.ts";

type Need = Target["needs"][number];

/** What every call of a program takes, for as long as it is answered. */
const mayCallAtAll: Need = { action: "REMOTE_AGENTS.USE", resource: undefined, context: {} };

/** What its work is aborted with. Made once: an error with its stack costs more than much of what a call takes. */
const over = new Error("the call is over");

/** One request to a model, from the moment that it is known whom it is for. It ends when it was answered, when its caller has gone, or when a right ends. */
export class Call implements Cuttable {
  readonly actor: Actor;
  /** Why it ended before its time; undefined: it did not, or nobody listens any more. */
  cutBy: Problem | undefined;
  /** What its functions need that are under way. */
  further: () => readonly Need[] = () => [];
  private readonly own: readonly Need[];
  private isAnswered = false;
  private readonly ended = new AbortController();

  constructor(actor: Actor, needs: readonly Need[]) {
    this.actor = actor;
    this.own = [mayCallAtAll, ...needs];
  }

  get needs(): readonly Need[] {
    return [...this.own, ...this.further()];
  }

  /** Aborted at the moment at which it ends. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  cut(code: CutBy | "server-stopping"): void {
    if (this.signal.aborted) return;
    this.cutBy = code === "access-ended" ? problem("access-ended") : problem("not-current", { detail: words[code] });
    this.ended.abort(over);
  }

  /** Its endpoint has said all: there is nothing left to let go. */
  answered(): void {
    this.isAnswered = true;
  }

  /** It was answered, or nobody listens any more: the model's endpoint is let go at once. */
  end(): void {
    if (this.isAnswered) return;
    this.ended.abort(over);
  }
}

const words: Record<Exclude<CutBy, "access-ended"> | "server-stopping", string> = {
  "not-current": "the server has lost its change log and cannot tell what you may; try again in a moment",
  "conversation-deleted": "what this was about was deleted",
  "server-stopping": "the server is being stopped",
};
