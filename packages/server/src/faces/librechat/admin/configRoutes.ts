import type { JsonObject } from "../../../config/index.ts";
import type { App } from "../../../http/types.ts";
import type { AdminConfigs } from "./configs.ts";
import {
  ActiveBody,
  BaseConfig,
  BaseQuery,
  type Config,
  ConfigParams,
  Configs,
  Done,
  FieldQuery,
  OneConfig,
  PatchBody,
  PutBody,
  TombstoneBody,
  Written,
} from "./schemas.ts";

const BASE = "/api/admin/config";
const ONE = `${BASE}/:type/:id`;
const tags = ["LibreChat: admin"];

/** The configuration as LibreChat's admin panel reads and writes it; here it is the overrides, and the settings of the installation. */
export function configRoutes(app: App, configs: AdminConfigs): void {
  app.get(
    BASE,
    { schema: { tags, summary: "Every document of configuration", response: { 200: Configs } } },
    async ({ actor }) => ({ configs: await configs.list(actor) }),
  );
  app.get(
    `${BASE}/base`,
    {
      schema: {
        tags,
        summary: "The configuration that counts for everybody; with `baseOnly` what the file says",
        querystring: BaseQuery,
        response: { 200: BaseConfig },
      },
    },
    async ({ actor, query }) => ({
      config: (await configs.base(actor, { baseOnly: query.baseOnly === "true" })) as never, // JSON as it was read
    }),
  );
  app.get(
    ONE,
    { schema: { tags, summary: "One document", params: ConfigParams, response: { 200: OneConfig } } },
    async ({ actor, params }) => ({ config: await configs.find(actor, params) }),
  );
  app.put(
    ONE,
    {
      schema: {
        tags,
        summary: "Write a document; who only assigns documents makes an empty one",
        params: ConfigParams,
        body: PutBody,
        response: { 200: Written },
      },
    },
    async ({ actor, params, body }) =>
      written(await configs.put(actor, params, { ...body, overrides: body.overrides as JsonObject })), // as JSON brought it
  );
  app.patch(
    `${ONE}/fields`,
    {
      schema: {
        tags,
        summary: "Write single fields of a document",
        params: ConfigParams,
        body: PatchBody,
        response: { 200: Written },
      },
    },
    async ({ actor, params, body }) => written(await configs.patch(actor, params, body)),
  );
  app.delete(
    `${ONE}/fields`,
    {
      schema: {
        tags,
        summary: "A field is as it is beneath again",
        params: ConfigParams,
        querystring: FieldQuery,
        response: { 200: OneConfig },
      },
    },
    async ({ actor, params, query }) => ({ config: await configs.unset(actor, params, query.fieldPath) }),
  );
  app.post(
    `${ONE}/fields/tombstone`,
    {
      schema: {
        tags,
        summary: "A field is taken away of what is beneath",
        params: ConfigParams,
        body: TombstoneBody,
        response: { 200: OneConfig },
      },
    },
    async ({ actor, params, body }) => ({
      config: await configs.tombstone(actor, params, body.fieldPath, body.priority),
    }),
  );
  app.patch(
    `${ONE}/active`,
    {
      schema: {
        tags,
        summary: "Whether a document counts",
        params: ConfigParams,
        body: ActiveBody,
        response: { 200: OneConfig },
      },
    },
    async ({ actor, params, body }) => ({ config: await configs.setActive(actor, params, body.isActive) }),
  );
  app.delete(
    ONE,
    { schema: { tags, summary: "Take a document away", params: ConfigParams, response: { 200: Done } } },
    async ({ actor, params }) => {
      await configs.remove(actor, params);
      return { success: true as const };
    },
  );
}

const written = (config: Config | null) =>
  config === null ? { message: "nothing was left to write: permissions are changed at the role" } : { config };
