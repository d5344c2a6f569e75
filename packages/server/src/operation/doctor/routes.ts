import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { DoctorParts } from "./check.ts";
import { Finding } from "./finding.ts";
import { examine } from "./service.ts";

export function doctorRoutes(app: App, parts: DoctorParts): void {
  app.get(
    "/api/gatehouse/doctor",
    {
      schema: {
        summary: "Look over the whole installation, for its operator",
        tags: ["operation"],
        querystring: z.strictObject({
          check: z.string().max(64).optional().describe("One check alone: `audit-trail`; default: all"),
        }),
        response: { 200: z.object({ healthy: z.boolean(), findings: z.array(Finding) }) },
      },
    },
    async (request) => examine(request.actor, parts, request.query.check),
  );
}
