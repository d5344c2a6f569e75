import type { InjectOptions, LightMyRequestResponse } from "fastify";
import type { Access } from "../access/index.ts";
import type { Audit } from "../audit/index.ts";
import type { LoadedConfiguration, Settings } from "../config/index.ts";
import type { App } from "../http/types.ts";
import type { Identity } from "../identity/index.ts";
import type { Moderation } from "../moderation/index.ts";
import type { Reviews } from "../reviews/index.ts";
import type { Store } from "../store/index.ts";
import type { Workspace } from "../workspace/index.ts";

/** The whole, put together. */
export interface Gatehouse {
  readonly app: App;
  readonly store: Store;
  readonly access: Access;
  readonly identity: Identity;
  readonly workspace: Workspace;
  readonly moderation: Moderation;
  readonly reviews: Reviews;
  readonly audit: Audit;
  readonly settings: Settings;
  readonly configuration: LoadedConfiguration;
  readonly hasConsole: boolean;
  /** A request of this process to itself, as the operator; for the command line. */
  operatorInject(options: InjectOptions): Promise<LightMyRequestResponse>;
  /** Begins to serve, on the address and on the operator's socket. @returns where, as a URL */
  listen(): Promise<string>;
  close(): Promise<void>;
}
