import { defaultFeatures } from "../src/catalogue/features.ts";
import { builtInRanks, defaultCapabilities, SUPER_ADMIN } from "../src/catalogue/roles.ts";
import type { Change } from "../src/types.ts";

/** What every organization begins with: the built-in roles with their features and capabilities, and ada, its super admin. */
export function initialChanges(): Change[] {
  return [
    ...Object.entries(builtInRanks).map(([role, rank]): Change => ({ kind: "role-set", role, rank })),
    ...Object.entries(defaultFeatures).flatMap(([role, features]) =>
      features.map((feature): Change => ({ kind: "feature-set", role, feature, on: true })),
    ),
    ...Object.entries(defaultCapabilities).flatMap(([principal, capabilities]) =>
      capabilities.map(
        (capability): Change => ({ kind: "capability-set", principal, capability, scope: null, expiresAt: null }),
      ),
    ),
    { kind: "user-added", user: "user:ada", role: SUPER_ADMIN, status: "active" },
  ];
}
