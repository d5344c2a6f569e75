import type { Change, Grant } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import { grantRecordsOf } from "../../access/people.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { nextGrantIds, type Tx } from "../../store/index.ts";

/*
 * A group has one owner, and as many more as hold its access role `owner` by a grant.
 */

/** Who holds `owner` by a plain grant, with the grant. */
export function ownersByGrant(access: OrganizationAccess, group: string): Grant[] {
  const all = access.engine.typeOf("group")?.roles.owner ?? [];
  return access.engine
    .grantsOn(group)
    .filter(
      ({ principal, allow, deny, expiresAt, condition }) =>
        principal.startsWith("user:") &&
        deny.length === 0 &&
        expiresAt === null &&
        condition === null &&
        all.every((action) => allow.includes(action)),
    );
}

/** @param owner as the actor may name them */
export async function addingOwner(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  { group, owner }: { group: string; owner: string },
): Promise<Change[]> {
  access.require(actor, "share", group);
  const isThere =
    access.engine.describe(group)?.owner === owner ||
    ownersByGrant(access, group).some(({ principal }) => principal === owner);
  if (isThere) return [];
  const allow = [...(access.engine.typeOf("group")?.roles.owner ?? [])];
  const wish = { principal: owner, resource: group, allow, deny: [], expiresAt: null, condition: null };
  requireMay(access, actor, (may) => may.grant(actor.subject, wish, contextOf(actor)));
  const [id = 0] = await nextGrantIds(tx, access.id, 1);
  return [{ kind: "grant-set", grant: { id, ...wish } }];
}

/** Anybody may stop being one; whoever owns the group hands it over. @throws {Problem} `conflict`, `resource-not-found` */
export async function removingOwner(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  { group, owner }: { group: string; owner: string },
): Promise<Change[]> {
  if (owner !== actor.subject) access.require(actor, "share", group);
  if (access.engine.describe(group)?.owner === owner)
    throw problem("conflict", { detail: "whoever owns the group stays its owner; hand it over instead" });
  const held = ownersByGrant(access, group).filter(({ principal }) => principal === owner);
  if (held.length === 0) throw problem("resource-not-found");
  const records = await grantRecordsOf(
    tx,
    access.id,
    held.map(({ id }) => id),
  );
  return held.map(({ id }): Change => {
    const givenBy = records.get(id)?.given_by ?? null;
    requireMay(access, actor, (may) => may.removeGrant(actor.subject, group, id, givenBy, contextOf(actor)));
    return { kind: "grant-removed", resource: group, id };
  });
}
