import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { ModelCatalogue } from "./catalogue.ts";
import { ListedModel } from "./schemas.ts";

/** Gatehouse's own. Which models somebody may use, LibreChat's `GET /api/models` tells them. */
export function modelRoutes(app: App, catalogue: ModelCatalogue): void {
  app.get(
    "/api/admin/models",
    {
      schema: {
        tags: ["Models"],
        summary: "Every model, and whether it is restricted",
        response: { 200: z.object({ models: z.array(ListedModel) }) },
      },
    },
    async ({ actor }) => ({ models: await catalogue.list(actor) }),
  );
}
