import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, whyNot } from "../../access/rules.ts";
import type { Found } from "../../access/unheld.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { WITHOUT_CAPABILITIES } from "../parts.ts";
import { ownerOf } from "../reachable/ownership.ts";
import type { RequestRow } from "./queries.ts";

/**
 * Whether the actor is one of those whom a request is for: who may grant what it asks for. By capability alone only where no person has the
 * thing: an administrator is not asked for what others have.
 */
export function mayAnswer(access: OrganizationAccess, actor: Actor, row: RequestRow, found: Found): boolean {
  const { resource } = row;
  if (resource === null || row.requester === actor.subject) return false;
  return found.suppose(access, resource, () => {
    if (!access.engine.isHeld(resource)) return false;
    const context = isOwnedByPerson(access, resource) ? WITHOUT_CAPABILITIES : {};
    // The quick question first: most that one looks through are somebody else's.
    if (!isOperator(actor) && !access.may(actor, "share", resource, context)) return false;
    const wish = {
      principal: row.requester,
      resource,
      allow: JSON.parse(row.allow),
      deny: [],
      expiresAt: row.wished_until,
      condition: null,
    };
    return whyNot(access, actor, (may) => may.grant(actor.subject, wish, contextOf(actor))) === null;
  });
}

export function isOwnedByPerson(access: OrganizationAccess, resource: string): boolean {
  const owner = ownerOf(access, resource);
  return owner?.startsWith("user:") === true && access.engine.check(owner, "create", "project").allowed;
}
