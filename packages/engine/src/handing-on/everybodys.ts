import { WIDE, type World } from "../world.ts";
import { principalEnds } from "./ends.ts";

/**
 * Whether everybody has what this group or role is given: a group marked organization-wide is it, lies in it, or holds it.
 * Cost: grows with the groups, of which few are marked.
 */
export function isEverybodys(world: World, principal: number, now: number): boolean {
  const groups = world.declared.type("group");
  if (!groups) return false;
  for (const group of world.ofType(groups))
    if ((world.flags(group) & WIDE) !== 0 && principalEnds(world, group, now).has(principal)) return true;
  return false;
}
