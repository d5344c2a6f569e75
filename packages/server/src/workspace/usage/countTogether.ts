import type { FastifyBaseLogger } from "fastify";
import { sumOfTokens, type Tokens } from "../../config/index.ts";
import type { Store } from "../../store/index.ts";
import { countUsage, type Usage } from "./count.ts";

/** For so long what was taken is held before it is written; so much of the statistics a server loses with its life. */
const HELD_MS = 500;

/** What is counted where no row is written besides: by whom, of what, at which price. */
export type Answered = Required<Pick<Usage, "organization" | "account" | "model" | "agent" | "keyId">> & AnsweredCounts;
type AnsweredCounts = Record<"answers" | "untold", number> & Tokens;

/** Counts what many short calls take in one transaction, so that none of them waits for a disk, nor those after it. */
export class CountTogether {
  private readonly parts: { store: Store; log: FastifyBaseLogger; now: () => number };
  private held = new Map<string, Answered>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(parts: { store: Store; log: FastifyBaseLogger; now: () => number }) {
    this.parts = parts;
  }

  add(one: Answered): void {
    const { organization, account, model, agent, keyId } = one;
    const key = JSON.stringify([organization, account, model, agent, keyId]);
    const before = this.held.get(key);
    this.held.set(key, before ? sumOf(before, one) : one);
    this.timer ??= setTimeout(() => void this.write(), HELD_MS).unref();
  }

  /** Writes what is held. Never rejects: what cannot be written is lost to the statistics, and logged. */
  write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const held = this.held;
    this.held = new Map();
    if (held.size > 0) this.writing = this.writing.then(() => this.writeAll(held));
    return this.writing;
  }

  private async writeAll(held: ReadonlyMap<string, Answered>): Promise<void> {
    const at = this.parts.now();
    // In one order, so that two servers do not wait for each other in a circle.
    const all = [...held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    try {
      await this.parts.store.transact(async (tx) => {
        for (const one of all) await countUsage(tx, { ...one, at });
      });
    } catch (error) {
      this.parts.log.error({ err: error }, "what calls took could not be counted");
    }
  }
}

const sumOf = (a: Answered, b: Answered): Answered => ({
  ...a,
  answers: a.answers + b.answers,
  untold: a.untold + b.untold,
  ...sumOfTokens(a, b),
});
