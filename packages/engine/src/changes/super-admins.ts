import { SUPER_ADMIN } from "../catalogue/roles.ts";
import { NEVER } from "../grant-at.ts";
import { BANNED, NODE, NONE, PRIMARY_ROLE, STATUS, USER, type World } from "../world.ts";

/** Counts them anew. */
export function countSuperAdmins(world: World): void {
  world.superAdmins = 0;
  for (const account of world.accounts) countSuperAdmin(world, account, 1);
}

export function countSuperAdmin(world: World, handle: number, by: number): void {
  if (isLastingSuperAdmin(world, handle)) world.superAdmins += by;
}

/** A change that may alter whether somebody is one. */
export function aboutSuperAdmin(world: World, handle: number, change: () => void): void {
  countSuperAdmin(world, handle, -1);
  change();
  countSuperAdmin(world, handle, 1);
}

/** Users who keep the organization governed: SUPER_ADMIN held directly, without end, by somebody active. */
function isLastingSuperAdmin(world: World, handle: number): boolean {
  if (world.kind(handle) !== USER || world.flags(handle) & (STATUS | BANNED)) return false;
  const role = world.names.find(SUPER_ADMIN);
  if (role === NONE) return false;
  if (world.nodes[handle * NODE + PRIMARY_ROLE] === role) return true;
  return (world.roles.get(handle) ?? []).some((held) => held.role === role && held.expiresAt === NEVER);
}
