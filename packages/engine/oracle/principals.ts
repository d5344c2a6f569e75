import { answering } from "../src/catalogue/capabilities.ts";
import type { Principal, Subject } from "../src/types.ts";
import { type Facts, inForce, typeOf } from "./facts.ts";

/**
 * "A subject's principal set is itself, the groups it is in (transitively), the roles of all these, `anyone`,
 * and for users `everyone`." A visitor is only `anyone`.
 */
export function principalsOf(facts: Facts, subject: Subject, at: number): Set<Principal> {
  if (subject === "visitor") return new Set(["anyone"]);
  const principals = new Set([subject, ...groupsOf(facts, subject, at)]);
  for (const role of rolesOf(facts, subject, at)) principals.add(role);
  principals.add("anyone");
  // Reading 15: services are in no `everyone`.
  if (typeOf(subject) === "user") principals.add("everyone");
  return principals;
}

/** "Nesting is transitive"; each membership counts while it is in force. */
export function groupsOf(facts: Facts, member: Principal, at: number): Set<Principal> {
  const groups = new Set<Principal>();
  const visit = (name: Principal) => {
    for (const it of facts.memberships) {
      if (it.member !== name || !inForce(it.expiresAt, at) || groups.has(it.group)) continue;
      groups.add(it.group);
      visit(it.group);
    }
  };
  visit(member);
  return groups;
}

/** "Every user has one primary role (never expires) and any number of additional ones", held directly or through a group. */
export function rolesOf(facts: Facts, subject: Subject, at: number): Set<Principal> {
  const roles = new Set<Principal>();
  const primary = facts.accounts.get(subject)?.primaryRole;
  if (primary) roles.add(primary);
  const holders = groupsOf(facts, subject, at).add(subject);
  for (const it of facts.holdings) if (holders.has(it.holder) && inForce(it.expiresAt, at)) roles.add(it.role);
  return roles;
}

/** "A role holds a set of them; a subject has the union over its roles." */
export function hasFeature(facts: Facts, subject: Subject, feature: string, at: number): boolean {
  return [...rolesOf(facts, subject, at)].some((role) => facts.features.has(`${role} ${feature}`));
}

/** What a scoped capability is asked about: a person, or a thing and its owner. */
export interface CapabilityTarget {
  name: string;
  owner: string | null;
}

/**
 * "Capabilities are given to users, services, groups and roles; `manage:x` implies `read:x`."
 * "Asked without a person or resource, only the unscoped one says yes."
 */
export function hasCapability(
  facts: Facts,
  subject: Subject,
  capability: string,
  at: number,
  target: CapabilityTarget | null,
): boolean {
  const principals = principalsOf(facts, subject, at);
  const names = answering(capability);
  return facts.capabilities.some(
    (it) =>
      names.includes(it.capability) &&
      principals.has(it.principal) &&
      inForce(it.expiresAt, at) &&
      (it.scope === null || (target !== null && isInScope(facts, it.scope, target, at))),
  );
}

/**
 * "It then covers the people who are in that group now, transitively, and what they own, never the group itself."
 * Reading 6: nothing that belongs to a service or to the organization.
 */
function isInScope(facts: Facts, scope: Principal, target: CapabilityTarget, at: number): boolean {
  const person = target.owner ?? target.name;
  return typeOf(person) === "user" && target.name !== scope && groupsOf(facts, person, at).has(scope);
}
