import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { Problem, problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { contextOfRow } from "../reachable/contextOfRow.ts";
import { type ConversationRow, findConversation } from "./queries.ts";

export const conversationName = (row: { id: string }): string => `conversation:${row.id}`;

/**
 * INVARIANT: conversations are never handed over (docs/model.md, "What"), so the engine holds one for its row's account, or, when that
 * is gone, for the organization. Were one held for anybody else, somebody would have registered another's conversation as their own.
 */
function isClaimed(access: OrganizationAccess, row: { id: string; account: string }): boolean {
  const owner = access.engine.describe(conversationName(row))?.owner;
  return owner !== undefined && owner !== row.account && owner !== "organization";
}

export const mayOnConversation = (
  access: OrganizationAccess,
  actor: Actor,
  action: string,
  row: { id: string; account: string },
): boolean => !isClaimed(access, row) && access.may(actor, action, conversationName(row), contextOfRow(row));

/**
 * What is seen by breaking the glass is not handed on, and ends; a copy would be theirs for good (docs/model.md, "Sealed content").
 * @throws {Problem} `forbidden`
 */
export function requireNotByGlass(
  access: OrganizationAccess,
  actor: Actor,
  row: { id: string; account: string },
): void {
  if (access.check(actor, "view", conversationName(row), contextOfRow(row)).reason === "broken-glass")
    throw problem("forbidden", { detail: "what was opened by breaking the glass is read, not copied" });
}

/**
 * To write in one is to read it: an answer is made of what was said. To try it where one may not is counted, whether or not there is one: what
 * follows from it would tell otherwise.
 * @throws {Problem} as {@link requireConversation}
 */
export async function requireParticipant(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  conversationId: string,
): Promise<ConversationRow> {
  try {
    await requireConversation(db, access, actor, "view", conversationId);
    return await requireConversation(db, access, actor, "participate", conversationId);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "resource-not-found") throw error;
    throw error.counting({ type: "convo_access" });
  }
}

/**
 * The row, if the actor may. A foreign conversation and one that does not exist are the same.
 * @throws {Problem} `resource-not-found`, `forbidden`, `account-…`
 */
export async function requireConversation(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  action: string,
  conversationId: string,
): Promise<ConversationRow> {
  const row = await findConversation(db, actor.organization, conversationId);
  // Asked all the same where there is none, so that banned and unknown subjects hear the same.
  const { id, account } = row ?? { id: "-", account: "organization" };
  access.require(actor, action, `conversation:${id}`, contextOfRow({ account }));
  if (!row || isClaimed(access, row)) throw problem("resource-not-found");
  return row;
}
