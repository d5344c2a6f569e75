import { builtInRanks, defaultCustomRank, USER } from "../catalogue/roles.ts";
import type { Expiry } from "../types.ts";
import { NODE, NONE, PRIMARY_ROLE, ROLE, SERVICE, WIDE } from "../world.ts";
import { requireManaging } from "./accounts.ts";
import { type Actor, notFound, quoted } from "./actor.ts";
import type { RoleWish } from "./contract.ts";
import { requireNoneNaming } from "./denies.ts";
import { capabilitiesOf, featureEnd, featuresOf } from "./ends.ts";
import { isEverybodys } from "./everybodys.ts";
import { isStaffRank, isStaffRole, isUser, requireCapabilities } from "./groups.ts";
import { isOwnGroup, isOwnSide, manages } from "./own-side.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** An additional role, to a user, service or group; to another's only. */
export function mayGiveRole(actor: Actor, holder: string, role: string, expiresAt: Expiry): Refusal | null {
  const who = holderOf(actor, holder);
  if (who === NONE) return actor.requireAccount() ?? notFound(holder);
  if (expiresAt !== null && !(expiresAt > actor.now))
    return refusal("grant-reaches-nobody", "the end of the role has passed");
  return (
    requireOther(actor, who, holder) ??
    requireNotJoinable(actor, who, holder) ??
    requireManaging(actor, who) ??
    requireRole(actor, role, expiresAt ?? Infinity) ??
    requireFewFor(actor, who, holder, role) ??
    requireNoGrantsFor(actor, who, actor.world.names.find(role), expiresAt ?? Infinity)
  );
}

export function mayTakeRole(actor: Actor, holder: string, role: string): Refusal | null {
  const who = holderOf(actor, holder);
  if (who === NONE) return actor.requireAccount() ?? notFound(holder);
  return (
    requireOther(actor, who, holder) ??
    requireNotJoinable(actor, who, holder) ??
    requireManaging(actor, who) ??
    requireRole(actor, role, actor.now) ??
    requireNoneNaming(actor, [actor.world.names.find(role)])
  );
}

/** Takes the one and gives the other. */
export function maySetPrimaryRole(actor: Actor, user: string, role: string): Refusal | null {
  const { world } = actor;
  const who = world.names.find(user);
  if (!isUser(world, who)) return actor.requireAccount() ?? notFound(user);
  const former = world.nodes[who * NODE + PRIMARY_ROLE]!;
  if (world.names.text(former) === role) return actor.requireAccount();
  return (
    requireOther(actor, who, user) ??
    requireManaging(actor, who) ??
    requireRole(actor, world.names.text(former), actor.now) ??
    requireRole(actor, role, Infinity) ??
    requireNoneNaming(actor, [former])
  );
}

/**
 * Outranking the role, and holding all that it brings, by ways that last at least as long.
 * @param until when it is given until; the actor's `now` where it is only taken
 */
export function requireRole(actor: Actor, role: string, until: number): Refusal | null {
  const { world } = actor;
  const handle = world.names.find(role);
  if (world.kind(handle) !== ROLE) return notFound(role);
  if (!actor.outranksRole(handle)) return refusal("rank-too-low", `you do not outrank \`${role}\``);
  const brought = [...capabilitiesOf(world, new Map([[handle, Infinity]]), actor.now)];
  return requireFeaturesHeld(actor, featuresOf(world, handle), until) ?? requireCapabilities(actor, brought, until);
}

/** Held by roles that last at least as long; the key names them. A ceiling is the environment's, and takes nothing from anybody's roles. */
function requireFeaturesHeld(actor: Actor, features: readonly string[], until: number): Refusal | null {
  const { world } = actor;
  const ends = features.map((feature) => ({
    feature,
    end: featureEnd(world, actor.principals, world.declared.featureIndex.get(feature)!),
  }));
  const missing = ends.filter(({ end }) => end === 0).map(({ feature }) => feature);
  if (missing.length > 0) return refusal("exceeds-own", `you do not have ${quoted(missing)}`, missing);
  const short = ends.filter(({ end }) => end < until).map(({ feature }) => feature);
  if (short.length > 0) return refusal("outlasts-own", `you do not have ${quoted(short)} for as long`, short);
  return actor.requireScope(features);
}

/** Never to oneself or a group that one is in. Services of one's own have a rule of their own. */
function requireOther(actor: Actor, holder: number, name: string): Refusal | null {
  const isOwn = holder === actor.account || actor.principals.has(holder);
  return isOwn
    ? refusal("to-oneself", `roles and capabilities are not given to or taken from \`${name}\` by you`)
    : null;
}

/**
 * A role neither to a group that one may join by oneself: what is shared with the role does not count when somebody joins. Capabilities are,
 * since to join takes holding those that the group carries.
 */
function requireNotJoinable(actor: Actor, holder: number, name: string): Refusal | null {
  return isOwnGroup(actor, holder)
    ? refusal("to-oneself", `\`${name}\` is a group of your own, which you could join: somebody else gives it roles`)
    : null;
}

/** To a service that one manages, or a group it is in: no role on which a grant lies, unless one holds that role for as long. */
function requireNoGrantsFor(actor: Actor, holder: number, role: number, until: number): Refusal | null {
  const { world } = actor;
  const isOwnService = world.kind(holder) === SERVICE ? manages(actor, holder) : isOwnSide(actor, holder);
  if (!isOwnService || (actor.principals.get(role) ?? 0) >= until) return null;
  for (const resource of world.reached.get(role) ?? [])
    for (const row of world.grantRows(resource))
      if (world.grants.principal(row) === role && world.grants.expiresAt(row) > actor.now)
        return refusal("to-oneself", `something is shared with \`${world.names.text(role)}\`, which you do not hold`);
  return null;
}

/** Making one takes what editing it takes; its rank is below the maker's own. */
export function mayMakeRole(actor: Actor, role: string, wish: RoleWish): Refusal | null {
  const rank = wish.rank ?? rankOfNew(actor);
  const known = actor.world.names.find(role);
  return (
    actor.requireCapability("manage:roles") ??
    (actor.world.kind(known) === ROLE ? refusal("does-not-fit", `there is a role \`${role}\` already`) : null) ??
    requireRank(actor, rank) ??
    requireKnown(actor, wish) ??
    requireFeaturesHeld(actor, wish.on ?? [], Infinity)
  );
}

export function mayEditRole(actor: Actor, role: string, wish: RoleWish): Refusal | null {
  const handle = actor.world.names.find(role);
  const gives = (wish.on?.length ?? 0) > 0 || wish.rank !== undefined;
  if (gives && actor.principals.has(handle) && actor.world.kind(handle) === ROLE)
    return actor.requireCapability("manage:roles") ?? refusal("to-oneself", `\`${role}\` is a role of your own`);
  return (
    actor.requireCapability("manage:roles") ??
    requireRole(actor, role, Infinity) ??
    (wish.rank !== undefined && builtInRanks[role] !== undefined && builtInRanks[role] !== wish.rank
      ? refusal("built-in-role", `\`${role}\` keeps its rank`)
      : null) ??
    (wish.rank === undefined ? null : requireRank(actor, wish.rank)) ??
    (isStaffRank(wish.rank) && isEverybodys(actor.world, handle, actor.now)
      ? refusal("not-for-everybody", `\`${role}\` is everybody's, and becomes no staff role`)
      : null) ??
    requireKnown(actor, wish) ??
    requireFeaturesHeld(actor, wish.on ?? [], Infinity)
  );
}

export function mayDeleteRole(actor: Actor, role: string): Refusal | null {
  const refused = actor.requireCapability("manage:roles");
  if (refused) return refused;
  if (builtInRanks[role] !== undefined) return refusal("built-in-role", `\`${role}\` is built in and stays`);
  return requireRole(actor, role, Infinity) ?? requireNoneNaming(actor, [actor.world.names.find(role)]);
}

/** 10, or one below the maker's if that is less. */
export function rankOfNew(actor: Actor): number {
  return Math.max(0, Math.min(defaultCustomRank, actor.rank - 1));
}

/** Below their own, for super admins too. */
function requireRank(actor: Actor, rank: number): Refusal | null {
  if (Number.isInteger(rank) && rank >= 0 && rank < actor.rank) return null;
  return refusal("rank-too-low", `a role ranks 0 or more, and below its maker (${actor.rank})`);
}

function requireKnown(actor: Actor, { on = [], off = [] }: RoleWish): Refusal | null {
  const unknown = [...on, ...off].filter((feature) => !actor.world.declared.featureIndex.has(feature));
  return unknown.length > 0 ? refusal("does-not-fit", `${quoted(unknown)} is not a feature`, unknown) : null;
}

/** A capability is given by whoever holds it, for that scope and as long, to others below them. */
export function mayGiveCapability(
  actor: Actor,
  principal: string,
  capability: string,
  scope: string | null,
  expiresAt: Expiry,
): Refusal | null {
  const { world } = actor;
  if (principal === "everyone" || principal === "anyone" || principal === USER) return forEverybody(actor, principal);
  const who = holderOf(actor, principal);
  if (who !== NONE && world.isGroup(who) && (world.flags(who) & WIDE) !== 0) return forEverybody(actor, principal);
  if (expiresAt !== null && !(expiresAt > actor.now))
    return refusal("grant-reaches-nobody", "the end of the capability has passed");
  return (
    mayHandleCapability(actor, who, principal, capability, scope, expiresAt ?? Infinity) ??
    (isEverybodys(world, who, actor.now) ? forEverybody(actor, principal) : null)
  );
}

/** What a staff role brings is given to everybody as little as a capability by itself. */
function requireFewFor(actor: Actor, who: number, holder: string, role: string): Refusal | null {
  const { world } = actor;
  if (!isStaffRole(world, world.names.find(role), actor.now) || !isEverybodys(world, who, actor.now)) return null;
  return refusal("not-for-everybody", `\`${holder}\` is everybody's, and is given no staff role`);
}

function forEverybody(actor: Actor, principal: string): Refusal {
  return actor.requireAccount() ?? refusal("not-for-everybody", `\`${principal}\` is given no capability`);
}

export function mayTakeCapability(
  actor: Actor,
  principal: string,
  capability: string,
  scope: string | null,
): Refusal | null {
  return mayHandleCapability(actor, holderOf(actor, principal), principal, capability, scope, actor.now);
}

function mayHandleCapability(
  actor: Actor,
  who: number,
  principal: string,
  capability: string,
  scope: string | null,
  until: number,
): Refusal | null {
  const { world } = actor;
  const group = scope === null ? NONE : world.names.find(scope);
  if (who === NONE) return actor.requireAccount() ?? notFound(principal);
  if (scope !== null && !world.isGroup(group)) return actor.requireAccount() ?? notFound(scope);
  return (
    requireOther(actor, who, principal) ??
    requireManaging(actor, who) ??
    (world.kind(who) === ROLE ? requireRole(actor, principal, actor.now) : null) ??
    requireCapabilities(actor, [{ capability, scope: group, endsAt: Infinity }], until)
  );
}

function holderOf({ world }: Actor, name: string): number {
  const handle = world.names.find(name);
  return world.isAccount(handle) || world.isGroup(handle) || world.kind(handle) === ROLE ? handle : NONE;
}
