import type { Actor } from "../http/actor.ts";
import { ownerOf } from "./admissions.ts";
import { bookEntries } from "./bookEntries.ts";
import { creditsOf } from "./ledger/amounts.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { termsOf } from "./ledger/terms.ts";
import type { SpendingParts } from "./parts.ts";
import type { BalanceEntries, OwnBalance } from "./schemas.ts";
import type { Slices } from "./slices/slices.ts";

/** What people have. */
export class Balances {
  private readonly parts: Pick<SpendingParts, "configs" | "cursors" | "store">;
  private readonly ledger: Ledger;
  private readonly slices: Slices;

  constructor(
    parts: Pick<SpendingParts, "configs" | "cursors" | "store">,
    { ledger, slices }: { ledger: Ledger; slices: Slices },
  ) {
    this.parts = parts;
    this.ledger = ledger;
    this.slices = slices;
  }

  /** One's own, in LibreChat's shape. Opens it where balances are on. @returns null: there is none */
  async own(actor: Actor): Promise<OwnBalance | null> {
    const owner = ownerOf(actor);
    if (!owner) return null;
    const { balance } = this.parts.configs.of(actor);
    await this.slices.written(owner);
    if (balance.enabled && (await this.ledger.find(owner))?.opened_at == null)
      await this.ledger.open(owner, termsOf(balance));
    const row = await this.ledger.find(owner);
    if (!row || row.opened_at === null) return null;
    const { refill_value, refill_unit, refill_amount, last_refill_at } = row;
    return {
      tokenCredits: creditsOf(row.available + row.held),
      autoRefillEnabled: row.auto_refill === 1,
      ...(row.auto_refill === 1 && {
        refillIntervalValue: refill_value ?? 0,
        refillIntervalUnit: refill_unit ?? "days",
        lastRefill: new Date(last_refill_at ?? 0).toISOString(),
        refillAmount: creditsOf(refill_amount ?? 0),
      }),
    };
  }

  /** What was moved in one's own books, the newest first; nothing for whoever has none. */
  async ownEntries(actor: Actor, query: { limit: number; cursor?: string | undefined }): Promise<BalanceEntries> {
    const owner = ownerOf(actor);
    if (!owner) return { entries: [], nextCursor: null };
    await this.slices.written(owner);
    return bookEntries(this.parts, owner, query);
  }
}
