import { type ExportEntry, type ExportWish, jsonList } from "../../identity/index.ts";
import type { WorkspaceParts } from "../parts.ts";
import { iso } from "../shapes.ts";
import { listToolCallsOf } from "../tools/calling/callRows.ts";

/** A result may be long. */
const PIECE = 20;

/** What tools brought that somebody ran themselves. */
export async function* toolCallEntries(
  { store }: WorkspaceParts,
  { actor, at }: ExportWish,
): AsyncGenerator<ExportEntry> {
  yield { path: "tool-calls.json", at, text: jsonList(calls()) };
  async function* calls() {
    let after = { conversation: "", id: "" };
    for (;;) {
      const rows = await listToolCallsOf(store.db, actor.organization, actor.subject, after, PIECE);
      for (const row of rows)
        yield {
          conversationId: row.conversation_id,
          messageId: row.message_id,
          tool: row.function_name,
          result: row.result,
          createdAt: iso(row.created_at),
        };
      const last = rows.at(-1);
      if (!last || rows.length < PIECE) return;
      after = { conversation: last.conversation_id, id: last.id };
    }
  }
}
