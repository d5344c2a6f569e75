import type { LedgerEntriesTable, LedgerEntryKind, Pocket, Store, Tx } from "../../store/index.ts";
import { MOST_AMOUNT } from "./amounts.ts";
import { findBalance, insertBalance, insertEntries, updateBalance } from "./queries.ts";
import { dueAt, type Refill, type Terms } from "./terms.ts";

/** What an entry says beside what was moved. */
export type EntryFacts = Partial<
  Pick<
    LedgerEntriesTable,
    | "reservation"
    | "model"
    | "agent"
    | "key_id"
    | "context"
    | "conversation_id"
    | "tokens_in"
    | "tokens_out"
    | "prompt_rate"
    | "completion_rate"
    | "reason"
  >
> & { actor: string };

/**
 * The books of one account, inside a transaction that holds its lock: four pockets, between which amounts are moved.
 *
 *   issued     what the organization has given, as its debt: never above 0
 *   available  what may be spent
 *   held       what answers under way have reserved
 *   spent      what answers took
 *
 * INVARIANT: together they are 0, and each is the sum of its entries. They are an account's own, so that nobody waits for anybody's: what the
 * organization issued and spent is the sum of them (docs/adr/0019-credits-are-a-double-entry-ledger.md).
 */
export class Book {
  readonly organization: string;
  readonly account: string;
  private readonly at: number;
  private readonly pockets: Record<Pocket, number>;
  private readonly appended: LedgerEntriesTable[] = [];
  private readonly isNew: boolean;
  private isTouched = false;
  private entries: number;
  private openedAt: number | null;
  private refill: Refill | null;
  private lastRefillAt: number | null;

  private constructor(organization: string, account: string, at: number, row: Awaited<ReturnType<typeof findBalance>>) {
    this.organization = organization;
    this.account = account;
    this.at = at;
    this.isNew = row === undefined;
    const { available = 0, held = 0, spent = 0, issued = 0 } = row ?? {};
    this.pockets = { available, held, spent, issued };
    this.entries = row?.entries ?? 0;
    this.openedAt = row?.opened_at ?? null;
    this.lastRefillAt = row?.last_refill_at ?? null;
    this.refill =
      row?.auto_refill === 1 && row.refill_value !== null && row.refill_unit !== null && row.refill_amount !== null
        ? { value: row.refill_value, unit: row.refill_unit, amount: row.refill_amount }
        : null;
  }

  static async read(tx: Tx, organization: string, account: string, at: number): Promise<Book> {
    return new Book(organization, account, at, await findBalance(tx, organization, account));
  }

  get available(): number {
    return this.pockets.available;
  }

  /** What it has: held or not. */
  get balance(): number {
    return this.pockets.available + this.pockets.held;
  }

  get isOpen(): boolean {
    return this.openedAt !== null;
  }

  /** @throws {Error} where that is not there: whoever moves looks before */
  move(kind: LedgerEntryKind, from: Pocket, to: Pocket, amount: number, facts: EntryFacts): void {
    if (amount === 0) return;
    const isPossible =
      Number.isSafeInteger(amount) && amount > 0 && (from === "issued" || this.pockets[from] >= amount);
    if (!isPossible) throw new Error(`${amount} cannot be moved from ${from} to ${to}`);
    this.isTouched = true;
    this.pockets[from] -= amount;
    this.pockets[to] += amount;
    this.entries++;
    this.appended.push({
      ...{ reservation: null, model: null, agent: null, key_id: null, context: null, conversation_id: null },
      ...{ tokens_in: null, tokens_out: null, prompt_rate: null, completion_rate: null, reason: null },
      ...facts,
      organization_id: this.organization,
      account: this.account,
      number: this.entries,
      at: this.at,
      kind,
      debited: from,
      credited: to,
      amount,
    });
  }

  /** Its first time: it gets what everybody starts with. Its refill follows the settings, as far as they give one. */
  open({ start, refill }: Terms, actor: string): void {
    if (!this.isOpen) this.give("start", start, { actor });
    if (!refill) return;
    this.isTouched = true;
    this.refill = refill;
    this.lastRefillAt ??= this.at;
  }

  /** What an administrator gives; who was given something gets no start balance any more. @returns what was given: nobody has more than {@link MOST_AMOUNT} */
  give(kind: "start" | "refill" | "added", amount: number, facts: EntryFacts): number {
    this.beOpen();
    const given = Math.max(0, Math.min(amount, MOST_AMOUNT - this.balance));
    this.move(kind, "issued", "available", given, facts);
    return given;
  }

  /** What an administrator takes back: never what is held. @returns what was taken */
  take(amount: number, facts: EntryFacts): number {
    this.beOpen();
    const taken = Math.min(amount, this.available);
    this.move("taken", "available", "issued", taken, facts);
    return taken;
  }

  /** Once, however often it would have been due, and only when what is wanted would leave nothing. */
  refillFor(wanted: number, actor: string): void {
    if (!this.refill || this.available - wanted > 0) return;
    if (this.lastRefillAt !== null && dueAt(this.lastRefillAt, this.refill) > this.at) return;
    this.lastRefillAt = this.at;
    this.give("refill", this.refill.amount, { actor });
  }

  /** Does nothing where nothing was moved. */
  async save(tx: Tx, kind: Store["kind"]): Promise<void> {
    if (!this.isTouched) return;
    await (this.isNew ? insertBalance : updateBalance)(tx, {
      organization_id: this.organization,
      account: this.account,
      ...this.pockets,
      entries: this.entries,
      opened_at: this.openedAt,
      auto_refill: this.refill ? 1 : 0,
      refill_value: this.refill?.value ?? null,
      refill_unit: this.refill?.unit ?? null,
      refill_amount: this.refill?.amount ?? null,
      last_refill_at: this.lastRefillAt,
    });
    await insertEntries(tx, kind, this.appended);
  }

  private beOpen(): void {
    this.isTouched = true;
    this.openedAt ??= this.at;
  }
}
