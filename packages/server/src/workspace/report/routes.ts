import { Readable } from "node:stream";
import { z } from "zod";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import {
  CsvQuery,
  DaysQuery,
  ReachedAnswer,
  ReachedQuery,
  Report,
  ReportQuery,
  ResourcesQuery,
  SharedQuery,
  SharedResources,
  Summary,
  TakeAway,
  TakenAway,
} from "./schemas.ts";
import type { AccessReport } from "./service.ts";

const tags = ["access"];
const BASE = "/api/access/report";

export function reportRoutes(app: App, report: AccessReport): void {
  app.get(
    BASE,
    {
      schema: {
        summary: "Who was given what, by whom and why, and what is worth looking at of it",
        tags,
        querystring: ReportQuery,
        response: { 200: Report },
      },
    },
    async ({ actor, query }) => report.page(actor, query),
  );
  app.get(
    `${BASE}/summary`,
    {
      schema: {
        summary: "How much there is of each finding",
        tags,
        querystring: DaysQuery,
        response: { 200: Summary },
      },
    },
    async ({ actor, query }) => report.summary(actor, query),
  );
  app.get(
    `${BASE}/csv`,
    { schema: { summary: "The report as a table", tags, querystring: CsvQuery, response: { 200: z.any() } } },
    async ({ actor, query }, reply) =>
      reply
        .header("Content-Disposition", 'attachment; filename="access-report.csv"')
        .type("text/csv; charset=utf-8")
        .serializer((body: unknown) => body as string)
        .send(Readable.from(await report.csv(actor, query))),
  );
  app.get(
    `${BASE}/reached`,
    {
      schema: {
        summary: "What a person reaches of a type, and by which ways",
        tags,
        querystring: ReachedQuery,
        response: { 200: ReachedAnswer },
      },
    },
    async ({ actor, query }) => report.reached(actor, query),
  );
  app.post(
    `${BASE}/take-away`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Take chosen grants away, in one revision; what may not be taken away is named",
        tags,
        body: TakeAway,
        response: { 200: TakenAway },
      },
    },
    async (request, reply) => {
      const { revision, result } = await report.takeAway(request.actor, request.body);
      return sendRevision(reply, revision).send(result);
    },
  );
  app.get(
    "/api/access/shared",
    {
      schema: {
        summary: "Things that are shared, how widely, and what one may do about it",
        tags,
        querystring: SharedQuery,
        response: { 200: SharedResources },
      },
    },
    async ({ actor, query }) => report.shared(actor, query),
  );
  app.get(
    "/api/access/resources",
    {
      schema: {
        summary: "All things that there are, also those that nobody shared, and what one may do about them",
        tags,
        querystring: ResourcesQuery,
        response: { 200: SharedResources },
      },
    },
    async ({ actor, query }) => report.resources(actor, query),
  );
}
