import type { Change } from "@gatehouse/engine";
import type { Database } from "./dialects/database.ts";
import { applyEffects } from "./effects.ts";
import { UnknownOrganization } from "./errors.ts";
import { effectsOf } from "./projection.ts";
import type { Transactions, Tx } from "./transactions.ts";

/** Who writes. No write without an actor. */
export interface Author {
  /** `user:…`, `service:…`, `system:config`, `system:migration`, `cli:<name>`, a key. */
  actor: string;
  reason?: string;
  /** By which way it came: `api`, `cli`, `config` … */
  from?: string;
  /** The address that they came from. */
  ip?: string;
}

export interface Work<T> {
  /** What alters decisions; empty if nothing does. */
  changes: readonly Change[];
  /** For each change what it replaces; for the audit trail. */
  former?: readonly (readonly Change[])[];
  result: T;
}

export interface Written<T> {
  /** The revision that the changes took; the head as it was if there were none. */
  revision: number;
  result: T;
}

/**
 * One transaction of an organization: locks its head, runs `work` on it, writes the changes into the state tables and,
 * under the next revision, into the log, moves the head, and commits. Revisions have no gaps and are in commit order.
 * Without changes no revision is taken; what `work` wrote into content tables is committed all the same.
 *
 * @param work is told the head: the revision directly before its own, on which it must decide (decision model, "Change").
 *   It may be run more than once (see `Transactions.run`), and may write content tables with `tx`.
 * @throws {UnknownOrganization}, whatever `work` throws, and the store's errors; nothing is written then
 */
export async function write<T>(
  { database, transactions, now }: { database: Database; transactions: Transactions; now: () => number },
  organization: string,
  author: Author,
  work: (tx: Tx, head: number) => Promise<Work<T>>,
): Promise<Written<T>> {
  let moved = false;
  const written = await transactions.run(organization, async (tx) => {
    moved = false;
    const head = await database.lockHead(tx, organization);
    if (head === undefined) throw new UnknownOrganization(organization);
    const { changes, former, result } = await work(tx, head.revision);
    if (changes.length === 0) return { revision: head.revision, result };

    const revision = head.revision + 1;
    const at = Math.max(now(), head.revision_at);
    const actor = author.actor;
    const reason = author.reason ?? null;
    await applyEffects(
      tx,
      organization,
      changes.flatMap((change) => effectsOf(change, { actor, reason, at })),
    );
    await tx
      .insertInto("log")
      .values({
        organization_id: organization,
        revision,
        at,
        actor,
        reason,
        origin: author.from ?? null,
        changes: JSON.stringify(changes),
        former: former?.some((replaced) => replaced.length > 0) ? JSON.stringify(former) : null,
        ip: author.ip ?? null,
      })
      .execute();
    await tx.updateTable("organizations").set({ revision, revision_at: at }).where("id", "=", organization).execute();
    await database.announce(tx, organization, revision);
    moved = true;
    return { revision, result };
  });
  if (moved) database.committed(organization, written.revision);
  return written;
}
