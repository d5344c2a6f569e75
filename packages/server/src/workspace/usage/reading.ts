import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";

/** Either lets one read how much is used. */
export const readingUsage = ["read:usage", "read:insights"] as const;

/** @throws {Problem} `forbidden` */
export function requireReading(access: OrganizationAccess, actor: Actor): void {
  const [usage, insights] = readingUsage;
  if (!access.may(actor, insights)) access.require(actor, usage);
}
