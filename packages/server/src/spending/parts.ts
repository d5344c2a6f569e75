import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../access/index.ts";
import type { Settings } from "../config/index.ts";
import type { Cursors } from "../http/cursor.ts";
import type { Identity } from "../identity/index.ts";
import type { Counters } from "../limits/index.ts";
import type { PersonalConfigs } from "../settings/index.ts";
import type { Store } from "../store/index.ts";

/** What spending is made of. */
export interface SpendingParts {
  access: Access;
  store: Store;
  settings: Pick<Settings, "transactions">;
  /** Whose balances are counted, and what they are given. */
  configs: Pick<PersonalConfigs, "of">;
  cursors: Cursors;
  counters: Counters;
  identity: Pick<Identity, "tell">;
  log: FastifyBaseLogger;
  /** Milliseconds since 1970. */
  now: () => number;
}
