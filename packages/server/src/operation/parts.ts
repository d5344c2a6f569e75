import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../access/index.ts";
import type { LoadedConfiguration, Settings } from "../config/index.ts";
import type { Identity } from "../identity/index.ts";
import type { Store } from "../store/index.ts";

/** What operation needs of the rest of the server. */
export interface OperationParts {
  access: Access;
  store: Store;
  identity: Identity;
  settings: Settings;
  configuration: LoadedConfiguration;
  log: FastifyBaseLogger;
  /** Milliseconds since 1970. */
  now: () => number;
}
