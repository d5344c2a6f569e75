import type { App } from "../http/types.ts";
import type { AnalyticsParts } from "./parts.ts";
import { Refusals } from "./refusals/service.ts";
import { analyticsRoutes as routes } from "./routes.ts";
import { MostShared } from "./sharing/service.ts";
import { Tables } from "./tables.ts";

export { countRefusals } from "./refusals/count.ts";

/** What is shared most, what is refused most, and every table of the page as a file. How much is used is counted in the workspace. */
export function analyticsRoutes(app: App, parts: AnalyticsParts): void {
  const sharing = new MostShared(parts);
  const refusals = new Refusals(parts);
  routes(app, { sharing, refusals, tables: new Tables(parts, { sharing, refusals }) });
}
