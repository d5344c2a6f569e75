import { NONE, SERVICE } from "../world.ts";
import { type Actor, notFound } from "./actor.ts";
import { capabilitiesOf } from "./ends.ts";
import { isUser, MEMBER_RANK, requireCapabilities } from "./groups.ts";
import { type Refusal, refusal } from "./refusal.ts";

/**
 * To act on another's account or a service's credentials: the capability for it, a higher rank, and every capability that the other holds.
 */
export function mayActOn(actor: Actor, account: string, capability: string): Refusal | null {
  const { world } = actor;
  const other = world.names.find(account);
  const isHere = world.isAccount(other);
  const refused = actor.requireCapability(capability, isHere ? account : undefined);
  if (refused) return refused;
  if (!isHere) return notFound(account);
  if (other === actor.account) return refusal("to-oneself", "this is done to others only");
  const rank = actor.ranksOf(other);
  const isScoped = actor.capabilityUntil(capability, NONE) === 0;
  if (!actor.outranks(rank) && !(isScoped && rank <= MEMBER_RANK))
    return refusal("rank-too-low", `\`${account}\` does not rank below you`);
  const theirs = new Map([...actor.rightsOf(other).principals].map((principal) => [principal, Infinity]));
  return requireCapabilities(actor, [...capabilitiesOf(world, theirs, actor.now)], actor.now);
}

/** The `manage:` for a user, group, role or service, and for an account the right to act on it. */
export function requireManaging(actor: Actor, holder: number): Refusal | null {
  const { world } = actor;
  const name = world.names.text(holder);
  if (isUser(world, holder)) return mayActOn(actor, name, "manage:users");
  if (world.kind(holder) === SERVICE) return mayActOn(actor, name, "manage:services");
  return actor.requireCapability(world.isGroup(holder) ? "manage:groups" : "manage:roles");
}
