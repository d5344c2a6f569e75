import { builtInRanks, USER } from "../catalogue/roles.ts";
import type { Expiry } from "../types.ts";
import { type HeldCapability, NONE, ROLE, USER as USER_KIND, type World } from "../world.ts";
import { type Actor, notFound } from "./actor.ts";
import { requireNoneFreedOutside } from "./denies.ts";
import { capabilitiesOf, capabilityEnd, featuresOf, principalEnds, rankOfRole } from "./ends.ts";
import { isEverybodys } from "./everybodys.ts";
import { isOwnSide, reachesManager, servicesManaged } from "./own-side.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** People of this rank need not be outranked by whoever holds a capability that is scoped to a group of theirs. */
export const MEMBER_RANK = 10;

/**
 * Adding a member or subgroup: `members`, holding every capability (for as long as the membership lasts) and outranking every role that the
 * group carries, itself or through the groups above it. What is shared with the group does not count.
 */
export function mayAddMember(actor: Actor, group: string, member: string, expiresAt: Expiry): Refusal | null {
  const { world } = actor;
  const refused = requireMembers(actor, group);
  if (refused) return refused;
  const into = world.names.find(group);
  const who = memberOf(world, member);
  if (who === NONE) return notFound(member);
  if (expiresAt !== null && !(expiresAt > actor.now))
    return refusal("grant-reaches-nobody", "the end of the membership has passed");
  if (!actor.ask("members", group, false).allowed && isOwnSide(actor, who))
    return refusal("to-oneself", `by capability alone \`${member}\` is not put into \`${group}\``);
  const above = principalEnds(world, into, actor.now);
  return (
    requireOwnScopeKept(actor, above, group, expiresAt ?? Infinity) ??
    requireCarried(actor, above, expiresAt ?? Infinity) ??
    (world.isGroup(who) && carriesStaff(world, group, actor.now) && isEverybodys(world, who, actor.now)
      ? refusal(
          "not-for-everybody",
          `\`${member}\` is everybody's, and \`${group}\` carries a staff role or a capability`,
        )
      : null)
  );
}

function requireMembers(actor: Actor, group: string): Refusal | null {
  const handle = actor.world.names.find(group);
  if (!actor.world.isGroup(handle)) return actor.requireAccount() ?? notFound(group);
  return actor.require("members", group);
}

/**
 * Nobody puts people into a group to which a capability of their own is scoped, nor, being a service, one of whoever manages it; nor one of a
 * service that they manage, unless they reach these people by it anyway, for as long as they are in the group.
 */
function requireOwnScopeKept(
  actor: Actor,
  above: ReadonlyMap<number, number>,
  group: string,
  until: number,
): Refusal | null {
  const { world, now } = actor;
  const isScopedHere = ({ scope, expiresAt }: HeldCapability) => scope !== NONE && expiresAt > now && above.has(scope);
  const refused = (whose: string) => refusal("own-scope", `${whose} is scoped to \`${group}\`, or to a group above it`);
  for (const account of new Set([actor.account, ...servicesManaged(actor)]))
    for (const held of actor.rightsOf(account).capabilities) {
      if (!isScopedHere(held)) continue;
      if (account === actor.account) return refused(`\`${held.capability}\`, a capability of yours,`);
      if (holdsAsWidely(actor, account, held, until)) continue;
      return refused(`\`${held.capability}\`, a capability of \`${world.names.text(account)}\`, which you manage,`);
    }
  const isManagers =
    actor.isService &&
    [...world.capabilities].some(([holder, held]) => held.some(isScopedHere) && reachesManager(actor, holder));
  return isManagers ? refused("a capability of somebody who manages this service") : null;
}

/**
 * The actor holds it for everybody, as long as it lasts or the membership does, and ranks as high as the account: one that is scoped reaches
 * people of rank 10 whatever the rank of its holder, so that of a service is wider than the actor's own if they do not rank above these.
 */
function holdsAsWidely(
  actor: Actor,
  account: number,
  { capability, expiresAt }: HeldCapability,
  until: number,
): boolean {
  const { world, principals, now } = actor;
  if (capabilityEnd(world, principals, capability, NONE, now) < Math.min(expiresAt, until)) return false;
  if (actor.requireScope([capability])) return false;
  if (actor.isSuperAdmin) return true;
  return actor.outranks(MEMBER_RANK) && actor.rank >= actor.ranksOf(account);
}

/** What comes with the group, for as long as the membership lasts or it does itself. */
function requireCarried(actor: Actor, above: ReadonlyMap<number, number>, until: number): Refusal | null {
  const { world, now } = actor;
  for (const principal of above.keys()) {
    if (world.kind(principal) !== ROLE) continue;
    if (!actor.outranksRole(principal))
      return refusal("rank-too-low", `the group carries \`${world.names.text(principal)}\`, which you do not outrank`);
    const outOfScope = actor.requireScope(featuresOf(world, principal));
    if (outOfScope) return outOfScope;
  }
  return requireCapabilities(actor, [...capabilitiesOf(world, above, now)], until);
}

/** The actor holds these capabilities until `until`, or until they end. */
export function requireCapabilities(
  actor: Actor,
  carried: readonly { capability: string; scope: number; endsAt: number }[],
  until: number,
): Refusal | null {
  for (const { capability, scope, endsAt } of carried) {
    const held = actor.capabilityUntil(capability, scope);
    // Of which group it is, is not everybody's to know.
    const name = `\`${capability}\`${scope === NONE ? "" : " for the same group"}`;
    if (held === 0) return refusal("exceeds-own", `you do not hold ${name}`, [capability]);
    if (held < Math.min(until, endsAt))
      return refusal("outlasts-own", `you do not hold ${name} for as long`, [capability]);
  }
  return actor.requireScope([...new Set(carried.map(({ capability }) => capability))]);
}

/** Anybody leaves what they are in; taking somebody else out takes `members`. */
export function mayRemoveMember(actor: Actor, group: string, member: string): Refusal | null {
  const { world } = actor;
  const from = world.names.find(group);
  const who = memberOf(world, member);
  const isLeaving = who !== NONE && who === actor.account;
  const isIn = world.isGroup(from) && [...world.membershipsOf(who)].some((one) => one.group === from);
  const refused = isLeaving && isIn ? actor.requireActive("group:members", idOf(group)) : requireMembers(actor, group);
  if (refused) return refused;
  if (!isIn) return notFound(member);
  return requireNoneFreedOutside(actor, who, from);
}

/** A role above USER or a capability, through the group itself or those above it. */
export function carriesStaff(world: World, group: string, now: number): boolean {
  const handle = world.names.find(group);
  if (!world.isGroup(handle)) return false;
  const above = principalEnds(world, handle, now);
  const [found] = capabilitiesOf(world, above, now);
  if (found) return true;
  return [...above.keys()].some((principal) => world.kind(principal) === ROLE && isStaffRole(world, principal, now));
}

/** One above USER, or with a capability. */
export function isStaffRole(world: World, role: number, now: number): boolean {
  const [brought] = capabilitiesOf(world, new Map([[role, Infinity]]), now);
  return brought !== undefined || isStaffRank(rankOfRole(world, role));
}

export const isStaffRank = (rank = 0): boolean => rank > (builtInRanks[USER] ?? 0);

function memberOf(world: World, member: string): number {
  const handle = world.names.find(member);
  return world.isAccount(handle) || world.isGroup(handle) ? handle : NONE;
}

export function isUser(world: World, handle: number): boolean {
  return world.kind(handle) === USER_KIND;
}

export function idOf(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
