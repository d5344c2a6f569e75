import type { FastifyBaseLogger } from "fastify";

/** No answer comes sooner, so that doing something takes as long as finding that there is nothing to do. */
const QUICKEST_MS = 250;

/** How long answers take from which nobody is to guess what was done. */
export class Pace {
  private readonly log: FastifyBaseLogger;
  private readonly quickest: number;
  private readonly running = new Set<Promise<void>>();

  /** @param quickestMs for tests that do not ask how long it took */
  constructor({ log, quickestMs = QUICKEST_MS }: { log: FastifyBaseLogger; quickestMs?: number | undefined }) {
    this.log = log;
    this.quickest = quickestMs;
  }

  /** Does something that nobody is to guess from how long it took. */
  async atLeast<T>(work: () => Promise<T>): Promise<T> {
    const [done] = await Promise.all([work(), this.pause()]);
    return done;
  }

  /** Does what nobody is to hear of at all: the answer waits for a while, and never for the work, however long that takes. */
  async unheard(work: () => Promise<void>): Promise<void> {
    const running = work()
      .catch((error: unknown) => this.log.error({ err: error }, "what was asked for could not be done"))
      .finally(() => this.running.delete(running));
    this.running.add(running);
    await this.pause();
  }

  /** Waits until all that was begun is done. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private pause(): Promise<void> {
    return new Promise((wake) => setTimeout(wake, this.quickest));
  }
}
