import { type Expression, type SqlBool, sql } from "kysely";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";

export const ownerOf = (access: OrganizationAccess, resource: string): string | undefined =>
  access.engine.describe(resource)?.owner;

/** A plain grant (no end, condition or deny) of `action` to everyone: LibreChat's *public*. */
export function isPlainlyPublic(access: OrganizationAccess, resource: string, action = "use"): boolean {
  return access.engine
    .grantsOn(resource)
    .some(
      (grant) =>
        grant.principal === "everyone" &&
        grant.expiresAt === null &&
        grant.condition === null &&
        grant.deny.length === 0 &&
        grant.allow.includes(action),
    );
}

/** Whether the engine's state table names this owner: a list's first sieve; each row is asked about all the same. */
export const isOwnedBy = (
  organization: string,
  type: string,
  id: Expression<string>,
  owner: string,
): Expression<SqlBool> =>
  sql<SqlBool>`exists (select resources.resource from resources where resources.organization_id = ${organization}
    and resources.owner = ${owner} and resources.resource = ${`${type}:`} || ${id})`;
