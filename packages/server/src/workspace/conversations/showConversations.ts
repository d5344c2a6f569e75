import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import { tagsOn } from "../bookmarks/queries.ts";
import { conversationOf } from "./conversationShape.ts";
import type { ConversationRow } from "./queries.ts";
import type { Conversation } from "./schemas.ts";

/** Rows as the actor sees them: with the actor's own bookmarks, where these are on for the actor. */
export async function showConversations(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  rows: readonly ConversationRow[],
): Promise<Conversation[]> {
  const tags = access.may(actor, "BOOKMARKS.USE")
    ? await tagsOn(
        db,
        actor.organization,
        actor.subject,
        rows.map(({ id }) => id),
      )
    : new Map<string, string[]>();
  return rows.map((row) => conversationOf(row, tags.get(row.id)));
}

export async function showConversation(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  row: ConversationRow,
): Promise<Conversation> {
  const [shown] = await showConversations(db, access, actor, [row]);
  return shown ?? conversationOf(row);
}
