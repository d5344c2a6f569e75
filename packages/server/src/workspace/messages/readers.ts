import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { conversationName } from "../conversations/conversationAccess.ts";
import type { ConversationRow } from "../conversations/queries.ts";
import { hasLiveLink } from "../links/queries.ts";
import { WITHOUT_CAPABILITIES } from "../parts.ts";

/**
 * Others take an answer for what an agent or a model said. Who writes one themselves does so where nobody else reads: in a conversation of their
 * own that nobody else may view, and that no live link shows.
 * @throws {Problem} `forbidden`
 */
export async function requireReadByNobodyElse(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  conversation: ConversationRow,
): Promise<void> {
  const isAlone =
    conversation.account === actor.subject &&
    isViewedByActorOnly(access, actor, conversationName(conversation)) &&
    !(await hasLiveLink(tx, actor.organization, conversation.conversation_id));
  if (!isAlone)
    throw problem("forbidden", {
      detail:
        "an answer is written by its agent or model: you may store one only in a conversation of your own that nobody else reads",
    });
}

/** What nobody shared is not held by the engine: it is its owner's alone. */
function isViewedByActorOnly(access: OrganizationAccess, actor: Actor, resource: string): boolean {
  if (!access.engine.isHeld(resource)) return true;
  // Broken glass is no reader: what was opened is read on, and no owner is refused for it.
  const asked = { ...WITHOUT_CAPABILITIES, glass: false };
  const { subjects, principals } = access.engine.listSubjects("view", resource, { limit: 2 }, asked);
  return principals.length === 0 && subjects.every((one) => one === actor.subject);
}
