import type { App } from "../../http/types.ts";
import { NewReport, PageQuery, Report, ReportList } from "./schemas.ts";
import type { Reports } from "./service.ts";

const tags = ["moderation"];
const PATH = "/api/reports";

export function reportRoutes(app: App, reports: Reports): void {
  app.post(
    PATH,
    {
      schema: {
        summary: "Report what one sees to the moderators; a second report of the same is answered with the first",
        tags,
        body: NewReport,
        response: { 200: Report, 201: Report },
      },
    },
    async ({ actor, body }, reply) => {
      const { report, isNew } = await reports.report(actor, body);
      return reply.status(isNew ? 201 : 200).send(report);
    },
  );
  app.get(
    PATH,
    {
      schema: {
        summary: "What one reported, newest first, and what became of it",
        tags,
        querystring: PageQuery,
        response: { 200: ReportList },
      },
    },
    async ({ actor, query }) => reports.own(actor, query),
  );
}
