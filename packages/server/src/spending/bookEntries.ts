import { entriesBefore } from "./administrationQueries.ts";
import { creditsOf } from "./ledger/amounts.ts";
import type { Owner } from "./ledger/ledger.ts";
import type { SpendingParts } from "./parts.ts";
import type { BalanceEntries } from "./schemas.ts";

/** What was moved in an account's books, the newest first. @throws {Problem} `cursor-invalid` */
export async function bookEntries(
  { cursors, store }: Pick<SpendingParts, "cursors" | "store">,
  { organization, account }: Owner,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<BalanceEntries> {
  const question = ["balance entries", organization, account];
  const before = cursor ? Number(cursors.read(question, cursor)) : null;
  const rows = await entriesBefore(store.db, organization, account, before, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    entries: page.map((row) => ({
      number: row.number,
      at: new Date(row.at).toISOString(),
      kind: row.kind,
      from: row.debited,
      to: row.credited,
      credits: creditsOf(row.amount),
      actor: row.actor,
      model: row.model,
      agent: row.agent,
      context: row.context,
      tokensIn: row.tokens_in,
      tokensOut: row.tokens_out,
      reason: row.reason,
    })),
    nextCursor: rows.length > limit && last ? cursors.sign(question, String(last.number)) : null,
  };
}
