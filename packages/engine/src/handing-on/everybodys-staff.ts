import { USER } from "../catalogue/roles.ts";
import { NONE, ROLE, WIDE, type World } from "../world.ts";
import type { EverybodysStaff } from "./contract.ts";
import { capabilitiesOf, principalEnds, rankOfRole } from "./ends.ts";
import { isStaffRank } from "./groups.ts";

/**
 * The capabilities and staff roles that everybody has by USER or by a group marked organization-wide, at `now`; none in a sound state.
 * Cost: grows with the groups, of which few are marked.
 */
export function staffOfEverybody(world: World, now: number): EverybodysStaff[] {
  return everybodys(world).flatMap((from) => {
    const ends = world.kind(from) === ROLE ? new Map([[from, Infinity]]) : principalEnds(world, from, now);
    const principal = world.names.text(from);
    const roles = [...ends]
      .filter(([held]) => world.kind(held) === ROLE && isStaffRank(rankOfRole(world, held)))
      .map(([held, endsAt]) => ({ principal, holds: world.names.text(held), endsAt }));
    const capabilities = [...capabilitiesOf(world, ends, now)].map(({ capability, scope, endsAt }) => ({
      principal,
      holds: scope === NONE ? capability : `${capability}@${world.names.text(scope)}`,
      endsAt,
    }));
    return [...roles, ...capabilities];
  });
}

function everybodys(world: World): number[] {
  const user = world.names.find(USER);
  const groups = world.declared.type("group");
  const wide = groups ? [...world.ofType(groups)].filter((group) => (world.flags(group) & WIDE) !== 0) : [];
  return user === NONE ? wide : [user, ...wide];
}
