import { z } from "zod";
import { Id, TypeName } from "../../http/schemas.ts";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import { conditionsOf } from "../grants/routes.ts";
import type { LibreChatPermissions } from "./service.ts";
import { UpdateBody } from "./shapes.ts";

const tags = ["LibreChat: permissions"];
const OfType = z.strictObject({ resourceType: TypeName });
const OfResource = z.strictObject({ resourceType: TypeName, resourceId: Id });
const Search = z.strictObject({
  q: z.string().trim().min(2).max(200),
  limit: z.coerce.number().int().min(1).max(50).default(10),
  types: z.string().max(100).optional(),
  type: z.string().max(20).optional(),
});
const Loose = z.looseObject({});
const Found = z.object({
  query: z.string(),
  limit: z.number(),
  types: z.array(z.string()).nullable(),
  results: z.array(
    z.object({
      id: z.string(),
      type: z.enum(["user", "group", "role"]),
      name: z.string(),
      email: z.string().optional(),
      username: z.string().optional(),
      avatar: z.string().optional(),
      provider: z.string().optional(),
      description: z.string().optional(),
      source: z.string(),
      memberCount: z.number().optional(),
    }),
  ),
  count: z.number(),
  sources: z.object({ local: z.number(), entra: z.number() }),
  finds: z
    .enum(["all", "mine", "exact"])
    .describe("Whom one finds: everybody; whoever is in a group with one; or by a whole address or username only"),
});

export function libreChatPermissionRoutes(app: App, permissions: LibreChatPermissions): void {
  app.get(
    "/api/permissions/search-principals",
    {
      schema: {
        summary: "People, groups and roles to share with",
        tags,
        querystring: Search,
        response: { 200: Found },
      },
    },
    async ({ actor, query }) => {
      const types = (query.types ?? query.type ?? "").split(",").map((one) => one.trim());
      return permissions.search(actor, { q: query.q, limit: query.limit, types });
    },
  );
  app.get(
    "/api/permissions/:resourceType/roles",
    {
      schema: {
        summary: "The access roles of a type",
        tags,
        params: OfType,
        response: {
          200: z.array(
            z.object({ accessRoleId: z.string(), name: z.string(), description: z.string(), permBits: z.number() }),
          ),
        },
      },
    },
    async ({ actor, params }) => permissions.roles(actor, params.resourceType),
  );
  app.get(
    "/api/permissions/:resourceType/effective/all",
    {
      schema: {
        summary: "What one may do on every resource of a type",
        tags,
        params: OfType,
        response: { 200: z.record(z.string(), z.number()) },
      },
    },
    async ({ actor, params }) => permissions.effectiveAll(actor, params.resourceType),
  );
  app.get(
    "/api/permissions/:resourceType/:resourceId/effective",
    {
      schema: {
        summary: "What one may do on a resource",
        tags,
        params: OfResource,
        response: { 200: z.object({ permissionBits: z.number() }) },
      },
    },
    async ({ actor, params }) => permissions.effective(actor, params.resourceType, params.resourceId),
  );
  app.get(
    "/api/permissions/:resourceType/:resourceId",
    { schema: { summary: "Who a resource is shared with", tags, params: OfResource, response: { 200: Loose } } },
    async ({ actor, params }, reply) => {
      const { tag, shared } = await permissions.get(actor, params.resourceType, params.resourceId);
      return reply.header("ETag", tag).send(shared);
    },
  );
  app.put(
    "/api/permissions/:resourceType/:resourceId",
    {
      schema: {
        summary: "Share a resource, or take shares away",
        tags,
        params: OfResource,
        body: UpdateBody,
        response: { 200: Loose },
      },
    },
    async (request, reply) => {
      const { resourceType, resourceId } = request.params;
      const { revision, result } = await permissions.update(
        request.actor,
        resourceType,
        resourceId,
        request.body,
        conditionsOf(request),
      );
      return sendRevision(reply, revision).send(result as Record<string, unknown>);
    },
  );
}
