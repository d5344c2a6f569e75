import type { FastifyBaseLogger } from "fastify";
import type { Ledger, Owner } from "../ledger/ledger.ts";
import type { Took } from "./slice.ts";

const EVERY_MS = 500;

/** What calls took while nobody's balance and no budget is looked at: written in groups, since nobody waits for it and nothing is decided by it. */
export class Recordings {
  private readonly ledger: Ledger;
  private readonly log: Pick<FastifyBaseLogger, "error">;
  private waiting = new Map<string, { owner: Owner; took: Took[] }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(ledger: Ledger, { log }: { log: Pick<FastifyBaseLogger, "error"> }) {
    this.ledger = ledger;
    this.log = log;
  }

  add(owner: Owner, took: Took): void {
    const key = `${owner.organization} ${owner.account}`;
    const theirs = this.waiting.get(key);
    if (theirs) theirs.took.push(took);
    else this.waiting.set(key, { owner, took: [took] });
    this.timer ??= setTimeout(() => void this.write(), EVERY_MS).unref();
  }

  /** Never rejects: what cannot be written is logged. */
  async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const waiting = this.waiting;
    this.waiting = new Map();
    await Promise.all([...waiting.values()].map((theirs) => this.writeOf(theirs)));
  }

  private async writeOf({ owner, took }: { owner: Owner; took: readonly Took[] }): Promise<void> {
    try {
      await this.ledger.inBook(owner, async (book) => {
        for (const { cost, facts } of took) book.move("recorded", "issued", "spent", cost, facts);
      });
    } catch (error) {
      this.log.error({ err: error }, "what calls took could not be written down");
    }
  }
}
