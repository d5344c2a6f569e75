import type { TypeDefinition } from "@gatehouse/engine";

/**
 * The least that lets somebody do this on a thing of that type: its smallest access role with the action; where that is the largest of all
 * (to delete, to share on), the smallest role and the action alone.
 */
export function leastRight(type: TypeDefinition, action: string): string[] {
  const roles = Object.values(type.roles).sort((a, b) => a.length - b.length);
  const largest = roles.at(-1);
  const fitting = roles.find((actions) => actions.includes(action));
  if (fitting && (fitting !== largest || roles.length === 1)) return [...fitting];
  return [...new Set([...(roles[0] ?? []), action])];
}
