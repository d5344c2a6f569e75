import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { fromExpiry } from "../../http/schemas.ts";
import type { Tx } from "../../store/index.ts";
import { mayOnConversation, requireConversation } from "../conversations/conversationAccess.ts";
import { findConversation } from "../conversations/queries.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { ownerOf } from "../reachable/ownership.ts";
import { iso } from "../shapes.ts";
import { linkName } from "./linkAccess.ts";
import { findLink, type LinkRow, listLinkRowsTo } from "./queries.ts";

/** Each person who may share a conversation makes one; whoever has more than this deletes some to see the others. */
const MOST_TOLD = 100;

/**
 * By which links a conversation is shown, newest first, for whoever may share it in their own right.
 * @throws {Problem} `resource-not-found`, `forbidden`
 */
export async function listLinksTo({ access, store, people }: WorkspaceParts, actor: Actor, conversationId: string) {
  const here = access.of(actor);
  await requireConversation(store.db, here, actor, "share", conversationId);
  const found = await listLinkRowsTo(store.db, actor.organization, conversationId, MOST_TOLD + 1);
  const rows = found.slice(0, MOST_TOLD);
  const names = await people?.names(actor.organization, [...new Set(rows.map(({ account }) => account))]);
  return {
    links: rows.map((row) => ({
      _id: row.id,
      shareId: row.share_id,
      maker: row.account,
      makerName: names?.get(row.account)?.name ?? null,
      isMine: ownerOf(here, linkName(row)) === actor.subject,
      live: row.is_live === 1,
      expiresAt: fromExpiry(row.expires_at),
      hasPasscode: row.passcode_hash !== null,
      createdAt: iso(row.created_at),
    })),
    hasMore: found.length > MOST_TOLD,
  };
}

/**
 * A link of the actor's organization to a conversation that they may share, and whose links they therefore take back; undefined where they do so
 * as everybody else, by what they hold on the link itself.
 */
export async function findToTakeBack(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  shareId: string,
): Promise<LinkRow | undefined> {
  const row = await findLink(db, shareId);
  if (row?.organization_id !== actor.organization) return undefined;
  if (access.may(actor, "delete", linkName(row), WITHOUT_CAPABILITIES)) return undefined;
  const conversation = await findConversation(db, actor.organization, row.conversation_id);
  return conversation && mayOnConversation(access, actor, "share", conversation) ? row : undefined;
}
