import { type ExportPart, itemsOf, jsonList } from "../identity/index.ts";
import type { OwnDecisions } from "./notices/service.ts";
import type { Reports } from "./reports/service.ts";

const LIMIT = 100;

/** What somebody reported, and what was decided about them: as the console shows it to them, and not more. */
export const exportedModeration = ({ reports, own }: { reports: Reports; own: OwnDecisions }): ExportPart => ({
  says: [
    { path: "reports.json", words: "What you reported, in your words, and what became of it." },
    {
      path: "moderation.json",
      words: "What moderators decided about you and yours, why, and your appeals with the answers.",
    },
  ],
  async *entries({ actor, at }) {
    const reported = itemsOf(async (cursor) => {
      const page = await reports.own(actor, { limit: LIMIT, cursor });
      return { items: page.reports, nextCursor: page.nextCursor };
    });
    yield { path: "reports.json", at, text: jsonList(reported) };
    const decided = itemsOf(async (cursor) => {
      const page = await own.list(actor, { limit: LIMIT, cursor });
      return { items: page.decisions, nextCursor: page.nextCursor };
    });
    yield { path: "moderation.json", at, text: jsonList(decided) };
  },
});
