import type { App } from "../../http/types.ts";
import { LimitedAnswer } from "./schemas.ts";
import type { LimitedNow } from "./service.ts";

export function limitedRoutes(app: App, limited: LimitedNow): void {
  app.get(
    "/api/admin/limits/live",
    {
      schema: {
        summary: "Who was refused in the last quarter of an hour because of a limit, and which, the latest first",
        description: "Whoever manages the balances of some people hears of these alone.",
        tags: ["limits"],
        response: { 200: LimitedAnswer },
      },
    },
    async ({ actor }) => limited.list(actor),
  );
}
