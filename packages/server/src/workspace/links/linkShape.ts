import { fromExpiry } from "../../http/schemas.ts";
import { iso } from "../shapes.ts";
import type { LinkRow } from "./queries.ts";
import type { ChangedLink, Link } from "./schemas.ts";

/** What its owner sees of it. */
export const linkOf = (row: LinkRow): Link => ({
  _id: row.id,
  shareId: row.share_id,
  conversationId: row.conversation_id,
  ...(row.target_message_id !== null && { targetMessageId: row.target_message_id }),
  title: row.title,
  live: row.is_live === 1,
  expiresAt: fromExpiry(row.expires_at),
  hasPasscode: row.passcode_hash !== null,
  createdAt: iso(row.created_at),
  updatedAt: iso(row.updated_at),
});

/** What somebody sees who brought its end forward by capability: nothing of the conversation. */
export function withoutContent(row: LinkRow): ChangedLink {
  const { title: _title, conversationId: _conversation, targetMessageId: _target, ...settings } = linkOf(row);
  return settings;
}
