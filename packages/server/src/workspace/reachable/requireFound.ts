import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";

/**
 * The row that was looked for, if the actor may. One of another organization, one that does not exist, and one on which the actor holds nothing
 * are the same.
 * @param row what was found, with the id of its resource in `resourceId`
 * @throws {Problem} `resource-not-found`, `forbidden`, `feature-off` …
 */
export function requireFound<Row>(
  access: OrganizationAccess,
  actor: Actor,
  action: string,
  type: string,
  row: Row | undefined,
  resourceId: (row: Row) => string,
  context?: { capabilities: boolean },
): Row {
  if (row === undefined) {
    // Asked all the same, so that banned and unknown subjects hear the same as for a thing that is there.
    access.require(actor, action, `${type}:-`, context);
    throw problem("resource-not-found");
  }
  access.require(actor, action, `${type}:${resourceId(row)}`, context);
  return row;
}
