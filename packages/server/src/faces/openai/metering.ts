import type { FastifyBaseLogger } from "fastify";
import type { Tokens } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { type Admission, freely, type Spending, type SpendingWish } from "../../spending/index.ts";
import type { Admit, Taken, Target, Workspace } from "../../workspace/index.ts";
import type { Call } from "./call.ts";

export type Estimate = Tokens;

export interface MeteringParts {
  workspace: Pick<Workspace, "directAnswers">;
  spending: Spending;
  log: FastifyBaseLogger;
}

/** Where what calls take is admitted, settled and counted. */
export class Metering {
  private readonly parts: MeteringParts;
  private readonly settling = new Set<Promise<void>>();

  constructor(parts: MeteringParts) {
    this.parts = parts;
  }

  /** Before the model is asked. @throws {Problem} where it is too much; what the call was aborted with */
  async admit({ actor, signal }: Call, target: Target, estimate: Estimate): Promise<Metered> {
    // What an agent takes is not known before its last round: each is admitted by itself.
    const spending = target.agent ? freely : this.parts.spending;
    const admission = await this.whileOn(signal, spending.admit(actor, wishOf(actor, target, estimate)));
    return new Metered(admission, {
      isCountedByRound: target.agent !== null,
      count: (taken) => this.parts.workspace.directAnswers.count(actor, target, taken),
      // Whoever was answered does not wait for the books.
      keep: (work) => this.keep(work),
    });
  }

  /** Before each round of an agent. @throws {Problem} as {@link admit} */
  admittingRounds({ actor, signal }: Call, target: Target): Admit {
    return (asked) =>
      this.whileOn(signal, this.parts.spending.admit(actor, { ...wishOf(actor, target, asked), ...asked }));
  }

  /** Waits until all that ended is in the books. */
  async close(): Promise<void> {
    await Promise.all(this.settling);
    await this.parts.workspace.directAnswers.written();
  }

  /** Whoever is cut while they wait to be let in hears so at once; what is then held for them is given back. */
  private whileOn(signal: AbortSignal, admitting: Promise<Admission>): Promise<Admission> {
    return new Promise((admitted, refused) => {
      const cut = () => {
        refused(signal.reason);
        const late = admitting.catch(() => undefined);
        this.keep(late.then((admission) => admission?.release()));
      };
      if (signal.aborted) return cut();
      signal.addEventListener("abort", cut, { once: true });
      admitting.then(admitted, refused).finally(() => signal.removeEventListener("abort", cut));
    });
  }

  private keep(work: Promise<void>): void {
    const settled = work
      .catch((error: unknown) => this.parts.log.error({ err: error }, "what a call took could not be counted"))
      .finally(() => this.settling.delete(settled));
    this.settling.add(settled);
  }
}

const wishOf = (actor: Actor, { model, agent }: Target, { tokensIn, tokensOut }: Estimate): SpendingWish => ({
  model: model.resource,
  agent: agent?.resource ?? null,
  keyId: actor.keyId ?? null,
  rate: model.rate,
  tokensIn,
  tokensOut,
  context: "gateway",
  conversationId: null,
});

interface Books {
  /** What nobody told was counted with each round: see `answerPaid`. */
  isCountedByRound: boolean;
  count(taken: Taken): void;
  keep(work: Promise<void>): void;
}

/** What one call took. INVARIANT: settled or released, once. */
export class Metered {
  private readonly admission: Admission;
  private readonly books: Books;
  private isOver = false;

  constructor(admission: Admission, books: Books) {
    this.admission = admission;
    this.books = books;
  }

  /**
   * What it took, as far as it was delivered.
   * @param count what counts where the endpoint told nothing
   */
  settled(taken: Taken, count: () => Promise<Estimate>): void {
    if (this.isOver) return;
    this.isOver = true;
    this.books.keep(this.settle(taken, count));
  }

  private async settle(taken: Taken, count: () => Promise<Estimate>): Promise<void> {
    const isCounted = taken.untold === 0 || this.books.isCountedByRound;
    const took = isCounted ? taken : count().then((counted) => ({ ...taken, ...atLeast(counted, taken) }));
    // The call is over, and its places are free, before it is counted what it took.
    const settled = this.admission.settle(took instanceof Promise ? took.then(tokensOf) : tokensOf(took));
    this.books.count(await took);
    await settled;
  }

  /** Nothing was delivered. */
  released(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.books.keep(this.admission.release());
  }
}

const tokensOf = ({ answers: _, untold: __, ...tokens }: Taken): Tokens => tokens;

const atLeast = (estimate: Estimate, told: Estimate): Estimate => ({
  tokensIn: Math.max(estimate.tokensIn, told.tokensIn),
  tokensOut: Math.max(estimate.tokensOut, told.tokensOut),
});
