import { answering } from "../catalogue/capabilities.ts";
import { PossibleSubjects } from "../lists.ts";
import type { Change } from "../types.ts";
import { ANYONE, NONE, type World } from "../world.ts";
import { accountsOf, reachedBy, withBelow } from "./reach.ts";
import { type Standing, VISITOR } from "./standing.ts";

/*
 * Whom and what changes can touch, in one state: rather one too many than one too few, since all of it is asked about, before and after.
 */
export interface Touched {
  /** Whose own standing changes. */
  subjects: Set<string>;
  things: Set<string>;
}

/** What the changes speak of. */
export function spokenOf(world: World, changes: readonly Change[]): Touched {
  const accounts = new Set<number>();
  const things = new Set<number>();
  const find = (name: string) => world.names.find(name);
  const stand = (principal: string) => {
    for (const account of accountsOf(world, find(principal))) accounts.add(account);
  };
  const thing = (name: string) => {
    const handle = find(name);
    if (handle !== NONE) withBelow(world, handle, things);
  };
  const ofGate = (permissionType: string) => {
    for (const type of world.declared.types)
      if (type.gate?.permissionType === permissionType) for (const one of world.ofType(type)) things.add(one);
  };
  for (const change of changes)
    switch (change.kind) {
      case "user-added":
      case "primary-role-set":
        stand(change.user);
        break;
      case "service-added":
        stand(change.service);
        break;
      case "account-removed":
      case "account-status-set":
      case "ban-set":
      case "ban-lifted":
        stand(change.account);
        break;
      case "role-removed":
      case "feature-set":
        stand(change.role);
        break;
      case "role-given":
      case "role-taken":
        stand(change.holder);
        break;
      case "capability-set":
      case "capability-removed":
        stand(change.principal);
        break;
      case "membership-set":
      case "membership-removed":
        stand(change.member);
        // A capability that is scoped to a group covers what its people own.
        if (hasScopes(world)) reachedBy(world, accountsOf(world, find(change.member)), things);
        break;
      case "ceiling-set":
        ofGate(change.feature);
        break;
      case "public-links-set":
        reachedBy(world, [ANYONE], things);
        break;
      case "type-set": {
        const type = world.declared.type(change.type.name);
        if (type) for (const one of world.ofType(type)) withBelow(world, one, things);
        break;
      }
      case "attachment-set":
      case "attachment-removed":
        thing(change.thing);
        break;
      case "grant-set":
        thing(change.grant.resource);
        break;
      case "resource-added":
      case "resource-removed":
      case "resource-state-set":
      case "owner-set":
      case "restricted-set":
      case "parent-added":
      case "parent-removed":
      case "grant-removed":
        thing(change.resource);
        break;
      case "role-set":
      case "group-marked":
        break;
    }
  return { subjects: named(world, accounts), things: named(world, things) };
}

/**
 * What is otherwise for accounts that are alike before and alike after: what the principals that come or go reach, and all they reach where a
 * power does.
 */
export function reachedOtherwise(
  world: World,
  accounts: readonly string[],
  before: Standing,
  after: Standing,
  into: Set<number>,
): void {
  const { names, declared } = world;
  const reach = (principals: Iterable<string>) =>
    reachedBy(
      world,
      [...principals].map((name) => names.find(name)).filter((handle) => handle !== NONE),
      into,
    );
  const ofTypes = (isTouched: (type: (typeof declared.types)[number]) => boolean) => {
    for (const type of declared.types)
      if (isTouched(type)) for (const one of world.ofType(type)) withBelow(world, one, into);
  };
  reach(symmetric(before.principals, after.principals));
  const features = symmetric(before.features, after.features);
  const isOtherwise = before.isActive !== after.isActive || (before.key === "absent") !== (after.key === "absent");
  if (features.length > 0 || isOtherwise) {
    reach([...accounts, ...before.principals, ...after.principals]);
    ofTypes((type) => type.definition.open === true);
  }
  const capabilities = isOtherwise
    ? [...before.capabilities, ...after.capabilities]
    : symmetric(before.capabilities, after.capabilities);
  const covering = new Set(capabilities.map((held) => held.split("@", 1)[0] ?? held));
  if (covering.size === 0) return;
  // Broken glass holds while `unseal:content` does.
  reach(accounts);
  const isCovered = (wanted: readonly string[]) => wanted.some((name) => covering.has(name));
  const moderation = isCovered(answering("moderate:content"));
  ofTypes((type) => moderation || [...type.coveredBy.values()].some(isCovered));
}

/** What is seen by way of something else: things that touched agents show, or touched people attached; links to touched conversations, or of touched makers. */
export function seenByWayOf(world: World, { subjects, things }: Touched): Set<string> {
  const found = new Set<number>();
  for (const [agent, attached] of world.attachments)
    for (const { thing, mode, attachedBy } of attached)
      if (mode === "shown" && (things.has(world.names.text(agent)) || subjects.has(world.names.text(attachedBy))))
        withBelow(world, thing, found);
  for (const [link, { conversation, maker }] of world.links)
    if (things.has(world.names.text(conversation)) || (maker !== NONE && subjects.has(world.names.text(maker))))
      found.add(link);
  return named(world, found);
}

/** Whoever might do anything with one of these. */
export function whoReaches(world: World, things: Iterable<string>): Set<string> {
  const possible = new PossibleSubjects(world);
  const covering = new Set(answering("moderate:content"));
  const found = new Set<string>();
  for (const thing of things) {
    const handle = world.names.find(thing);
    if (handle === NONE) continue;
    const type = world.type(handle);
    if (type.visitorBit !== 0) found.add(VISITOR);
    for (const names of type.coveredBy.values()) for (const name of names) covering.add(name);
    possible.admitReaching(handle);
  }
  possible.admitHolders(covering);
  for (const account of possible.found() ?? world.accounts) found.add(world.names.text(account));
  return found;
}

const hasScopes = (world: World) =>
  [...world.capabilities.values()].some((held) => held.some(({ scope }) => scope !== NONE));

export const named = (world: World, handles: Iterable<number>): Set<string> => {
  const names = new Set<string>();
  for (const handle of handles) names.add(world.names.text(handle));
  return names;
};

/** What only one of them has. */
export const symmetric = (one: ReadonlySet<string>, other: ReadonlySet<string>): string[] => [
  ...[...one].filter((name) => !other.has(name)),
  ...[...other].filter((name) => !one.has(name)),
];
