import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { OperationParts } from "../parts.ts";
import { Finding } from "./finding.ts";
import { examine } from "./service.ts";

export function doctorRoutes(app: App, parts: OperationParts): void {
  app.get(
    "/api/gatehouse/doctor",
    {
      schema: {
        summary: "Look over the whole installation, for its operator",
        tags: ["operation"],
        response: { 200: z.object({ healthy: z.boolean(), findings: z.array(Finding) }) },
      },
    },
    async (request) => examine(request.actor, parts),
  );
}
