import type { FastifyBaseLogger } from "fastify";
import { newId } from "../../store/index.ts";
import type { Ledger, Owner } from "../ledger/ledger.ts";
import { type Held, Slice, type SliceOf } from "./slice.ts";
import { type Group, openSlice, writeGroup } from "./writing.ts";

/** So often what was taken is written: what a server loses with its life. */
const EVERY_MS = 500;
/** Who asks so often in so long is given a slice; whoever asks less is looked at call by call. */
const BUSY_CALLS = 4;
const BUSY_MS = 2_000;
/** A slice that nothing is let in by for so long is given back. */
const IDLE_MS = 3_000;
/** Where there was too little for a slice, it is not tried again for so long. */
const SCARCE_MS = 1_000;
/** So often who asks waits for a slice to grow; then it is looked at by itself. */
const MOST_WAITS = 4;
const MOST_REMEMBERED = 20_000;

interface Asking {
  since: number;
  calls: number;
  /** Until then there is too little for a slice. */
  scarceUntil: number;
}

/** What is known of a slice by this server. */
interface Kept {
  slice: Slice;
  /** What was to be written and may have been. */
  group: Group | undefined;
  /** One after the other. */
  writing: Promise<unknown>;
  /** Whether there is enough for what is wanted of it. */
  growing: Promise<boolean> | undefined;
  /** The next group is not waited for. */
  isHurried?: boolean;
}

/**
 * Slices of accounts that ask often: calls are let in by memory, and what they took is written in groups. What servers may spend without that being in the
 * books is {@link Slices.outstanding}, of all of them together (docs/adr/0019-credits-are-a-double-entry-ledger.md).
 */
export class Slices {
  private readonly ledger: Ledger;
  private readonly log: Pick<FastifyBaseLogger, "warn">;
  private readonly now: () => number;
  private readonly asking = new Map<string, Asking>();
  private readonly kept = new Map<string, Kept>();
  /** Those that let nobody in any more, until the last of their calls has ended. */
  private readonly closing = new Set<Kept>();
  private readonly opening = new Map<string, { slice: Slice; isOpen: Promise<void> }>();
  private readonly timer: NodeJS.Timeout;

  constructor(ledger: Ledger, { log, now }: { log: Pick<FastifyBaseLogger, "warn">; now: () => number }) {
    this.ledger = ledger;
    this.log = log;
    this.now = now;
    this.timer = setInterval(() => void this.writeDue(), EVERY_MS).unref();
  }

  /** @returns null: it has to be reserved by itself. Cost: none in most cases; otherwise a transaction that all who wait share */
  async hold(of: SliceOf, wanted: number): Promise<Held | null> {
    const key = keyOf(of);
    const asking = this.askingOf(key);
    const now = this.now();
    if (!this.kept.has(key)) {
      if (asking.calls < BUSY_CALLS || now < asking.scarceUntil) return null;
      await this.opened(key, of, wanted);
    }
    const kept = this.kept.get(key);
    if (!kept) return null;
    const held = kept.slice.hold(wanted, now);
    if (held) {
      if (kept.slice.isLow && !kept.growing) {
        kept.slice.ask(wanted);
        void this.grown(kept);
      }
      return held;
    }
    // Others that came before may take what it grew by.
    for (let times = 0; times < MOST_WAITS; times++) {
      const isEnough = await kept.slice.waitFor(wanted, this.grown(kept));
      const later = kept.slice.hold(wanted, this.now());
      if (later) return later;
      if (isEnough) continue;
      asking.scarceUntil = this.now() + SCARCE_MS;
      this.close(kept);
      await this.write(kept);
      break;
    }
    return null;
  }

  /** What an account's calls took by this server is in the books afterwards. */
  async written(owner: Owner): Promise<void> {
    await Promise.all(this.of(owner).map((kept) => this.write(kept)));
  }

  /** The same, and what is free is given back. @returns whether anything was */
  async giveBack(owner: Owner): Promise<boolean> {
    const all = this.of(owner);
    for (const kept of all) this.close(kept);
    await Promise.all(all.map((kept) => this.write(kept)));
    return all.length > 0;
  }

  /** Of an organization: what is free is given back, and what the next calls may hold is looked at anew. */
  giveBackAll(organization: string): void {
    for (const kept of [...this.kept.values()]) {
      if (kept.slice.of.owner.organization !== organization) continue;
      this.close(kept);
      void this.write(kept);
    }
  }

  /** In thousandths of a credit: what this server may have spent, or may yet let in, without it being in the books. */
  get outstanding(): number {
    return [...this.kept.values(), ...this.closing].reduce((sum, { slice }) => sum + slice.outstanding, 0);
  }

  /** Writes all, and gives all back that nothing is under way by; what is under way still ends by itself. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    for (const kept of this.kept.values()) this.close(kept);
    await Promise.all([...this.closing].map((kept) => this.write(kept)));
  }

  private of({ organization, account }: Owner): Kept[] {
    const isTheirs = ({ slice: { of } }: Kept) =>
      of.owner.account === account && of.owner.organization === organization;
    return [...this.kept.values(), ...this.closing].filter(isTheirs);
  }

  private askingOf(key: string): Asking {
    const now = this.now();
    let asking = this.asking.get(key);
    if (!asking) {
      if (this.asking.size >= MOST_REMEMBERED) this.asking.clear();
      asking = { since: now, calls: 0, scarceUntil: 0 };
      this.asking.set(key, asking);
    }
    if (now - asking.since > BUSY_MS) {
      asking.since = now;
      asking.calls = 0;
    }
    asking.calls++;
    return asking;
  }

  /** All who want one wait for the same, and it is opened for all of them. */
  private opened(key: string, of: SliceOf, wanted: number): Promise<void> {
    const { slice, isOpen } = this.opening.get(key) ?? this.open(key, of);
    return slice.waitFor(wanted, isOpen);
  }

  private open(key: string, of: SliceOf): { slice: Slice; isOpen: Promise<void> } {
    const slice = new Slice(newId(), of, () => void this.writeSoon(kept));
    const kept: Kept = { slice, group: undefined, writing: Promise.resolve(), growing: undefined };
    const opening = { slice, isOpen: this.keptOnceOpen(key, kept).finally(() => this.opening.delete(key)) };
    this.opening.set(key, opening);
    return opening;
  }

  private async keptOnceOpen(key: string, kept: Kept): Promise<void> {
    const { slice } = kept;
    const opened = await openSlice(this.ledger, slice);
    if (!opened) return;
    slice.free = opened.more;
    slice.until = opened.until;
    slice.usedAt = this.now();
    slice.had = slice.free;
    this.kept.set(key, kept);
  }

  private grown(kept: Kept): Promise<boolean> {
    kept.growing ??= this.write(kept, true).finally(() => {
      kept.growing = undefined;
    });
    return kept.growing;
  }

  private close(kept: Kept): void {
    kept.slice.isClosing = true;
    const key = keyOf(kept.slice.of);
    if (this.kept.get(key) === kept) this.kept.delete(key);
    this.closing.add(kept);
  }

  private async writeDue(): Promise<void> {
    const now = this.now();
    for (const kept of [...this.kept.values()]) {
      const { slice } = kept;
      if (!slice.isBusy && now - slice.usedAt > IDLE_MS) this.close(kept);
    }
    await Promise.all([...this.kept.values(), ...this.closing].map((kept) => this.write(kept)));
  }

  /** What is beyond what is held is not left to wait; what comes meanwhile goes into the next group. */
  private async writeSoon(kept: Kept): Promise<void> {
    if (kept.isHurried) return;
    kept.isHurried = true;
    await kept.writing;
    kept.isHurried = false;
    await this.write(kept);
  }

  /** One group after the other. Never rejects: what could not be written is tried again. @returns whether it got all that was wanted */
  private write(kept: Kept, wantsMore = false): Promise<boolean> {
    const written = kept.writing.then(() => this.writeNext(kept, wantsMore));
    kept.writing = written;
    return written;
  }

  private async writeNext(kept: Kept, wantsMore: boolean): Promise<boolean> {
    const { slice } = kept;
    kept.group ??= this.groupOf(slice, wantsMore);
    if (!kept.group) return true;
    try {
      const { more, isShort, until, isOver } = await writeGroup(this.ledger, slice, kept.group);
      slice.groups++;
      slice.free += more;
      slice.until = until;
      slice.measure();
      if (isOver) this.close(kept);
      if (kept.group.isLast) this.closing.delete(kept);
      kept.group = undefined;
      return !isShort;
    } catch (error) {
      this.log.warn({ err: error }, "what calls took could not be written yet");
      return false;
    }
  }

  /** What there is to write; undefined: nothing. */
  private groupOf(slice: Slice, wantsMore: boolean): Group | undefined {
    const isLast = slice.isClosing && !slice.isBusy;
    const back = slice.isClosing ? slice.free : slice.took.length > 0 ? Math.max(0, slice.free - 2 * slice.wanted) : 0;
    const isSoonOver = slice.until - this.now() < IDLE_MS * 4;
    if (!isLast && !wantsMore && slice.took.length === 0 && back === 0 && !isSoonOver) return undefined;
    const { took } = slice;
    slice.took = [];
    slice.free -= back;
    return { took, back, isLast };
  }
}

const keyOf = ({ owner: { organization, account }, terms, budgets }: SliceOf): string =>
  [organization, account, terms ? "balance" : "", ...budgets].join(" ");
