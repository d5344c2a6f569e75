import type { Grant } from "./types.ts";
import type { World } from "./world.ts";

/** The end of what has none. */
export const NEVER = Infinity;

/** A grant as it was set. */
export function grantAt(world: World, row: number, resource: string): Grant {
  const { grants } = world;
  const extra = grants.extra(row);
  const { bits: named } = world.type(world.names.find(resource));
  const actions = (mask: number) => [...named].filter(([, bit]) => (mask & bit) !== 0).map(([action]) => action);
  return {
    id: grants.id(row),
    principal: world.names.text(grants.principal(row)),
    resource,
    allow: actions(grants.allows(row)),
    deny: actions(grants.denies(row)),
    expiresAt: extra ? asExpiry(extra.expiresAt) : null,
    condition: extra?.condition?.text ?? null,
    ...(extra?.glass && { glass: true }),
  };
}

export function asExpiry(at: number): number | null {
  return at === NEVER ? null : at;
}
