import type { Ordered } from "../memory/ordered.ts";
import { ANYONE, EVERYONE, NODE, NONE, ORGANIZATION, PRIMARY_ROLE, ROLE, USER, type World } from "../world.ts";

/** The accounts that a principal stands for, ended memberships too. */
export function accountsOf(world: World, principal: number): Set<number> {
  const accounts = new Set<number>();
  if (principal === NONE) return accounts;
  if (world.isAccount(principal)) accounts.add(principal);
  else if (principal === EVERYONE || principal === ANYONE) {
    for (const account of world.accounts)
      if (principal === ANYONE || world.kind(account) === USER) accounts.add(account);
  } else if (world.isGroup(principal)) for (const account of membersOf(world, principal)) accounts.add(account);
  else if (world.kind(principal) === ROLE) {
    for (const account of world.accounts)
      if (world.kind(account) === USER && world.nodes[account * NODE + PRIMARY_ROLE] === principal)
        accounts.add(account);
    for (const [holder, roles] of world.roles)
      if (roles.some(({ role }) => role === principal))
        for (const account of accountsOf(world, holder)) accounts.add(account);
  }
  return accounts;
}

function membersOf(world: World, group: number): Set<number> {
  const accounts = new Set<number>();
  const groups = new Set([group]);
  for (const one of groups) {
    for (const account of world.members.get(one) ?? []) accounts.add(account);
    for (const below of world.subgroups.get(one) ?? []) groups.add(below);
  }
  return accounts;
}

/** A thing and all that lies below it. */
export function withBelow(world: World, resource: number, into: Set<number>): void {
  if (resource === NONE || into.has(resource)) return;
  into.add(resource);
  for (const child of world.children.get(resource) ?? []) withBelow(world, child, into);
}

/** What these principals are given, own or are, with what lies below. */
export function reachedBy(world: World, principals: Iterable<number>, into: Set<number>): void {
  const all = (list: Ordered | undefined) => {
    for (const handle of list ?? []) withBelow(world, handle, into);
  };
  for (const principal of principals) {
    all(world.reached.get(principal));
    all(world.owned.get(principal));
    if (world.isGroup(principal)) withBelow(world, principal, into);
  }
}

/** What is said of a thing by name. */
export interface Named {
  /** Accounts that own it or stand in a grant, on it or above it or on what shows it: each is asked for itself. */
  accounts: Set<number>;
  /** The other principals that stand there, and the groups that it is or lies in: who is alike in these is answered alike. */
  principals: Set<number>;
  /** A condition stands there, which may look at whoever asks: everybody is asked for themselves. */
  isConditional: boolean;
}

export function namedOn(world: World, resource: number): Named {
  const named: Named = { accounts: new Set(), principals: new Set(), isConditional: false };
  const seen = new Set<number>();
  const climb = (handle: number): void => {
    if (seen.has(handle)) return;
    seen.add(handle);
    if (world.isGroup(handle)) named.principals.add(handle);
    if (world.owner(handle) !== ORGANIZATION) named.accounts.add(world.owner(handle));
    for (const row of world.grantRows(handle)) {
      const principal = world.grants.principal(row);
      (world.isAccount(principal) ? named.accounts : named.principals).add(principal);
      if (world.grants.extra(row)?.condition) named.isConditional = true;
    }
    for (const parent of world.parentsOf(handle)) climb(parent);
    for (const { agent, mode } of world.attachedTo.get(handle) ?? []) if (mode === "shown") climb(agent);
  };
  climb(resource);
  return named;
}
