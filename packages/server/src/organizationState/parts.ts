import type { Access } from "../access/index.ts";
import type { Identity } from "../identity/index.ts";
import type { SystemSettings } from "../settings/index.ts";
import type { Overrides } from "../settings/overrides/service.ts";
import type { Store } from "../store/index.ts";

/** What reads and writes the organization as a file. */
export interface StateParts {
  access: Access;
  store: Store;
  identity: Identity;
  system: SystemSettings;
  overrides: Overrides;
  /** Milliseconds since 1970. */
  now: () => number;
}
