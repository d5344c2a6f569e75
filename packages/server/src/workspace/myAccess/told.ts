import { isToldOf, untoldOf } from "../../access/administered.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import type { Reached } from "./schemas.ts";

/**
 * What somebody else reaches, as it is told to whoever looks by a capability: owners and groups of whom they are not told are withheld.
 * @param capability by which they look
 */
export function whomTold(access: OrganizationAccess, actor: Actor, capability: string): (thing: Reached) => Reached {
  const heard = new Map<string, boolean>();
  const isTold = (principal: string) => {
    const known = heard.get(principal) ?? isToldOf(access, actor, principal, capability);
    heard.set(principal, known);
    return known;
  };
  return (thing) => ({
    ...thing,
    ...(!isTold(thing.owner) && { owner: untoldOf(thing.owner).principal, ownerName: untoldOf(thing.owner).name }),
    ways: thing.ways.map((way) => ({
      ...way,
      through: way.through.map((one) => (isTold(one.principal) ? one : untoldOf(one.principal))),
    })),
  });
}
