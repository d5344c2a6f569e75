import type { Change } from "@gatehouse/engine";
import { builtInRanks, featureCatalogue } from "@gatehouse/engine";
import type { World } from "./world.ts";

/** What the operator takes from everybody by the environment (docs/roles.md, "Ceilings"), and the permission types that go with it. */
export const ceilings: Readonly<Record<string, readonly string[]>> = {
  ALLOW_AGENTS: ["AGENTS", "MARKETPLACE", "REMOTE_AGENTS"],
  ALLOW_PROMPTS: ["PROMPTS"],
  ALLOW_BOOKMARKS: ["BOOKMARKS"],
  ALLOW_SHARED_LINKS: ["SHARED_LINKS"],
};

/** Features of roles, as `interface` in the YAML and the role pages switch them. */
export const features: readonly string[] = Object.entries(featureCatalogue).flatMap(([type, permissions]) =>
  permissions.map((permission) => `${type}.${permission}`),
);

export const allSwitches: readonly string[] = [...Object.keys(ceilings), ...features];

/** Puts some switches on or off, for everybody: a feature in every role. */
export async function turn(world: World, names: readonly string[], on: boolean): Promise<void> {
  const changes = names.flatMap((name): Change[] => {
    const types = ceilings[name];
    if (types) return types.map((feature) => ({ kind: "ceiling-set", feature, down: !on }));
    return Object.keys(builtInRanks).map((role) => ({ kind: "feature-set", role, feature: name, on }));
  });
  await world.house.change(changes);
}
