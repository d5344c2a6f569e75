import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { type Actor, isOperator, VISITOR } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { requireFound } from "../reachable/requireFound.ts";
import { findLink, type LinkRow } from "./queries.ts";

export const linkName = (row: { id: string }): string => `sharedLink:${row.id}`;

/** Who reads, as the link's organization sees them: without an account there, a visitor; the operator opens links as everybody does. */
export function readerOf(row: LinkRow, signedIn: Actor | null, ip: string): Actor {
  if (signedIn?.organization === row.organization_id && !isOperator(signedIn)) return signedIn;
  return { organization: row.organization_id, subject: VISITOR, name: VISITOR, from: "api", ip };
}

/**
 * The row of a link of the actor's organization, if they may. One of another organization and one that does not exist are the same.
 * @throws {Problem} `resource-not-found`, `forbidden`, `account-…`
 */
export async function requireLink(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  action: string,
  shareId: string,
  context?: { capabilities: boolean },
): Promise<LinkRow> {
  const found = await findLink(db, shareId);
  const row = found?.organization_id === actor.organization ? found : undefined;
  return requireFound(access, actor, action, "sharedLink", row, ({ id }) => id, context);
}

/** A link belongs to somebody. @throws {Problem} `forbidden` */
export function requireAccount(actor: Actor): void {
  if (isOperator(actor)) throw problem("forbidden", { detail: "the operator has no links" });
}
