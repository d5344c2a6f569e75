import { answering } from "@gatehouse/engine";
import { type Expression, type SqlBool, sql } from "kysely";
import { type Actor, isOperator } from "../http/actor.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/** The people of some groups, now: whom somebody administers who holds a capability for them alone. */
export interface Within {
  /** All groups that they are directly in: those of the scopes, and the groups in these. Never empty. */
  groups: readonly string[];
  /** How many there are. */
  people: number;
  now: number;
}

/** What a list takes of the many groups that a scope may hold; the people of further ones are in no list. */
const MOST_GROUPS = 10_000;

/**
 * For lists of people and of what is theirs: whom these capabilities (any of them) cover for the actor. Null: everybody. Whoever holds none of
 * them, for nobody at all, is refused as ever. The engine says who holds what, and which groups are in a group; a list then takes who is in these
 * (`isWithin`), and each line of a page is asked of the engine once more by whoever makes the list.
 * @throws {Problem} `forbidden`
 */
export function administered(access: OrganizationAccess, actor: Actor, ...capabilities: [string, ...string[]]) {
  if (isOperator(actor) || capabilities.some((capability) => access.may(actor, capability))) return null;
  const within = peopleOf(access, actor, capabilities);
  if (within === null) access.require(actor, capabilities[0]);
  return within;
}

/** The same where a list answers those who hold nothing, too: with what is theirs by other ways. */
export function peopleOf(
  access: OrganizationAccess,
  actor: Actor,
  capabilities: readonly string[],
  now = access.at(),
): Within | null {
  // Whoever is not active, or whose key does not cover the whole question, is stopped before any capability is looked at.
  const asked = capabilities.filter((capability) => access.check(actor, capability).reason === "nothing-allows");
  const names = new Set(asked.flatMap(answering));
  const scopes = access.engine
    .scopedCapabilitiesOf(actor.subject, now)
    .filter(({ capability }) => names.has(capability));
  if (scopes.length === 0) return null;
  const { groups, people } = access.engine.within([...new Set(scopes.map(({ group }) => group))], now);
  return groups.length === 0 ? null : { groups: groups.slice(0, MOST_GROUPS), people, now };
}

/** Few enough that they are looked up one by one; of more, a list goes by its own order, and asks of each whether they are among them. */
const FEW = 2_000;
export const areFew = ({ people }: Within): boolean => people <= FEW;

/** Names of these people (`user:…`), each as often as they are in one of the groups. Served by memberships_by_group. */
export const namesWithin = (organization: string, { groups, now }: Within) => sql<string>`(
  select memberships.member from memberships where memberships.organization_id = ${organization}
    and memberships.group_name in (${sql.join(groups)})
    and memberships.member >= 'user:' and memberships.member < 'user;'
    and (memberships.expires_at is null or memberships.expires_at > ${now}))`;

/** Whether a principal is one of these people; groups and services in the same groups are none of them. Served by the primary key of memberships. */
export const isWithin = (
  organization: string,
  account: Expression<string>,
  { groups, now }: Within,
): Expression<SqlBool> => sql<SqlBool>`exists (
  select 1 from memberships where memberships.organization_id = ${organization} and memberships.member = ${account}
    and memberships.member >= 'user:' and memberships.member < 'user;'
    and memberships.group_name in (${sql.join(groups)})
    and (memberships.expires_at is null or memberships.expires_at > ${now}))`;

/** Stands for somebody of whom whoever administers only some people is told nothing: no account has such an id. */
export const UNTOLD = { principal: "user:withheld", name: "Somebody whom you do not administer" } as const;

/** The same for a group. */
const UNTOLD_GROUP = { principal: "group:withheld", name: "A group that you may not see" } as const;

/** What stands for a principal of whom the actor is not told. */
export const untoldOf = (principal: string): typeof UNTOLD | typeof UNTOLD_GROUP =>
  principal.startsWith("group:") ? UNTOLD_GROUP : UNTOLD;

/** Whether the actor is told who a principal is, where a capability lets them read a line in which it stands. */
export function isToldOf(access: OrganizationAccess, actor: Actor, principal: string, capability: string): boolean {
  if (principal === actor.subject || isOperator(actor) || access.may(actor, capability)) return true;
  if (principal.startsWith("user:"))
    return access.may(actor, capability, principal) || access.may(actor, "read:users", principal);
  if (principal.startsWith("group:"))
    return (
      [undefined, principal].some((group) => access.may(actor, "read:groups", group)) ||
      access.may(actor, "view", principal) ||
      // Whose people one administers oneself one knows.
      access.engine.scopedCapabilitiesOf(actor.subject).some(({ group }) => group === principal)
    );
  return true;
}
