import { raiseConfigHead } from "./configHeads.ts";
import type { Following } from "./dialects/database.ts";
import type { Store } from "./store.ts";
import type { Tx } from "./transactions.ts";

/**
 * What each organization has of something, in memory: read once, and anew when any server has changed it. On other servers a change counts within half
 * a second, as one of the log does.
 */
export class Followed<T> {
  private readonly store: Pick<Store, "db">;
  private readonly head: string;
  private readonly read: (db: Tx, organization: string) => Promise<T>;
  private readonly known = new Map<string, Promise<T>>();
  private readonly following: Following;
  private readonly onChanged: (organization: string) => void;

  /**
   * @param head what its changes are told by (`rates`): a name of its own
   * @param onChanged told of each change, by whatever server it was made
   */
  constructor(
    store: Pick<Store, "db" | "followConfig">,
    head: string,
    read: (db: Tx, organization: string) => Promise<T>,
    onChanged: (organization: string) => void = () => undefined,
  ) {
    this.onChanged = onChanged;
    this.store = store;
    this.head = `${head}/`;
    this.read = read;
    this.following = store.followConfig((name) => {
      if (name.startsWith(this.head)) this.changed(name.slice(this.head.length));
    });
  }

  of(organization: string): Promise<T> {
    const known = this.known.get(organization);
    if (known) return known;
    const read = this.read(this.store.db, organization);
    this.known.set(organization, read);
    // What could not be read is asked for anew.
    read.catch(() => {
      if (this.known.get(organization) === read) this.known.delete(organization);
    });
    return read;
  }

  /** Inside the transaction that changes it. The caller then calls {@link changed}. */
  async announce(tx: Tx, organization: string): Promise<void> {
    await raiseConfigHead(tx, this.head + organization);
  }

  /** After it: what was known is read anew. */
  changed(organization: string): void {
    this.known.delete(organization);
    this.onChanged(organization);
  }

  close(): void {
    this.following.stop();
  }
}
