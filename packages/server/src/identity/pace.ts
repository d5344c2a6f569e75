import type { FastifyBaseLogger } from "fastify";

/** No answer comes sooner, so that doing something takes as long as finding that there is nothing to do. */
const QUICKEST_MS = 250;

const pause = () => new Promise<void>((wake) => setTimeout(wake, QUICKEST_MS));

/** Does something that nobody is to guess from how long it took. */
export async function atLeast<T>(work: () => Promise<T>): Promise<T> {
  const [done] = await Promise.all([work(), pause()]);
  return done;
}

/** Does what nobody is to hear of at all: the answer waits for a while, and never for the work, however long that takes. */
export class Unheard {
  private readonly log: FastifyBaseLogger;
  private readonly running = new Set<Promise<void>>();

  constructor({ log }: { log: FastifyBaseLogger }) {
    this.log = log;
  }

  async begin(work: () => Promise<void>): Promise<void> {
    const running = work()
      .catch((error: unknown) => this.log.error({ err: error }, "what was asked for could not be done"))
      .finally(() => this.running.delete(running));
    this.running.add(running);
    await pause();
  }

  /** Waits until all that was begun is done. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }
}
