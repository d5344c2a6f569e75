import type { Change, Grant } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import { grantRecordsOf } from "../../access/people.ts";
import type { Actor } from "../../http/actor.ts";
import { nextGrantIds, type Tx } from "../../store/index.ts";

/** Who may share into a group, as one choice. */
export const sharersInto = ["anyone", "members", "owners", "nobody"] as const;
export type SharersInto = (typeof sharersInto)[number];

const SHARE_INTO = ["shareInto"];

/**
 * What each choice is in grants on the group: to everybody in the organization; to the group itself; none, since its owners hold it; a deny
 * for everybody, which leaves whoever owns the group itself. Whoever may look up every group (PEOPLE_PICKER.VIEW_GROUPS) names any of them,
 * whatever was chosen (docs/model.md, "Making and handing on").
 */
const terms = (group: string): Record<SharersInto, Pick<Grant, "principal" | "allow" | "deny"> | null> => ({
  anyone: { principal: "everyone", allow: SHARE_INTO, deny: [] },
  members: { principal: group, allow: SHARE_INTO, deny: [] },
  owners: null,
  nobody: { principal: "everyone", allow: [], deny: SHARE_INTO },
});

/** What is chosen. Grants that are no choice (to somebody, with an end …) count beside it, and are left alone. */
export function sharersOf(access: OrganizationAccess, group: string): SharersInto {
  const grants = access.engine.grantsOn(group);
  return (["nobody", "anyone", "members"] as const).find((choice) => find(grants, group, choice)) ?? "owners";
}

/**
 * What makes it this choice.
 * @param supposed what is to be changed before it: the group's being there
 * @throws {Problem} what the rules of handing on say
 */
export async function choosing(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  { group, choice, supposed = [] }: { group: string; choice: SharersInto; supposed?: readonly Change[] },
): Promise<Change[]> {
  const grants = access.engine.grantsOn(group);
  const others = sharersInto.filter((one) => one !== choice).flatMap((one) => find(grants, group, one) ?? []);
  const records = await grantRecordsOf(
    tx,
    access.id,
    others.map(({ id }) => id),
  );
  const changes = others.map(({ id }): Change => {
    const givenBy = records.get(id)?.given_by ?? null;
    requireMay(access, actor, (may) => may.removeGrant(actor.subject, group, id, givenBy, contextOf(actor)));
    return { kind: "grant-removed", resource: group, id };
  });
  const wanted = terms(group)[choice];
  if (!wanted || find(grants, group, choice)) return changes;
  const wish = { resource: group, ...wanted, expiresAt: null, condition: null };
  // What denied it before is gone by then.
  access.engine.suppose([...supposed, ...changes], () =>
    requireMay(access, actor, (may) => may.grant(actor.subject, wish, contextOf(actor))),
  );
  const [id = 0] = await nextGrantIds(tx, access.id, 1);
  return [...changes, { kind: "grant-set", grant: { id, ...wish } }];
}

function find(grants: readonly Grant[], group: string, choice: SharersInto): Grant | undefined {
  const wanted = terms(group)[choice];
  if (!wanted) return undefined;
  const same = (some: readonly string[], others: readonly string[]) => some.join() === others.join();
  return grants.find(
    (grant) =>
      grant.principal === wanted.principal &&
      grant.expiresAt === null &&
      grant.condition === null &&
      same(grant.allow, wanted.allow) &&
      same(grant.deny, wanted.deny),
  );
}
