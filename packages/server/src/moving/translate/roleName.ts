import { builtInRanks, MODERATOR, type Principal, SUPER_ADMIN } from "@gatehouse/engine";

/** Roles of ours that LibreChat does not have: whoever is called so there is no such staff here. */
const OURS: ReadonlySet<string> = new Set([SUPER_ADMIN, MODERATOR]);

/** The role that a name of LibreChat's stands for. What would be staff of ours by its name alone gets another one. */
export function roleOf(name: string): Principal {
  const role = `role:${name}`;
  return OURS.has(role.toUpperCase().replace("ROLE:", "role:")) ? `${role}_OF_LIBRECHAT` : role;
}

export const isBuiltIn = (role: Principal): boolean => role in builtInRanks;

/** Names that can be kept: one line, not blank, not longer than roles here may be called. */
export const isRoleName = (name: unknown): name is string =>
  typeof name === "string" && name.trim() === name && /^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u.test(name);
