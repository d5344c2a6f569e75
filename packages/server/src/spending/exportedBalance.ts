import { type ExportPart, itemsOf, jsonList } from "../identity/index.ts";
import type { Balances } from "./balances.ts";

const LIMIT = 100;

/** What somebody has, and what was moved in their books. */
export const exportedBalance = (balances: Balances): ExportPart => ({
  says: [{ path: "balance.json", words: "Your credits: what you were given, and what each answer took." }],
  async *entries({ actor, at }) {
    const moved = itemsOf(async (cursor) => {
      const page = await balances.ownEntries(actor, { limit: LIMIT, cursor });
      return { items: page.entries, nextCursor: page.nextCursor };
    });
    yield { path: "balance.json", at, text: jsonList(moved) };
  },
});
