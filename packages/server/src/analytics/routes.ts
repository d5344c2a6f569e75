import { Readable } from "node:stream";
import { z } from "zod";
import type { App } from "../http/types.ts";
import type { Refusals } from "./refusals/service.ts";
import { RefusalsAnswer, RefusalsQuery, SharingAnswer, SharingQuery, TableQuery } from "./schemas.ts";
import type { MostShared } from "./sharing/service.ts";
import type { Tables } from "./tables.ts";

const tags = ["usage"];

export function analyticsRoutes(
  app: App,
  { sharing, refusals, tables }: { sharing: MostShared; refusals: Refusals; tables: Tables },
): void {
  app.get(
    "/api/admin/analytics/sharing",
    {
      schema: {
        summary: "What is shared most: with how many people, and by how many grants",
        tags,
        querystring: SharingQuery,
        response: { 200: SharingAnswer },
      },
    },
    async ({ actor, query }) => sharing.most(actor, query),
  );
  app.get(
    "/api/admin/analytics/refusals",
    {
      schema: {
        summary: "What is refused most in a day, week or month, and by which rule; nobody's name",
        tags,
        querystring: RefusalsQuery,
        response: { 200: RefusalsAnswer },
      },
    },
    async ({ actor, query }) => refusals.most(actor, query),
  );
  app.get(
    "/api/admin/analytics/csv",
    {
      schema: {
        summary: "Usage, sharing or refusals as a table",
        tags,
        querystring: TableQuery,
        response: { 200: z.any() },
      },
    },
    async ({ actor, query }, reply) =>
      reply
        .header("Content-Disposition", `attachment; filename="gatehouse-${query.table}.csv"`)
        .type("text/csv; charset=utf-8")
        .serializer((body: unknown) => body as string)
        .send(Readable.from(await tables.csv(actor, query))),
  );
}
