import { type ExportPart, jsonList } from "../identity/index.ts";
import { iso } from "../workspace/shapes.ts";
import type { ReviewParts } from "./parts.ts";
import { linesDecidedBy } from "./queries.ts";

const PIECE = 200;

/** What somebody decided in reviews, and wrote beside it; things by their ids: what they are called is their owners'. */
export const exportedReviews = ({ store }: ReviewParts): ExportPart => ({
  says: [{ path: "review-decisions.json", words: "What you decided in access reviews, with your notes." }],
  async *entries({ actor, at }) {
    yield { path: "review-decisions.json", at, text: jsonList(decisions()) };
    async function* decisions() {
      let after = { review: "", number: 0 };
      for (;;) {
        const rows = await linesDecidedBy(store.db, actor.organization, actor.subject, after, PIECE);
        for (const row of rows)
          yield {
            review: row.review_id,
            line: row.number,
            resource: row.resource,
            principal: row.principal,
            decision: row.decision,
            note: row.note,
            decidedAt: row.decided_at === null ? null : iso(row.decided_at),
          };
        const last = rows.at(-1);
        if (!last || rows.length < PIECE) return;
        after = { review: last.review_id, number: last.number };
      }
    }
  },
});
