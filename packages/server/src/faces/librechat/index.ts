import type { Access } from "../../access/index.ts";
import type { Settings } from "../../config/index.ts";
import type { App } from "../../http/types.ts";
import type { PersonalConfigs } from "../../settings/index.ts";
import type { Store } from "../../store/index.ts";
import type { Workspace } from "../../workspace/index.ts";
import { emptyAnswers } from "./emptyAnswers.ts";
import { healthRoutes } from "./health.ts";
import { modelRoutes } from "./models.ts";
import { startConfigRoutes } from "./startConfig.ts";

export interface LibreChatParts {
  access: Access;
  store: Store;
  settings: Settings;
  configs: Pick<PersonalConfigs, "of">;
  workspace: Pick<Workspace, "models">;
  identity: {
    /** No account yet: whoever registers first is super admin. */
    isFirstRun(): Promise<boolean>;
    isSetupCodeNeeded(): Promise<boolean>;
    /** The providers through which one may sign in. */
    readonly social: { readonly offered: readonly string[] };
  };
}

/** What LibreChat's web client asks for when it starts and signs in, and that no other part answers. */
export function libreChatRoutes(app: App, parts: LibreChatParts): void {
  startConfigRoutes(app, parts);
  modelRoutes(app, parts);
  healthRoutes(app, parts);
  emptyAnswers(app);
}
