import type { App } from "../http/types.ts";
import type { PersonalConfigs } from "./overrides/personal.ts";
import { overrideRoutes } from "./overrides/routes.ts";
import { Overrides } from "./overrides/service.ts";
import type { SettingsParts } from "./parts.ts";
import { settingsRoutes } from "./stored/routes.ts";
import type { SystemSettings } from "./stored/service.ts";

export { BASE } from "./overrides/merge.ts";
export { type PersonalConfig, PersonalConfigs } from "./overrides/personal.ts";
export { Overrides } from "./overrides/service.ts";
export { readStored } from "./stored/queries.ts";
export { SystemSettings } from "./stored/service.ts";

/** Settings of the installation, and what of them is otherwise for whom. */
export function settingRoutes(
  app: App,
  parts: SettingsParts & { system: SystemSettings; configs: PersonalConfigs },
): void {
  settingsRoutes(app, parts.system);
  overrideRoutes(app, new Overrides(parts, parts.configs));
}
