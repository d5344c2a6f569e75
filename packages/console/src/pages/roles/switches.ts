import type { FeatureMatrix } from "../../api/roles.ts";

/** One switch more. */
export const switching = (switched: FeatureMatrix, type: string, permission: string, on: boolean): FeatureMatrix => ({
  ...switched,
  [type]: { ...switched[type], [permission]: on },
});

/** What was switched and is not so yet: somebody else may have switched it as well. */
export function differing(stored: FeatureMatrix, switched: FeatureMatrix): FeatureMatrix {
  const found: FeatureMatrix = {};
  for (const [type, permissions] of Object.entries(switched)) {
    const others = Object.entries(permissions).filter(([permission, on]) => stored[type]?.[permission] !== on);
    if (others.length > 0) found[type] = Object.fromEntries(others);
  }
  return found;
}
