import type { App } from "../http/types.ts";
import { backupRoutes } from "./backup/routes.ts";
import type { DoctorParts } from "./doctor/check.ts";
import { doctorRoutes } from "./doctor/routes.ts";
import { organizationRoutes } from "./organizations/routes.ts";
import { Organizations } from "./organizations/service.ts";
import { outboxRoutes } from "./outbox/routes.ts";
import { Outbox } from "./outbox/service.ts";

export { examineClosed } from "./doctor/closed.ts";

/** What only the operator does: organizations, the outbox, the doctor, backups. */
export function operationRoutes(app: App, parts: DoctorParts): void {
  organizationRoutes(app, new Organizations(parts), parts.settings);
  outboxRoutes(app, new Outbox(parts));
  doctorRoutes(app, parts);
  backupRoutes(app, parts);
}
