import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../access/index.ts";
import type { LiveSettings } from "../config/index.ts";
import type { Store } from "../store/index.ts";

/** What the settings of the browser are made of. */
export interface SettingsParts {
  access: Access;
  store: Store;
  live: LiveSettings;
  log: FastifyBaseLogger;
  /** Milliseconds since 1970. */
  now: () => number;
}
