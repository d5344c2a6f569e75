import { Readable } from "node:stream";
import { z } from "zod";
import type { App } from "../../http/types.ts";
import { kindsInWords } from "../words/kinds.ts";
import type { Exports } from "./exports.ts";
import {
  EntriesAnswer,
  EntriesQuery,
  EntryAnswer,
  EntryParams,
  ErasureBody,
  ExportQuery,
  HeadAnswer,
  KindsAnswer,
  Verdict,
  VerifyQuery,
} from "./schemas.ts";
import type { AuditTrail } from "./service.ts";

const tags = ["audit"];

/** The audit trail, for whoever may `read:audit_log`. */
export function trailRoutes(app: App, trail: AuditTrail, exports: Exports): void {
  app.get(
    "/api/audit/entries",
    {
      schema: {
        summary: "The audit trail, newest first: who did what, what it replaced, why, and from where",
        tags,
        querystring: EntriesQuery,
        response: { 200: EntriesAnswer },
      },
    },
    (request) => trail.list(request.actor, request.query),
  );
  app.get(
    "/api/audit/entries/:number",
    { schema: { summary: "One entry", tags, params: EntryParams, response: { 200: EntryAnswer } } },
    (request) => trail.one(request.actor, request.params.number),
  );
  app.get(
    "/api/audit/kinds",
    { schema: { summary: "Every kind of entry, in words", tags, response: { 200: KindsAnswer } } },
    async (request) => {
      trail.require(request.actor);
      return { kinds: kindsInWords };
    },
  );
  app.get(
    "/api/audit/head",
    {
      schema: {
        summary: "The newest head: keep it elsewhere, and the trail cannot be altered unnoticed",
        tags,
        response: { 200: HeadAnswer },
      },
    },
    (request) => trail.head(request.actor),
  );
  app.get(
    "/api/audit/verification",
    {
      schema: {
        summary: "Follows the whole trail, and says whether it is what was sealed",
        tags,
        querystring: VerifyQuery,
        response: { 200: Verdict },
      },
    },
    (request) => trail.verify(request.actor, request.query.head),
  );
  app.get(
    "/api/audit/export",
    {
      schema: {
        summary: "The trail as a file: JSON Lines that can be verified, or CSV",
        tags,
        querystring: ExportQuery,
        response: { 200: z.any() },
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const lines = await exports.begin(request.actor, request.query);
      const type = format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";
      return reply
        .type(type)
        .header("Content-Disposition", `attachment; filename="gatehouse-audit.${format}"`)
        .header("Cache-Control", "no-store")
        .send(Readable.from(lines, { objectMode: false, highWaterMark: 64 * 1024 }));
    },
  );
  app.post(
    "/api/audit/erasures",
    {
      schema: {
        summary:
          "Erase what is personal of somebody, or an address that was typed, from the trail; the chain stays valid",
        tags,
        body: ErasureBody,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await trail.erase(request.actor, request.body);
      return reply.status(204).send(null);
    },
  );
}
