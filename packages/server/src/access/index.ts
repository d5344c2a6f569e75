import type { Cursors } from "../http/cursor.ts";
import type { App } from "../http/types.ts";
import type { Store } from "../store/index.ts";
import type { Access } from "./access.ts";
import { changeRoutes } from "./changes/routes.ts";
import { exploreRoutes } from "./explore/routes.ts";
import { Explorer } from "./explore/service.ts";
import { grantRoutes } from "./grants/routes.ts";
import { Grants } from "./grants/service.ts";
import { libreChatPermissionRoutes } from "./librechat/routes.ts";
import { LibreChatPermissions } from "./librechat/service.ts";
import { PastStates } from "./past/pastStates.ts";
import { questionRoutes } from "./questions/routes.ts";
import { Questions } from "./questions/service.ts";
import { resourceRoutes } from "./resources/routes.ts";
import { Resources } from "./resources/service.ts";
import { simulationRoutes } from "./simulate/routes.ts";
import { Simulations } from "./simulate/service.ts";

export { Access, initialChanges } from "./access.ts";
export { administered, type Within } from "./administered.ts";
export { applyDeclaredState } from "./applyDeclaredState.ts";
export { requireNoStranger } from "./grants/service.ts";
export { Ending, endingOf, inForce, isInForce } from "./inForce.ts";
export { isSuperAdmin, requireOperator } from "./operator.ts";
export { OrganizationAccess } from "./organizationAccess.ts";
export { principalsGone } from "./principalsGone.ts";
export { knownParents, puttingUnder, takingFrom } from "./resources/parents.ts";
export { contextOf, refused, requireMay, whyNot } from "./rules.ts";
export { answerOfDryRun } from "./simulate/dryRunAnswer.ts";

export function accessRoutes(app: App, parts: { access: Access; store: Store; cursors: Cursors }): void {
  const past = new PastStates({ store: parts.store, now: parts.access.now });
  questionRoutes(app, new Questions({ ...parts, past }));
  exploreRoutes(app, new Explorer({ ...parts, past }));
  grantRoutes(app, new Grants(parts));
  resourceRoutes(app, new Resources(parts));
  libreChatPermissionRoutes(app, new LibreChatPermissions(parts));
  changeRoutes(app, parts);
  simulationRoutes(app, new Simulations(parts));
}
