import { createHash } from "node:crypto";
import { requireTag } from "../../http/versions.ts";
import type { OrganizationAccess } from "../organizationAccess.ts";

/** The `ETag` of how a resource is shared: its owner and its grants, whatever changed them. */
export function sharingTag(access: OrganizationAccess, resource: string): string {
  const state = [access.engine.describe(resource)?.owner, access.engine.grantsOn(resource)];
  return `"g${createHash("sha256").update(JSON.stringify(state)).digest("base64url").slice(0, 20)}"`;
}

/** `If-Match` of a write of shares, where it was sent. @throws {Problem} `version-mismatch` */
export function requireSharingTag(access: OrganizationAccess, resource: string, ifMatch: string | undefined): void {
  if (ifMatch !== undefined) requireTag(ifMatch, sharingTag(access, resource));
}
