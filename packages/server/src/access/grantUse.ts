import type { Change } from "@gatehouse/engine";
import { recordGrantUse, type Store } from "../store/index.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

const FLUSH_EVERY_MS = 30_000;
const MOST_REMEMBERED = 100_000;
const DAY_MS = 24 * 60 * 60_000;

/**
 * When each grant was last used, by day: noted in memory when somebody does something with it, written in batches, without a revision
 * (docs/model.md, "Grants"). A crash loses at most the notes of the last half minute.
 */
export class GrantUse {
  private readonly store: Store;
  private readonly organization: string;
  /** By resource: `subject action`. */
  private readonly noted = new Map<string, Set<string>>();
  private size = 0;
  private readonly used = new Set<number>();
  private day = "";
  private dayEnds = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(store: Store, organization: string) {
    this.store = store;
    this.organization = organization;
    // What cannot be written now is written with the next batch.
    this.timer = setInterval(() => this.flush().catch(() => undefined), FLUSH_EVERY_MS);
    this.timer.unref();
  }

  /** Once a day for each subject, action and resource, and again after other grants may be used; otherwise it costs two look-ups. */
  note(access: OrganizationAccess, subject: string, action: string, resource: string, now: number): void {
    if (now >= this.dayEnds || now < this.dayEnds - DAY_MS || this.size > MOST_REMEMBERED) this.begin(now);
    const key = `${subject} ${action}`;
    let ofResource = this.noted.get(resource);
    if (ofResource?.has(key)) return;
    if (!ofResource) {
      ofResource = new Set();
      this.noted.set(resource, ofResource);
    }
    ofResource.add(key);
    this.size++;
    for (const id of access.engine.grantsUsed(subject, action, resource)) this.used.add(id);
  }

  /** A change of a grant concerns its resource alone; others (groups, roles, parents) anything. */
  changed(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "grant-set") this.forget(change.grant.resource);
      else if (change.kind === "grant-removed") this.forget(change.resource);
      else {
        this.forgetAll();
        return;
      }
    }
  }

  async flush(): Promise<void> {
    if (this.used.size === 0) return;
    const ids = [...this.used];
    this.used.clear();
    const { day } = this;
    try {
      await this.store.transact((tx) => recordGrantUse(tx, this.organization, day, ids));
    } catch (error) {
      for (const id of ids) this.used.add(id);
      throw error;
    }
  }

  private begin(now: number): void {
    this.day = new Date(now).toISOString().slice(0, 10);
    this.dayEnds = Date.parse(this.day) + DAY_MS;
    this.forgetAll();
  }

  private forget(resource: string): void {
    this.size -= this.noted.get(resource)?.size ?? 0;
    this.noted.delete(resource);
  }

  private forgetAll(): void {
    this.noted.clear();
    this.size = 0;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
