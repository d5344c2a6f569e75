import { Readable } from "node:stream";
import { z } from "zod";
import type { App } from "../http/types.ts";
import { sendRevision } from "../http/versions.ts";
import { ApplyAnswer, ApplyBody, DriftAnswer, ExportQuery, PlanAnswer, PlanBody } from "./schemas.ts";
import type { OrganizationState } from "./service.ts";

const BASE = "/api/admin/state";
const tags = ["state"];
/** Some 100,000 people with what they are in. */
const LARGEST_FILE = 64 * 1024 * 1024;

/** The organization as a file, for super admins. */
export function stateRoutes(app: App, state: OrganizationState): void {
  // Nobody else has a body of this size read.
  const onRequest = async ({ actor }: { actor: Parameters<OrganizationState["require"]>[0] }) => state.require(actor);
  app.get(
    BASE,
    {
      schema: {
        tags,
        summary:
          "The organization as a file: roles, groups, people, capabilities, grants, settings; no secrets, no content",
        querystring: ExportQuery,
        response: { 200: z.any() },
      },
    },
    async ({ actor, query }, reply) => {
      const pieces = await state.export(actor, query.sections);
      return reply
        .type("application/json; charset=utf-8")
        .header("Cache-Control", "no-store")
        .send(Readable.from(pieces, { objectMode: false, highWaterMark: 64 * 1024 }));
    },
  );
  app.get(
    `${BASE}/drift`,
    {
      schema: {
        tags,
        summary: "What somebody changed by hand since a file was applied last",
        response: { 200: DriftAnswer },
      },
    },
    ({ actor }) => state.drift(actor),
  );
  app.post(
    `${BASE}/plan`,
    {
      bodyLimit: LARGEST_FILE,
      onRequest,
      schema: {
        tags,
        summary:
          "What a file would make otherwise, who gains and loses what, and what would be refused; nothing is written",
        body: PlanBody,
        response: { 200: PlanAnswer },
      },
    },
    ({ actor, body }) => state.plan(actor, body),
  );
  app.post(
    `${BASE}/apply`,
    {
      bodyLimit: LARGEST_FILE,
      onRequest,
      schema: {
        tags,
        summary: "Make the organization what a file says: all that decides in one revision, whole or not at all",
        body: ApplyBody,
        response: { 200: ApplyAnswer },
      },
    },
    async ({ actor, body }, reply) => {
      const applied = await state.apply(actor, body);
      return sendRevision(reply, applied.revision).send(applied);
    },
  );
}
