import { occasion } from "../../http/occasion.ts";
import type { StoreLog } from "../dialects/database.ts";
import type { Store } from "../store.ts";
import type { Tx } from "../transactions.ts";
import { noteEvents, type TrailEvent } from "./noteEvent.ts";

const MINUTE_MS = 60_000;
const FLUSH_MS = 5_000;
/** Of one kind in one minute in one organization; what is beyond is counted together. */
const MOST_OF_A_KIND = 100;
const MOST_KEPT = 5_000;
const ROWS = 200;

interface Counted {
  event: TrailEvent;
  minute: number;
  count: number;
  last: number;
}

/**
 * What may come in floods: refusals, wrong passwords. Nobody waits for the database: the same within a minute is one entry with a count,
 * written in the background when the minute is over. What differs more than {@link MOST_OF_A_KIND} times a minute becomes one entry as well.
 * A process that is killed loses the last minute; one that stops does not.
 */
export class Tally {
  private readonly store: Store;
  private readonly log: StoreLog;
  private readonly now: () => number;
  private readonly written: (tx: Tx, events: readonly TrailEvent[]) => Promise<void>;
  private readonly counted = new Map<string, Counted>();
  private readonly different = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();

  /** @param written called in the transaction that writes some of them */
  constructor({
    store,
    log,
    now,
    written = async () => undefined,
  }: {
    store: Store;
    log: StoreLog;
    now: () => number;
    written?: (tx: Tx, events: readonly TrailEvent[]) => Promise<void>;
  }) {
    this.written = written;
    this.store = store;
    this.log = log;
    this.now = now;
    this.timer = setInterval(() => void this.flush(false), FLUSH_MS).unref();
  }

  /** Counts one. Never throws, never waits. */
  note(event: TrailEvent): void {
    const at = event.at ?? this.now();
    const minute = Math.floor(at / MINUTE_MS);
    const { ip, actor } = occasion();
    const whole: TrailEvent = {
      ...event,
      actor: event.actor ?? actor?.name ?? "nobody",
      from: event.from ?? actor?.from ?? "api",
      details: { ...(ip !== undefined && { ip }), ...event.details },
      at,
    };
    const room = `${minute} ${whole.organization} ${whole.kind}`;
    const key = `${room} ${JSON.stringify([whole.actor, whole.about, whole.facts, whole.details])}`;
    const same = this.counted.get(key);
    if (same) {
      same.count++;
      same.last = at;
      return;
    }
    const different = this.different.get(room) ?? 0;
    if (different < MOST_OF_A_KIND && this.counted.size < MOST_KEPT) {
      this.different.set(room, different + 1);
      this.counted.set(key, { event: whole, minute, count: 1, last: at });
      return;
    }
    const others = this.counted.get(room);
    if (others) {
      others.count++;
      others.last = at;
    } else {
      const { organization, kind } = whole;
      const event = { organization, kind, actor: "nobody", facts: { others: true }, at };
      this.counted.set(room, { event, minute, count: 1, last: at });
    }
  }

  /** Writes the minutes that are over. @param all also the one that is not */
  flush(all = true): Promise<void> {
    this.writing = this.writing.then(() => this.write(all));
    return this.writing;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private async write(all: boolean): Promise<void> {
    const minute = Math.floor(this.now() / MINUTE_MS);
    const due = [...this.counted].filter(([, one]) => all || one.minute < minute);
    for (const [key] of due) this.counted.delete(key);
    for (const room of this.different.keys())
      if (all || Number(room.slice(0, room.indexOf(" "))) < minute) this.different.delete(room);
    try {
      for (let from = 0; from < due.length; from += ROWS) {
        const events = due.slice(from, from + ROWS).map(([, { event, count, last }]) => ({
          ...event,
          facts: { ...event.facts, count, ...(count > 1 && { last: new Date(last).toISOString() }) },
        }));
        await this.store.transact(async (tx) => {
          await noteEvents(tx, events);
          await this.written(tx, events);
        });
      }
    } catch (error) {
      this.log.warn({ err: error, entries: due.length }, "refusals could not be written to the audit trail");
    }
  }
}
