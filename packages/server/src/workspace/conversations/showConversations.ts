import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import { tagsOn } from "../bookmarks/queries.ts";
import { WITHOUT_CAPABILITIES } from "../parts.ts";
import { conversationName } from "./conversationAccess.ts";
import { conversationOf } from "./conversationShape.ts";
import type { ConversationRow } from "./queries.ts";
import type { Conversation } from "./schemas.ts";

/** Rows as the actor sees them: with the actor's own bookmarks, where these are on for the actor, and the project that the actor may view. */
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
  return rows.map((row) => conversationOf(row, { tags: tags.get(row.id), project: projectOf(access, actor, row) }));
}

/** LibreChat knows one project of a conversation. */
function projectOf(access: OrganizationAccess, actor: Actor, row: ConversationRow): string | undefined {
  const parents = access.engine.describe(conversationName(row))?.parents ?? [];
  return parents
    .find((parent) => parent.startsWith("project:") && access.may(actor, "view", parent, WITHOUT_CAPABILITIES))
    ?.slice("project:".length);
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
