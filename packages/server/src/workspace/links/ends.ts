import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { conversationName, mayOnConversation } from "../conversations/conversationAccess.ts";
import type { ConversationRow } from "../conversations/queries.ts";
import { contextOfRow } from "../reachable/contextOfRow.ts";

/** Milliseconds since 1970; null: no end. */
type End = number | null;

/** @throws {Problem} `request-invalid` for an end that has passed */
export function requireToCome(end: End, now: number): End {
  if (end !== null && end <= now) throw problem("request-invalid", { detail: "`expiresAt` must be in the future" });
  return end;
}

export const isSooner = (end: End, than: End): boolean => end !== null && (than === null || end < than);

/**
 * The end of a link that is published: as wished, and nobody shows a conversation for longer than they may share and view it, nor than it is there.
 * A key must cover both, but that it ends takes nothing from what its person did by it.
 * @throws {Problem} `forbidden` if they may not share or view it
 */
export function endOfPublished(
  access: OrganizationAccess,
  actor: Actor,
  conversation: ConversationRow,
  wished: End,
): End {
  const { key: _key, ...person } = actor;
  let end = soonest(wished, conversation.expires_at);
  for (const action of ["share", "view"]) {
    if (!mayOnConversation(access, actor, action, conversation))
      throw problem("forbidden", {
        detail: `giving a link more time takes \`${action}\` on the conversation that it shows`,
      });
    const { until } = access.check(person, action, conversationName(conversation), contextOfRow(conversation));
    end = soonest(end, until);
  }
  return end;
}

/** The end of a link of which nothing is published: bringing it forward is free. @throws {Problem} as {@link endOfPublished} */
export function endOfChanged(
  access: OrganizationAccess,
  actor: Actor,
  conversation: ConversationRow,
  wished: End,
  present: End,
): End {
  if (wished === present || isSooner(wished, present)) return soonest(wished, conversation.expires_at);
  return endOfPublished(access, actor, conversation, wished);
}

const soonest = (a: End, b: End): End => (isSooner(a, b) ? a : b);
