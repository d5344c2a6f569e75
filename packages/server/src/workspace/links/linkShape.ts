import { fromExpiry } from "../../http/schemas.ts";
import { iso } from "../shapes.ts";
import type { LinkRow } from "./queries.ts";
import type { Link } from "./schemas.ts";

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
