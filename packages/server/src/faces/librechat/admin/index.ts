import type { App } from "../../../http/types.ts";
import { AuditLog, type AuditLogParts } from "./auditLog.ts";
import { auditLogRoutes } from "./auditLogRoutes.ts";
import { configRoutes } from "./configRoutes.ts";
import { AdminConfigs, type ConfigParts } from "./configs.ts";

/** What LibreChat's admin panel asks for, and no other part answers. */
export function adminPanelRoutes(app: App, parts: ConfigParts & AuditLogParts): void {
  configRoutes(app, new AdminConfigs(parts));
  auditLogRoutes(app, new AuditLog(parts));
}
