import { type Following, raiseConfigHead, type Store, type Tx } from "../../store/index.ts";
import { listRates, type RateRow } from "./queries.ts";
import type { RateRule } from "./rule.ts";

const HEAD = "rates/";

/** The rules of each organization, in memory; other servers hear of a change by the store. */
export class RateBook {
  private readonly store: Store;
  private readonly known = new Map<string, Promise<readonly RateRule[]>>();
  private readonly following: Following;

  constructor(store: Store) {
    this.store = store;
    this.following = store.followConfig((name) => {
      if (name.startsWith(HEAD)) this.changed(name.slice(HEAD.length));
    });
  }

  of(organization: string): Promise<readonly RateRule[]> {
    const known = this.known.get(organization);
    if (known) return known;
    const read = listRates(this.store.db, organization).then((rows) => rows.map(ruleOf));
    this.known.set(organization, read);
    // What could not be read is asked for anew.
    read.catch(() => this.known.delete(organization));
    return read;
  }

  /** Inside the transaction that changes them. The caller then calls {@link changed}. */
  async announce(tx: Tx, organization: string): Promise<void> {
    await raiseConfigHead(tx, HEAD + organization);
  }

  changed(organization: string): void {
    this.known.delete(organization);
  }

  close(): void {
    this.following.stop();
  }
}

export const ruleOf = (row: RateRow): RateRule => ({
  id: row.id,
  principal: row.principal,
  model: row.model === "" ? null : row.model,
  shared: row.shared === 1,
  requests: row.requests,
  tokens: row.tokens,
  windowMs: row.window_ms,
});
