import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../access/index.ts";
import type { Settings } from "../config/index.ts";
import type { Cursors } from "../http/cursor.ts";
import type { Counters } from "../limits/index.ts";
import type { Store, Tally } from "../store/index.ts";
import type { ProviderEndpoints } from "./social/providers.ts";

/** What identity needs of the rest of the server. */
export interface IdentityParts {
  access: Access;
  store: Store;
  cursors: Cursors;
  counters: Counters;
  /** Counts what may come in floods, for the audit trail. */
  tally: Tally;
  settings: Settings;
  secrets: { jwtSecret: string; jwtRefreshSecret: string; credsKey: string };
  log: FastifyBaseLogger;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Where providers are found elsewhere than where everybody finds them; for tests. */
  endpoints?: ProviderEndpoints;
  /** Sooner than people are answered who are not to guess what was done; for tests. */
  quickestMs?: number;
}
