import type { RouteOptions } from "fastify";
import { jsonSchemaTransform } from "fastify-type-provider-zod";

type Input = Parameters<typeof jsonSchemaTransform>[0];

const dryRunHeader = {
  type: "object",
  properties: {
    "gatehouse-dry-run": {
      type: "string",
      description:
        "Writes nothing, and answers as `POST /api/access/simulate` does: who would gain what, and lose what. `true`, or a page: `limit=50&subjectsAfter=…&thingsAfter=…&of=user:…&ofAfter=…&on=agent:…&onAfter=…`",
    },
  },
};

const problemSchema = {
  description: "A problem detail (RFC 9457)",
  content: {
    "application/problem+json": {
      schema: {
        type: "object",
        required: ["type", "title", "status", "code", "help", "message", "error", "requestId"],
        properties: {
          type: { type: "string" },
          title: { type: "string" },
          status: { type: "integer" },
          code: { type: "string", description: "Stable; see /docs/errors" },
          detail: { type: "string" },
          help: { type: "string", description: "What to do next" },
          message: { type: "string" },
          error: { type: "string" },
          requestId: { type: "string" },
        },
      },
    },
  },
};

/** The body is read as a stream, so that no schema of ours is asked. */
const uploadSchema = {
  consumes: ["multipart/form-data"],
  body: {
    type: "object",
    required: ["file"],
    properties: { file: { type: "string", format: "binary" } },
  },
};

/** Our schemas as the OpenAPI document's: what every route has is added here once (its name, its errors, whether it needs a token). */
export function openApiTransform(input: Input): ReturnType<typeof jsonSchemaTransform> {
  const { schema, url } = jsonSchemaTransform(input);
  if (schema.hide) return { schema, url };
  const route = input.route as RouteOptions;
  const auth = route.config?.auth ?? "required";
  const method = [route.method].flat()[0] ?? "GET";
  return {
    url,
    schema: {
      ...schema,
      operationId: operationId(method, url),
      ...(route.config?.upload && uploadSchema),
      ...(route.config?.dryRun && { headers: dryRunHeader }),
      ...(route.config?.cookie && { security: [{ bearer: [] }, { session: [] }] }),
      ...(route.config?.keys && { "x-opens-to-api-keys": route.config.keys }),
      ...(auth === "none" && { security: [] }),
      ...(auth === "optional" && { security: [{}, { bearer: [] }] }),
      response: { "4xx": problemSchema, ...(schema.response ?? { 200: { description: "Done" } }) },
    },
  };
}

/** `GET /api/agents/:id` → `getApiAgentsById`. */
function operationId(method: string, url: string): string {
  const words = url
    .split(/[^A-Za-z0-9:_]+/)
    .flatMap((word) => (word.startsWith(":") ? ["By", word.slice(1)] : word.split("_")));
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
