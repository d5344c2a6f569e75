import { recordGrantUse, type Store } from "../store/index.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

const FLUSH_EVERY_MS = 30_000;
const MOST_REMEMBERED = 100_000;

/**
 * When each grant was last used, by day: noted in memory when somebody does something with it, written in batches, without a revision
 * (docs/model.md, "Grants"). A crash loses at most the notes of the last half minute.
 */
export class GrantUse {
  private readonly store: Store;
  private readonly organization: string;
  private readonly noted = new Set<string>();
  private readonly used = new Set<number>();
  private day = "";
  private readonly timer: NodeJS.Timeout;

  constructor(store: Store, organization: string) {
    this.store = store;
    this.organization = organization;
    // What cannot be written now is written with the next batch.
    this.timer = setInterval(() => this.flush().catch(() => undefined), FLUSH_EVERY_MS);
    this.timer.unref();
  }

  /** Once a day for each subject, action and resource; then it costs one look-up. */
  note(access: OrganizationAccess, subject: string, action: string, resource: string, now: number): void {
    const today = new Date(now).toISOString().slice(0, 10);
    if (today !== this.day || this.noted.size > MOST_REMEMBERED) {
      this.day = today;
      this.noted.clear();
    }
    const key = `${subject} ${action} ${resource}`;
    if (this.noted.has(key)) return;
    this.noted.add(key);
    for (const id of access.engine.grantsUsed(subject, action, resource)) this.used.add(id);
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

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
