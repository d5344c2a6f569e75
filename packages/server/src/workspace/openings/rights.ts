import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";

const UNSEAL = "unseal:content";

/** @throws {Problem} `forbidden` */
export function requireUnsealing(access: OrganizationAccess, actor: Actor): void {
  access.require(actor, UNSEAL);
}

/** Who sees all openings: whoever may open, and whoever reads the trail. */
export const mayReadOpenings = (access: OrganizationAccess, actor: Actor): boolean =>
  access.may(actor, UNSEAL) || access.may(actor, "read:audit_log");
