import { setImmediate as pause, setTimeout as wait } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import type { Store, Tally, Tx } from "../../store/index.ts";
import { erasePiece } from "./erasing.ts";
import { lastSegment, logRows, logSizes, unsealed, waitingEvents } from "./queries.ts";
import { retireNext } from "./retiring.ts";
import { sealSegment, type Waiting } from "./segment.ts";

/** One name for all who write the trail: they come one after the other, on all servers. */
export const ALONE = "audit trail";
/** Entries of one segment: what one transaction seals takes some milliseconds. */
const MOST_ENTRIES = 200;
/** Characters of changes that one transaction reads; a single longer row goes alone. */
const MOST_TEXT = 2_000_000;
const EVERY_MS = 3_000;
const RETIRE_EVERY_MS = 60 * 60_000;
const SOON_MS = 2_000;
/** What a stop waits for: what is left the next start seals. */
const LONGEST_STOP_MS = 5_000;

export interface SealerParts {
  store: Store;
  tally: Tally;
  log: FastifyBaseLogger;
  now: () => number;
  /** 0: for ever. */
  retentionMs: number;
}

/**
 * Seals in the background what happened: rows of the log and events become numbered entries of segments, each of which holds the head of
 * the one before. Between an event and its sealing, some seconds, whoever writes into the database directly is not noticed.
 */
export class Sealer {
  private readonly parts: SealerParts;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private isStopping = false;
  private retiredAt = 0;

  constructor(parts: SealerParts) {
    this.parts = parts;
  }

  start(): void {
    let isAtWork = false;
    this.timer = setInterval(() => {
      if (isAtWork) return;
      isAtWork = true;
      void this.seal()
        .then(() => this.retire())
        .catch((error) => this.parts.log.error({ err: error }, "the audit trail could not be sealed"))
        .finally(() => {
          isAtWork = false;
        });
    }, EVERY_MS).unref();
  }

  /** Seals all that there is, and erases whom it was asked to. */
  seal(): Promise<void> {
    const mine = this.working.then(() => this.sealAll());
    this.working = mine.catch(() => undefined);
    return mine;
  }

  /** Seals what there is, as far as that goes in a moment: for whoever is about to look at the newest. */
  async sealSoon(): Promise<void> {
    await this.parts.tally.flush();
    await Promise.race([this.seal(), wait(SOON_MS, undefined, { ref: false })]);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    const timer = setTimeout(() => {
      this.isStopping = true;
    }, LONGEST_STOP_MS);
    try {
      await this.parts.tally.close();
      await this.seal();
    } catch (error) {
      this.parts.log.warn({ err: error }, "the audit trail could not be sealed at the stop; the next start does it");
    } finally {
      clearTimeout(timer);
    }
  }

  private async sealAll(): Promise<void> {
    const failed: unknown[] = [];
    for (const organization of await unsealed(this.parts.store.db)) {
      if (this.isStopping) return;
      // What one organization's trail cannot take keeps no other's waiting.
      await this.sealOf(organization).catch((error) => failed.push(error));
    }
    if (failed.length > 0) throw failed[0];
  }

  private async sealOf(organization: string): Promise<void> {
    const { store, now } = this.parts;
    while (await this.one(organization)) {
      if (this.isStopping) return;
      await pause();
    }
    while (await store.transact((tx) => erasePiece(tx, organization, now()), ALONE)) await pause();
  }

  /** One segment. @returns whether there may be more */
  private one(organization: string): Promise<boolean> {
    return this.parts.store.transact(async (tx) => {
      const last = await lastSegment(tx, organization);
      const waiting = await nextWaiting(tx, organization, last?.revision ?? 0);
      const count = waiting.revisions.length + waiting.events.length;
      if (count === 0) return false;
      await sealSegment(tx, organization, last, waiting, this.parts.now());
      return waiting.isMore;
    }, ALONE);
  }

  /** What is older than the operator keeps it, once an hour. */
  private async retire(): Promise<void> {
    const { store, retentionMs, now, log } = this.parts;
    if (retentionMs === 0 || now() - this.retiredAt < RETIRE_EVERY_MS) return;
    this.retiredAt = now();
    const organizations = await store.db.selectFrom("organizations").select("id").execute();
    for (const { id } of organizations)
      while (await store.transact((tx) => retireNext(tx, id, now() - retentionMs, now()), ALONE)) {
        if (this.isStopping) return;
        await pause();
      }
    log.debug("the audit trail was looked through for what is too old");
  }

  /** For tests: the same at once. */
  async retireNow(): Promise<void> {
    this.retiredAt = Number.NEGATIVE_INFINITY;
    await this.retire();
  }
}

async function nextWaiting(tx: Tx, organization: string, after: number): Promise<Waiting & { isMore: boolean }> {
  const events = await waitingEvents(tx, organization, MOST_ENTRIES);
  const sizes = await logSizes(tx, organization, after, MOST_ENTRIES);
  let text = 0;
  const fitting = sizes.filter(({ size }, index) => {
    text += size;
    return index === 0 || text <= MOST_TEXT;
  });
  const first = fitting[0]?.revision;
  const last = fitting.at(-1)?.revision;
  const revisions = first === undefined || last === undefined ? [] : await logRows(tx, organization, first, last);
  // Together no more than a segment has: the older ones, of either kind.
  const moments = [...revisions.map(({ at }) => at), ...events.map(({ at }) => at)].sort((a, b) => a - b);
  const limit = moments[MOST_ENTRIES - 1] ?? Number.POSITIVE_INFINITY;
  const older = <T extends { at: number }>(rows: readonly T[]): T[] =>
    rows.filter(({ at }) => at <= limit).slice(0, MOST_ENTRIES);
  const some = { revisions: older(revisions), events: older(events) };
  const isMore =
    some.revisions.length < sizes.length ||
    some.events.length < events.length ||
    sizes.length === MOST_ENTRIES ||
    events.length === MOST_ENTRIES;
  return { ...some, isMore };
}
