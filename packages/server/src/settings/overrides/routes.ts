import { z } from "zod";
import type { App } from "../../http/types.ts";
import { etag, requireVersion } from "../../http/versions.ts";
import {
  Effective,
  FieldsBody,
  Override,
  OverrideBody,
  OverrideList,
  OverrideParams,
  Preview,
  PreviewBody,
  PreviewQuery,
} from "./schemas.ts";
import type { Overrides } from "./service.ts";

const BASE = "/api/admin/overrides";
const ONE = `${BASE}/:type/:id`;
const tags = ["settings"];

export function overrideRoutes(app: App, overrides: Overrides): void {
  app.get(
    BASE,
    {
      schema: {
        tags,
        summary: "What settings are otherwise for a role, a group or a person; the one that wins first",
        response: { 200: OverrideList },
      },
    },
    async ({ actor }) => ({ overrides: await overrides.list(actor) }),
  );
  app.get(
    ONE,
    {
      schema: {
        tags,
        summary: "What settings are otherwise for one of them",
        params: OverrideParams,
        response: { 200: Override },
      },
    },
    async ({ actor, params }, reply) => {
      const { override, version } = await overrides.find(actor, params);
      return reply.header("ETag", etag(version)).send(override);
    },
  );
  app.put(
    ONE,
    {
      schema: {
        tags,
        summary: "Say what settings are otherwise for one of them; counts at once",
        params: OverrideParams,
        body: OverrideBody,
        response: { 200: Override },
      },
    },
    async (request, reply) => {
      const { override, version } = await overrides.put(request.actor, request.params, request.body, (now) =>
        requireVersion(request, now),
      );
      return reply.header("ETag", etag(version)).send(override);
    },
  );
  app.patch(
    `${ONE}/fields`,
    {
      schema: {
        tags,
        summary: "Set, unset or take away single fields",
        params: OverrideParams,
        body: FieldsBody,
        response: { 200: Override },
      },
    },
    async (request, reply) => {
      const { override, version } = await overrides.patch(request.actor, request.params, request.body, (now) =>
        requireVersion(request, now),
      );
      return reply.header("ETag", etag(version)).send(override);
    },
  );
  app.delete(
    ONE,
    {
      schema: {
        tags,
        summary: "Settings are for them as for others again",
        params: OverrideParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await overrides.remove(request.actor, request.params, (now) => requireVersion(request, now));
      return reply.status(204).send(null);
    },
  );
  app.get(
    `${ONE}/effective`,
    {
      schema: {
        tags,
        summary: "What a person gets, and from where; of a role or a group, what it alone brings",
        params: OverrideParams,
        response: { 200: Effective },
      },
    },
    async ({ actor, params }) => overrides.effective(actor, params),
  );
  app.post(
    `${ONE}/preview`,
    {
      schema: {
        tags,
        summary: "Who would get something else; nothing is written",
        params: OverrideParams,
        querystring: PreviewQuery,
        body: PreviewBody,
        response: { 200: Preview },
      },
    },
    async ({ actor, params, body, query }) => overrides.preview(actor, params, body.document, query),
  );
}
