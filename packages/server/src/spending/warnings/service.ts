import type { Actor } from "../../http/actor.ts";
import { namesWithKeys } from "../budgets/names.ts";
import { creditsOf } from "../ledger/amounts.ts";
import type { SpendingParts } from "../parts.ts";
import { markRead, unreadOf } from "./queries.ts";
import type { SpendingWarnings } from "./schemas.ts";

const MOST_SHOWN = 20;

/** What somebody is warned of, until they have read it. */
export class OwnWarnings {
  private readonly parts: Pick<SpendingParts, "store">;

  constructor(parts: Pick<SpendingParts, "store">) {
    this.parts = parts;
  }

  /** The newest first, twenty at most. */
  async unread({ organization, subject }: Actor): Promise<SpendingWarnings> {
    const { db } = this.parts.store;
    const rows = await unreadOf(db, organization, subject, MOST_SHOWN);
    const principals = rows.map(({ principal }) => principal);
    const names = await namesWithKeys(db, organization, principals);
    return {
      warnings: rows.map(({ principal, whose, amount, spent, every, warned_at }) => ({
        ...{ principal, whose, period: every, name: names.get(principal)?.name ?? null },
        credits: creditsOf(amount),
        spent: creditsOf(spent),
        warnedAt: new Date(warned_at).toISOString(),
      })),
    };
  }

  /** All of them. Whoever has none may say so, too. */
  async markRead({ organization, subject }: Actor): Promise<void> {
    await this.parts.store.transact((tx) => markRead(tx, organization, subject));
  }
}
