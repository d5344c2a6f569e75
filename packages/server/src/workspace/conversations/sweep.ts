import { systemActor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { conversationName } from "./conversationAccess.ts";
import { deleteConversations, listExpired } from "./queries.ts";

/** Temporary conversations that are over, with what was given on them. */
export async function sweepExpired({
  access,
  store,
  now,
}: Pick<WorkspaceParts, "access" | "store" | "now">): Promise<number> {
  const expired = await listExpired(store.db, now(), 500);
  for (const row of expired) {
    const organization = access.of(row.organization_id);
    await organization.commit(
      systemActor(row.organization_id, "system:config"),
      async (tx) => {
        await deleteConversations(tx, row.organization_id, [row.id]);
        const { changes, removed } = organization.engine.removalOf(conversationName(row));
        await access.removed(tx, row.organization_id, removed);
        return { changes, result: null };
      },
      "a temporary conversation was over",
    );
  }
  return expired.length;
}
