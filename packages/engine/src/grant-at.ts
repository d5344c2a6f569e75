import type { Grant } from "./types.ts";
import { G_BITS, G_EXTRA, G_ID, type World } from "./world.ts";

/** The end of what has none. */
export const NEVER = Infinity;

/** A grant as it was set. */
export function grantAt(world: World, row: number, resource: string): Grant {
  const { data } = world.grants;
  const bits = data[row + G_BITS]!;
  const extra = data[row + G_EXTRA] === 0 ? null : world.extras.get(data[row + G_EXTRA]!);
  const { bits: named } = world.type(world.names.find(resource));
  const actions = (mask: number) => [...named].filter(([, bit]) => (mask & bit) !== 0).map(([action]) => action);
  return {
    id: data[row + G_ID]! >>> 0,
    principal: world.names.text(data[row]!),
    resource,
    allow: actions(bits & 0xffff),
    deny: actions(bits >>> 16),
    expiresAt: extra ? asExpiry(extra.expiresAt) : null,
    condition: extra?.condition?.text ?? null,
    ...(extra?.glass && { glass: true }),
  };
}

export function asExpiry(at: number): number | null {
  return at === NEVER ? null : at;
}
