import type { TypeDefinition } from "@gatehouse/engine";

const VIEW = 1;
/** Of which our types have actions. */
export const ALL_BITS = 31;

/**
 * What LibreChat's bits are here: VIEW is what the type's viewer role holds (of an agent: to use it and to have it run), each other bit is one
 * action. What everybody has of a thing that visitors open is to open it.
 * @param bits those above 16 are left out
 */
export function actionsOfBits(type: TypeDefinition, bits: number, isPublic: boolean): string[] {
  const viewer = type.roles.viewer ?? [];
  const actions = Object.entries(type.actions)
    .filter(
      ([action, bit]) => (bits & VIEW && viewer.includes(action)) || (bit <= ALL_BITS && bit !== VIEW && bits & bit),
    )
    .map(([action]) => action);
  return isPublic && type.visitorAction !== undefined
    ? actions.filter((action) => action === type.visitorAction)
    : actions;
}
