import type { Target } from "../decide.ts";
import { grantAt } from "../grant-at.ts";
import type { Expiry } from "../types.ts";
import { ANYONE, EVERYONE, NONE, ROLE, SERVICE, type World } from "../world.ts";
import { isPublic } from "./above.ts";
import { type Actor, notFound, quoted } from "./actor.ts";
import { typesReached } from "./contents.ts";
import type { GrantTerms, GrantWish } from "./contract.ts";
import { isKnown, requireNamingGroup } from "./naming.ts";
import { isOwnSide } from "./own-side.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { requireDenyRight, requireWays } from "./ways.ts";

/** Covers `update` and `delete` on projects, and takes allows away, but never gives. */
const PROJECT = "project";

/** A new grant. */
export function mayGrant(actor: Actor, wish: GrantWish): Refusal | null {
  const target = actor.target(wish.resource);
  if (!target) return actor.requireAccount() ?? notFound(wish.resource);
  return requireRights(actor, target, wish) ?? requireReceiver(actor, target, wish);
}

/** The right to give: what is allowed as granting, what is denied as denying. */
function requireRights(actor: Actor, target: Target, wish: GrantWish): Refusal | null {
  if (wish.allow.length > 0) {
    const refused = actor.require("share", target.name) ?? requireSharing(actor, target, principalOf(actor, wish));
    if (refused) return refused;
  }
  return wish.deny.length > 0 ? requireDenyRight(actor, target) : null;
}

/** Whom it names, whether it can reach anybody, and whether it is the actor's to give. */
function requireReceiver(actor: Actor, target: Target, wish: GrantWish): Refusal | null {
  const { world } = actor;
  const principal = principalOf(actor, wish);
  if (principal === NONE || !isKnown(actor, target, principal)) return notFound(wish.principal);
  const foreign = [...wish.allow, ...wish.deny].filter((action) => !target.type.bits.has(action));
  if (foreign.length > 0)
    return refusal("does-not-fit", `${quoted(foreign)} is not an action of \`${target.type.name}\``, foreign);
  return (
    (world.isGroup(principal) ? requireNamingGroup(actor, wish.principal) : null) ??
    requireReach(actor, target, wish, principal) ??
    (wish.allow.length > 0 ? requireOwn(actor, target, wish, principal) : null)
  );
}

/** SHARE of what the grant reaches, and SHARE_PUBLIC where it is organization-wide. No capability replaces them. */
export function requireSharing(actor: Actor, target: Target, principal: number, needsShare = true): Refusal | null {
  const { world } = actor;
  const wide = isPublic(world, principal);
  return requireSharingOf(actor, typesReached(world, target.handle, target.type), { needsShare, isWide: wide });
}

export function requireSharingOf(
  actor: Actor,
  types: ReadonlySet<{ gate: { permissionType: string } | null; name: string }>,
  { needsShare, isWide }: { needsShare: boolean; isWide: boolean },
): Refusal | null {
  const { featureIndex } = actor.world.declared;
  const wanted = new Set<string>();
  for (const { gate } of types) {
    if (!gate) continue;
    if (needsShare) wanted.add(`${gate.permissionType}.SHARE`);
    if (isWide) wanted.add(`${gate.permissionType}.SHARE_PUBLIC`);
  }
  const existing = [...wanted].filter((feature) => featureIndex.has(feature));
  // SHARE is part of the question `type:share`, which the key has to cover anyway.
  return actor.requireFeatures(existing, (feature) => feature.endsWith(".SHARE_PUBLIC"));
}

/** A grant that can reach nobody is refused when written. Denies reach everybody. */
function requireReach(actor: Actor, target: Target, wish: GrantWish, principal: number): Refusal | null {
  const { world } = actor;
  const none = (why: string) => refusal("grant-reaches-nobody", why);
  if (wish.allow.length === 0 && wish.deny.length === 0) return none("it neither allows nor denies anything");
  if (wish.expiresAt !== null && !(wish.expiresAt > actor.now)) return none("its end has passed");
  if (principal === ANYONE) {
    const actions = [...wish.allow, ...wish.deny];
    if (actions.some((action) => target.type.bits.get(action) !== target.type.visitorBit))
      return none("`anyone` can be given `view` on a shared link, and nothing else");
  }
  const kind = world.kind(principal);
  if (wish.allow.length > 0 && target.type.isNarrow && (kind === ROLE || kind === SERVICE))
    return none(`what is allowed on \`${target.type.name}\` reaches users, not roles or services`);
  return null;
}

/** Nobody gives more than they hold; by capability alone, not to their own side. */
function requireOwn(actor: Actor, target: Target, wish: GrantWish, principal: number): Refusal | null {
  if (actor.ask("share", target.name, false).allowed)
    return requireWays(actor, target, wish.allow, end(wish.expiresAt), { condition: wish.condition });
  const outOfScope = actor.requireScope(
    wish.allow.map((action) => `${target.type.name}:${action}`),
    target.id,
  );
  if (outOfScope) return outOfScope;
  if (wish.allow.includes("share") && !actor.askUntil("share", target.name, end(wish.expiresAt)).allowed)
    return refusal("outlasts-own", `you may not share \`${target.name}\` for as long`, ["share"]);
  // Models: to anybody.
  if (target.type.definition.open && typeof target.type.definition.create === "object") return null;
  const why = whyOwn(actor, principal);
  if (why === null) return null;
  return refusal("to-oneself", `by capability alone \`${target.name}\` is not given to \`${wish.principal}\`: ${why}`);
}

/** In words, with what to do instead; null: it is not the actor's own side. */
function whyOwn(actor: Actor, principal: number): string | null {
  const instead = "give it to others, or let somebody else give it who has no part in this";
  if (principal === EVERYONE || principal === ANYONE) return `you are one of them; ${instead}`;
  if (!isOwnSide(actor, principal)) return null;
  if (actor.world.isGroup(principal) && !actor.principals.has(principal))
    return `you, or an account that you manage, are in it or could be put into it by you, as whoever owns a group can; ${instead}, or hand the group over first`;
  return principal === actor.account
    ? `that is you; ${instead}`
    : `you, or an account that you manage, have it; ${instead}`;
}

/** Other terms: what is new must be grantable, what goes must be removable. */
export function mayChangeGrant(
  actor: Actor,
  resource: string,
  id: number,
  terms: GrantTerms,
  givenBy: string | null,
): Refusal | null {
  const found = grantOf(actor, resource, id);
  if ("code" in found) return found;
  const { target, grant } = found;
  if (grant.glass) return refusal("glass-not-handed-on", "broken glass is not changed");
  const isOtherwise = terms.condition !== grant.condition;
  const lasts = end(terms.expiresAt);
  const lasted = end(grant.expiresAt);
  const without = (actions: readonly string[], others: readonly string[]) =>
    actions.filter((action) => !others.includes(action));
  const gained = isOtherwise || lasts > lasted ? terms.allow : without(terms.allow, grant.allow);
  const lost = isOtherwise || lasts < lasted ? grant.allow : without(grant.allow, terms.allow);
  const isSameDeny =
    without(terms.deny, grant.deny).length === 0 &&
    without(grant.deny, terms.deny).length === 0 &&
    (grant.deny.length === 0 || (!isOtherwise && lasts === lasted));
  const { principal } = grant;
  return (
    (isSameDeny ? null : requireDenyRight(actor, target)) ??
    (lost.length > 0 ? requireTakingAway(actor, target, lost, isOwn(actor, grant.principal, givenBy)) : null) ??
    (gained.length > 0
      ? mayGrant(actor, { resource, principal, ...terms, allow: gained, deny: [] })
      : (actor.requireActive(`${target.type.name}:share`, target.id) ??
        requireReach(actor, target, { resource, principal, ...terms }, actor.world.names.find(principal))))
  );
}

export function mayRemoveGrant(actor: Actor, resource: string, id: number, givenBy: string | null): Refusal | null {
  const found = grantOf(actor, resource, id);
  if ("code" in found) return found;
  const { target, grant } = found;
  const own = isOwn(actor, grant.principal, givenBy);
  if (grant.glass && grant.principal !== actor.name)
    return refusal("glass-not-handed-on", "broken glass is ended by whoever broke it");
  // No taking away frees anybody from a deny, unless its actor may remove that deny.
  return (
    (grant.deny.length > 0 ? requireDenyRight(actor, target) : null) ??
    (grant.allow.length > 0 ? requireTakingAway(actor, target, grant.allow, own) : null)
  );
}

/** Removing an allow: `share` and holding its actions, or a capability that covers `share`; what one gave or received oneself, anybody. */
function requireTakingAway(actor: Actor, target: Target, actions: readonly string[], own: boolean): Refusal | null {
  if (own) {
    const stopped = actor.requireActive(`${target.type.name}:share`, target.id);
    return stopped ?? (target.isHidden ? actor.refusalOf(actor.ask("share", target.name), "share", target.name) : null);
  }
  // Of a project, capability alone takes allows away.
  if (target.type.name === PROJECT && actor.ask("update", target.name).reason === "capability") return null;
  const verdict = actor.ask("share", target.name);
  if (!verdict.allowed) return actor.refusalOf(verdict, "share", target.name);
  if (verdict.reason === "capability") return null;
  const unheld = actions.filter((action) => !actor.ask(action, target.name, false).allowed);
  if (unheld.length === 0) return null;
  return refusal("exceeds-own", `you do not hold ${quoted(unheld)} on \`${target.name}\``, unheld);
}

/** A held grant that the actor may know of. */
function grantOf(actor: Actor, resource: string, id: number) {
  const { world } = actor;
  const target = actor.target(resource);
  const missing = () => actor.requireAccount() ?? notFound(resource);
  if (!target || target.handle === NONE) return missing();
  for (const row of world.grantRows(target.handle))
    if (world.grants.id(row) === id) return { target, grant: grantAt(world, row, resource) };
  return actor.isStranger(resource, target.type) ? missing() : notFound(`grant ${id}`);
}

function isOwn(actor: Actor, principal: string, givenBy: string | null): boolean {
  return actor.account !== NONE && (principal === actor.name || givenBy === actor.name);
}

export function principalOf({ world }: { world: World }, { principal }: { principal: string }): number {
  if (principal === "everyone") return EVERYONE;
  if (principal === "anyone") return ANYONE;
  const handle = world.names.find(principal);
  return world.isAccount(handle) || world.kind(handle) === ROLE || world.isGroup(handle) ? handle : NONE;
}

function end(expiresAt: Expiry): number {
  return expiresAt ?? Infinity;
}
