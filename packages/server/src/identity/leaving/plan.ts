import { type Change, type Grant, USER } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess } from "../../access/index.ts";
import { whyNot } from "../../access/rules.ts";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import { findAccount } from "../accounts/queries.ts";
import { receiverOf, requireGivable, type Settling, settled, settling } from "../belongings/belongings.ts";
import type { ThingsWish } from "../belongings/schemas.ts";
import type { Identity } from "../identity.ts";
import { capabilitiesOf, grantsBy, grantsTo, groupsOf, rolesOf } from "./queries.ts";
import type { LeavingWish } from "./schemas.ts";

/** Grants of one step, those to the person and those by them each. */
export const MOST_AT_ONCE = 2_000;

/** One thing that is held; `stays` says why whoever acts cannot take it away. */
type Held<T> = T & { stays: string | null };

export interface LeavingPlan {
  changes: Change[];
  /** Resources that go. */
  removed: string[];
  memberships: Held<{ group: string }>[];
  roles: Held<{ role: string }>[];
  primaryRole: Held<{ role: string }>;
  capabilities: Held<{ capability: string; scope: string | null }>[];
  received: { id: number; type: string; resource: string }[];
  given: Held<{ id: number; type: string; resource: string; principal: string; allow: string[]; givenAt: number }>[];
  settling: Settling;
  to: string | null;
  /** Everything is in it: no second step is needed. */
  isWhole: boolean;
}

/**
 * What leaving would write, in the name of whoever acts: the engine is asked about each thing that is taken away. What somebody was given ends
 * without being asked about, as it does with the account (a deny stays: nobody is freed from one). What has ended already is no part of it.
 * Nothing is written here.
 * @throws {Problem} see belongings.ts
 */
export async function planLeaving(
  identity: Identity,
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  account: string,
  wish: LeavingWish,
): Promise<LeavingPlan> {
  const { id: organization } = access;
  const now = identity.now();
  const held = await findAccount(tx, organization, account);
  const stays = (refusal: { detail: string } | null) => refusal?.detail ?? null;
  const [context, { subject }] = [contextOf(actor), actor];
  const memberships = (await groupsOf(tx, organization, account, now)).map(({ group }) => ({
    group,
    stays: stays(whyNot(access, actor, (may) => may.removeMember(subject, group, account, context))),
  }));
  const roles = (await rolesOf(tx, organization, account, now)).map(({ role }) => ({
    role,
    stays: stays(whyNot(access, actor, (may) => may.takeRole(subject, account, role, context))),
  }));
  const primary = held?.primary_role ?? USER;
  const isPlain = primary === USER;
  const primaryRole = {
    role: primary,
    stays: isPlain ? null : stays(whyNot(access, actor, (may) => may.setPrimaryRole(subject, account, USER, context))),
  };
  const capabilities = (await capabilitiesOf(tx, organization, account, now)).map(({ capability, scope: text }) => {
    const scope = text === "" ? null : text;
    return {
      capability,
      scope,
      stays: stays(whyNot(access, actor, (may) => may.takeCapability(subject, account, capability, scope, context))),
    };
  });
  const received = await grantsTo(tx, organization, account, { now, limit: MOST_AT_ONCE + 1 });
  const given = (await grantsBy(tx, organization, account, { now, limit: MOST_AT_ONCE + 1 })).map((row) => ({
    ...row,
    allow: JSON.parse(row.allow) as string[],
    stays: stays(whyNot(access, actor, (may) => may.removeGrant(subject, row.resource, row.id, account, context))),
  }));
  const { settling: fates, removal, to } = await settle(identity, tx, access, actor, account, wish);
  const gone = new Set(removal.removed);
  const takenBack =
    wish.given === "keep" ? [] : given.filter(({ id, stays: why }) => why === null && !wish.except.includes(id));
  const isWhole = received.length <= MOST_AT_ONCE && (wish.given === "keep" || given.length <= MOST_AT_ONCE);
  const changes: Change[] = [
    ...(held?.status === "deactivated"
      ? []
      : [{ kind: "account-status-set", account, status: "deactivated" } as const]),
    ...(isPlain || primaryRole.stays !== null
      ? []
      : [{ kind: "primary-role-set", user: account, role: USER } as const]),
    ...roles.filter(isEnding).map(({ role }): Change => ({ kind: "role-taken", holder: account, role })),
    ...capabilities
      .filter(isEnding)
      .map(({ capability, scope }): Change => ({ kind: "capability-removed", principal: account, capability, scope })),
    ...memberships
      .filter(({ group, ...one }) => isEnding(one) && !gone.has(group))
      .map(({ group }): Change => ({ kind: "membership-removed", member: account, group })),
    ...[...received.slice(0, MOST_AT_ONCE), ...takenBack.slice(0, MOST_AT_ONCE)]
      .filter(({ resource }) => !gone.has(resource))
      .flatMap(({ resource, id }) => withoutAllows(access, resource, id)),
    ...removal.changes,
  ];
  return {
    changes: unique(changes),
    removed: removal.removed,
    memberships,
    roles,
    primaryRole,
    capabilities,
    received,
    given,
    settling: fates,
    to,
    isWhole,
  };
}

const isEnding = ({ stays }: { stays: string | null }): boolean => stays === null;

async function settle(
  identity: Identity,
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  account: string,
  { things, to: receiver, leaveRest }: LeavingWish,
) {
  if (things === "keep")
    return {
      settling: settling(access, actor, { things: "organization", leaveRest }, null),
      removal: { changes: [], removed: [] },
      to: null,
    };
  const wish: ThingsWish = { things, to: receiver, leaveRest };
  const to = await receiverOf(identity, tx, access, actor, account, wish);
  const fates = settling(access, actor, wish, to);
  return { settling: fates, removal: settled(access, account, fates), to };
}

/** @throws {Problem} `hand-on-refused` */
export function requireWhole({ settling: fates }: LeavingPlan, { leaveRest }: LeavingWish): void {
  requireGivable(fates, { things: "hand-over", leaveRest });
}

/** What it allows ends; what it denies stays denied. */
function withoutAllows(access: OrganizationAccess, resource: string, id: number): Change[] {
  const grant = access.engine.grantsOn(resource).find((one) => one.id === id);
  if (!grant) return [];
  if (grant.deny.length === 0) return [{ kind: "grant-removed", resource, id }];
  const rest: Grant = { ...grant, allow: [] };
  return [{ kind: "grant-set", grant: rest }];
}

/** A grant that they gave to themselves is both given and received. */
function unique(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}
