import { z } from "zod";
import type { Access } from "../../access/index.ts";
import { problem } from "../../http/problem.ts";
import type { App } from "../../http/types.ts";
import type { RecentLogs } from "./recentLogs.ts";

const Query = z.strictObject({
  level: z.enum(["warning", "error", "fatal"]).optional(),
  before: z.coerce.number().int().min(1).max(1e15).optional().describe("Only what is older than this line"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const Answer = z.object({
  lines: z.array(
    z.object({
      id: z.number(),
      at: z.string(),
      level: z.enum(["warning", "error", "fatal"]),
      message: z.string(),
      facts: z.record(z.string(), z.string()),
    }),
  ),
  next: z.number().nullable().describe("The `before` of the next page"),
});

/** What this server warned of lately, for whoever may `read:logs`. */
export function logRoutes(app: App, { access, recentLogs }: { access: Access; recentLogs: RecentLogs }): void {
  app.get(
    "/api/audit/logs",
    {
      schema: {
        summary: "The newest warnings and errors of this server, without secrets",
        tags: ["audit"],
        querystring: Query,
        response: { 200: Answer },
      },
    },
    async (request) => {
      access.of(request.actor).require(request.actor, "read:logs");
      // They are the process's, not an organization's: of all organizations, for the operator's own.
      if (request.actor.organization !== access.findOrganization()?.id)
        throw problem("forbidden", { detail: "the logs are for the operator of the installation" });
      const { limit, ...asked } = request.query;
      const found = recentLogs.list({ ...asked, limit: limit + 1 });
      const lines = found.slice(0, limit);
      return {
        lines: lines.map((line) => ({ ...line, at: new Date(line.at).toISOString() })),
        next: found.length > limit ? (lines.at(-1)?.id ?? null) : null,
      };
    },
  );
}
