import { answering, isCapability } from "./catalogue/capabilities.ts";
import { hasFeature } from "./rights.ts";
import { NONE, type World } from "./world.ts";

/** Whoever brings a feature or a capability to those who are it or in it: a role, a group, or an account itself. */
export interface Carrier {
  principal: string;
  /** What it holds, where that implies what is asked about: `manage:users` for `read:users`; of a feature, the feature. */
  holds: string;
  /** The group whose people alone it covers; null: everybody. */
  scope: string | null;
  /** When that ends; null: never. */
  until: number | null;
}

/** All that carry it at a moment, in order of their names. Cost: as many as hold any capability, or as there are roles. */
export function carriersOf(world: World, name: string, now: number): Carrier[] {
  const text = (handle: number) => world.names.text(handle);
  const found: Carrier[] = [];
  if (isCapability(name)) {
    const names = answering(name);
    for (const [principal, all] of world.capabilities)
      for (const { capability, scope, expiresAt } of all)
        if (names.includes(capability) && expiresAt > now)
          found.push({
            principal: text(principal),
            holds: capability,
            scope: scope === NONE ? null : text(scope),
            until: expiresAt === Infinity ? null : expiresAt,
          });
  } else {
    const index = world.declared.featureIndex.get(name);
    if (index !== undefined)
      for (const [role, features] of world.features)
        if (hasFeature(features, index)) found.push({ principal: text(role), holds: name, scope: null, until: null });
  }
  const keyOf = ({ principal, holds, scope }: Carrier) => `${principal} ${holds} ${scope ?? ""}`;
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Accounts in the order of their names, behind one of them. */
export function* accountsAfter(world: World, after: string): IterableIterator<number> {
  const cursor = world.accounts.from(world.names.mark(after));
  const seen = world.names.find(after);
  for (let account = cursor.next(); account !== NONE; account = cursor.next()) if (account !== seen) yield account;
}
