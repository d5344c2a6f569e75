import type { Access } from "../access/index.ts";
import type { Store } from "../store/index.ts";
import type { Workspace } from "../workspace/index.ts";

/** What analytics is made of. */
export interface AnalyticsParts {
  access: Access;
  store: Store;
  workspace: Workspace;
  /** Milliseconds since 1970. */
  now: () => number;
}
