import type { App } from "../http/types.ts";
import { userRoutes } from "./accounts/adminRoutes.ts";
import { linkRoutes } from "./accounts/linkRoutes.ts";
import { ownRoutes } from "./accounts/ownRoutes.ts";
import { addressRoutes } from "./addresses/routes.ts";
import { capabilityRoutes } from "./capabilities/routes.ts";
import { exportRoutes } from "./export/routes.ts";
import { ownGroupRoutes } from "./groups/ownRoutes.ts";
import { groupRoutes } from "./groups/routes.ts";
import { Identity } from "./identity.ts";
import { invitationRoutes } from "./invitations/routes.ts";
import { keyRoutes } from "./keys/routes.ts";
import { leavingRoutes } from "./leaving/routes.ts";
import type { IdentityParts } from "./parts.ts";
import { roleRoutes } from "./roles/routes.ts";
import { secondFactorRoutes } from "./secondFactor/routes.ts";
import { serviceRoutes } from "./services/routes.ts";
import { sessionRoutes } from "./sessions/routes.ts";
import { socialRoutes } from "./social/routes.ts";
import { violationRoutes } from "./violations/routes.ts";

export {
  type ExportEntry,
  type ExportPage,
  type ExportPart,
  type ExportWish,
  itemsOf,
  jsonList,
  safeName,
} from "./export/contents.ts";
export { type AccountRemovalListener, Identity } from "./identity.ts";
export type { KeyBudget, KeyBudgets, KeyBudgetWish } from "./keys/limits.ts";
export { whatIsWrongWith } from "./mail/transport.ts";
export { roleNaming } from "./roles/names.ts";
export type { SessionEnd } from "./sessions/book.ts";
export { boundedFetch } from "./social/boundedFetch.ts";
export { Providers } from "./social/providers.ts";

/** Loads the sessions in force. */
export async function createIdentity(parts: IdentityParts): Promise<Identity> {
  const identity = new Identity(parts);
  await identity.open();
  return identity;
}

export function identityRoutes(app: App, identity: Identity): void {
  sessionRoutes(app, identity);
  secondFactorRoutes(app, identity);
  socialRoutes(app, identity);
  linkRoutes(app, identity);
  ownRoutes(app, identity);
  exportRoutes(app, identity);
  userRoutes(app, identity);
  leavingRoutes(app, identity);
  invitationRoutes(app, identity);
  groupRoutes(app, identity);
  ownGroupRoutes(app, identity);
  roleRoutes(app, identity);
  capabilityRoutes(app, identity);
  serviceRoutes(app, identity);
  keyRoutes(app, identity);
  addressRoutes(app, identity);
  violationRoutes(app, identity);
}
