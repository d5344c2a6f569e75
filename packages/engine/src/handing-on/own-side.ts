import { NONE, ORGANIZATION, SERVICE, USER, type World } from "../world.ts";
import type { Actor } from "./actor.ts";
import { capabilityEnd, principalEnds } from "./ends.ts";

/*
 * Whom an actor must not serve by capability alone: themselves, and everybody through whom they would serve themselves. An account and the
 * services that it manages are one side, since whoever makes a service's keys acts through it. Whether capabilities count in the question,
 * conditions and denies, which may pass, are left out: it is about who would profit, now or later.
 */

/**
 * Oneself, a service one manages, or a group or role that one or it belongs to, or a group into which one may put oneself or it. Of a
 * service also whoever manages it, and every other service.
 * Cost: grows with the services, for their managers; for a service, with the people of a group.
 */
export function isOwnSide(actor: Actor, principal: number): boolean {
  if (principal === actor.account || manages(actor, principal) || actor.principals.has(principal)) return true;
  for (const service of servicesManaged(actor)) if (actor.rightsOf(service).principals.has(principal)) return true;
  return isOwnGroup(actor, principal) || (actor.isService && reachesManager(actor, principal));
}

/** Could the actor, or a service of theirs, be put into this group or one below it by themselves, and not by capability? */
export function isOwnGroup(actor: Actor, group: number): boolean {
  const { world, now } = actor;
  if (!world.isGroup(group)) return false;
  const own = new Set<number>(actor.principals.keys());
  for (const service of servicesManaged(actor))
    for (const principal of actor.rightsOf(service).principals) own.add(principal);
  for (const one of withSubgroups(world, group)) {
    if (own.has(one) || own.has(world.owner(one))) return true;
    for (const holder of membersHolders(world, one, now)) if (own.has(holder)) return true;
  }
  return false;
}

/** The services that the actor manages: itself if it is one, and all for whoever holds `manage:services`. */
export function* servicesManaged(actor: Actor): IterableIterator<number> {
  const { world } = actor;
  if (actor.isService) yield actor.account;
  if (!managesServices(actor)) return;
  const cursor = world.accounts.from(world.names.markBefore("service:"));
  for (let handle = cursor.next(); handle !== NONE && world.kind(handle) === SERVICE; handle = cursor.next())
    if (handle !== actor.account) yield handle;
}

export function manages(actor: Actor, service: number): boolean {
  return actor.world.kind(service) === SERVICE && (service === actor.account || managesServices(actor));
}

/**
 * Of a service: whoever manages it, another service (which the same people manage), a group that one of these is in or may join, or a role,
 * since who holds one cannot be looked up.
 */
export function reachesManager({ world, now }: Actor, principal: number): boolean {
  const seen = new Set<number>([principal, ORGANIZATION]);
  const open = [principal];
  const visit = (one: number) => {
    if (!seen.has(one)) open.push(one);
    seen.add(one);
  };
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (world.kind(one) === USER) {
      if (managesServices({ world, now, principals: principalEnds(world, one, now) })) return true;
      continue;
    }
    if (!world.isGroup(one)) return true;
    for (const member of world.members.get(one) ?? []) visit(member);
    for (const below of world.subgroups.get(one) ?? []) visit(below);
    visit(world.owner(one));
    for (const holder of membersHolders(world, one, now)) visit(holder);
  }
  return false;
}

function managesServices({ world, principals, now }: Pick<Actor, "world" | "principals" | "now">): boolean {
  return capabilityEnd(world, principals, "manage:services", NONE, now) > 0;
}

function* withSubgroups(world: World, group: number): IterableIterator<number> {
  const seen = new Set<number>([group]);
  for (const one of seen) {
    yield one;
    // A Set is walked in the order of adding, what is added on the way included.
    for (const below of world.subgroups.get(one) ?? []) seen.add(below);
  }
}

/** To whom a grant on the group gives `members`. */
function* membersHolders(world: World, group: number, now: number): IterableIterator<number> {
  const members = world.type(group).bits.get("members") ?? 0;
  for (const row of world.grantRows(group))
    if (world.grants.allows(row) & members && world.grants.expiresAt(row) > now) yield world.grants.principal(row);
}
