import { Readable } from "node:stream";
import { z } from "zod";
import type { App } from "../../../http/types.ts";
import type { AuditLog } from "./auditLog.ts";
import { AuditOne, AuditPage, AuditParams, AuditQuery, AuditVerdict } from "./auditSchemas.ts";

const BASE = "/api/admin/audit-log";
const tags = ["LibreChat: admin"];

export function auditLogRoutes(app: App, auditLog: AuditLog): void {
  app.get(
    BASE,
    {
      schema: {
        tags,
        summary: "Who gave and took which capability, the newest first",
        querystring: AuditQuery,
        response: { 200: AuditPage },
      },
    },
    ({ actor, query }) => auditLog.page(actor, query),
  );
  app.get(
    `${BASE}/export.csv`,
    {
      schema: {
        tags,
        summary: "The same as a file for a spreadsheet",
        querystring: AuditQuery,
        response: { 200: z.any() },
      },
    },
    async ({ actor, query }, reply) =>
      reply
        .type("text/csv; charset=utf-8")
        .header("Content-Disposition", 'attachment; filename="audit-log.csv"')
        .header("Cache-Control", "no-store")
        .send(Readable.from(await auditLog.csv(actor, query), { objectMode: false, highWaterMark: 64 * 1024 })),
  );
  app.get(
    `${BASE}/verify`,
    { schema: { tags, summary: "Follows the whole trail", response: { 200: AuditVerdict } } },
    ({ actor }) => auditLog.verify(actor),
  );
  app.get(
    `${BASE}/:id`,
    { schema: { tags, summary: "One entry", params: AuditParams, response: { 200: AuditOne } } },
    async ({ actor, params }) => ({ entry: await auditLog.one(actor, params.id.toLowerCase()) }),
  );
}
