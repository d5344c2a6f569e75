import { featureCatalogue } from "@gatehouse/engine";
import { z } from "zod";
import { Moment, toExpiry } from "../../http/schemas.ts";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import { MembersOf } from "../accounts/adminShapes.ts";
import type { Identity } from "../identity.ts";
import { OwnId, Page, paragraph } from "../texts.ts";
import { HoldersQuery, ListedRole, Permissions, RoleAnswer, RoleName } from "./schemas.ts";
import { type Holder, Roles } from "./service.ts";

const tags = ["roles"];
const PATH = "/api/admin/roles";
const params = z.strictObject({ name: RoleName });
const Role = z.object({ role: RoleAnswer });
const Success = z.object({ success: z.literal(true) });
const Rank = z.number().int().min(0).max(99);
const Description = paragraph(2_000);

/** LibreChat's older paths: one for each permission type. */
const oldPaths: Readonly<Record<string, string>> = {
  prompts: "PROMPTS",
  agents: "AGENTS",
  memories: "MEMORIES",
  "people-picker": "PEOPLE_PICKER",
  "mcp-servers": "MCP_SERVERS",
  marketplace: "MARKETPLACE",
  "remote-agents": "REMOTE_AGENTS",
  skills: "SKILLS",
  "shared-links": "SHARED_LINKS",
};

/** Roles are addressed by name everywhere, as in LibreChat. */
export function roleRoutes(app: App, identity: Identity): void {
  const roles = new Roles(identity);

  app.get(
    PATH,
    {
      schema: {
        summary: "Roles, by name",
        tags,
        querystring: z.strictObject(Page),
        response: {
          200: z.object({
            roles: z.array(ListedRole),
            total: z.number(),
            limit: z.number(),
            offset: z.number(),
          }),
        },
      },
    },
    async (request) => ({ ...(await roles.list(request.actor, request.query)), ...request.query }),
  );
  app.get(
    `${PATH}/:name`,
    { schema: { summary: "One role with its features", tags, params, response: { 200: Role } } },
    async (request, reply) => {
      const role = await roles.get(request.actor, request.params.name);
      reply.header("ETag", etag(role.version));
      return { role };
    },
  );
  app.post(
    PATH,
    {
      schema: {
        summary: "Make a role; without features it begins empty",
        tags,
        body: z.strictObject({
          name: RoleName,
          description: Description.optional(),
          rank: Rank.optional(),
          permissions: Permissions.optional(),
        }),
        response: { 201: Role },
      },
    },
    async (request, reply) => {
      const { revision, result: role } = await roles.create(request.actor, request.body);
      return sendRevision(reply, revision).header("ETag", etag(role.version)).status(201).send({ role });
    },
  );
  app.patch(
    `${PATH}/:name`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Change a role's name, description or rank",
        tags,
        params,
        body: z.strictObject({ name: RoleName.optional(), description: Description.optional(), rank: Rank.optional() }),
        response: { 200: Role },
      },
    },
    async (request, reply) => {
      const { revision, result: role } = await roles.edit(request.actor, request.params.name, request.body, (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision).header("ETag", etag(role.version));
      return { role };
    },
  );
  app.patch(
    `${PATH}/:name/permissions`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Switch features of a role",
        tags,
        params,
        body: z.strictObject({ permissions: Permissions }),
        response: { 200: Role },
      },
    },
    async (request, reply) => {
      const { revision, result: role } = await roles.edit(request.actor, request.params.name, request.body, (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision).header("ETag", etag(role.version));
      return { role };
    },
  );
  app.delete(
    `${PATH}/:name`,
    {
      config: { dryRun: true },
      schema: { summary: "Delete a role of one's own making", tags, params, response: { 200: Success } },
    },
    async (request, reply) => {
      const { revision } = await roles.remove(request.actor, request.params.name, (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
  app.get(
    `${PATH}/:name/members`,
    {
      schema: {
        summary: "Who holds a role: people, services, groups",
        tags,
        params,
        querystring: HoldersQuery,
        response: {
          200: z.object({ ...MembersOf, limit: z.number(), offset: z.number() }),
        },
      },
    },
    async (request) => {
      const { limit, offset } = request.query;
      return { ...(await roles.members(request.actor, request.params.name, request.query)), limit, offset };
    },
  );
  app.post(
    `${PATH}/:name/members`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Make a role a person's primary one, or give it to a service or a group",
        tags,
        params,
        body: z.union([
          z.strictObject({ userId: OwnId }),
          z.strictObject({ serviceId: OwnId, expiresAt: Moment.nullish() }),
          z.strictObject({ groupId: OwnId, expiresAt: Moment.nullish() }),
        ]),
        response: { 200: Success },
      },
    },
    async (request, reply) => {
      const { actor, body, params: asked } = request;
      const { revision } =
        "userId" in body
          ? await roles.addMember(actor, asked.name, body.userId)
          : await roles.giveTo(actor, asked.name, holderOf(body), toExpiry(body.expiresAt));
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
  app.delete(
    `${PATH}/:name/members/:userId`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Take a role from somebody",
        tags,
        params: params.extend({ userId: OwnId }),
        response: { 200: Success },
      },
    },
    async (request, reply) => {
      const { revision } = await roles.removeMember(request.actor, request.params.name, request.params.userId);
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
  for (const type of ["service", "group"] as const)
    app.delete(
      `${PATH}/:name/${type}s/:id`,
      {
        config: { dryRun: true },
        schema: {
          summary: `Take a role from a ${type}`,
          tags,
          params: params.extend({ id: OwnId }),
          response: { 200: Success },
        },
      },
      async (request, reply) => {
        const { name, id } = request.params;
        const { revision } = await roles.takeFrom(request.actor, name, { type, id });
        sendRevision(reply, revision);
        return { success: true as const };
      },
    );
  const ClientRole = z.object({ name: z.string(), permissions: Permissions });
  app.get(
    "/api/roles/:roleName",
    {
      schema: {
        summary: "What a role may use, for the web client; ceilings count",
        tags,
        params: z.strictObject({ roleName: RoleName }),
        response: { 200: ClientRole },
      },
    },
    async (request) => roles.forClient(request.actor, request.params.roleName),
  );
  for (const [path, type] of Object.entries(oldPaths))
    app.put(
      `/api/roles/:roleName/${path}`,
      {
        schema: {
          summary: `Switch the features of ${type}`,
          tags,
          params: z.strictObject({ roleName: RoleName }),
          body: z.strictObject(
            Object.fromEntries((featureCatalogue[type] ?? []).map((one) => [one, z.boolean().optional()])),
          ),
          response: { 200: RoleAnswer },
        },
      },
      async (request, reply) => {
        const wanted = Object.entries(request.body).flatMap(([name, isOn]) =>
          typeof isOn === "boolean" ? [[name, isOn] as const] : [],
        );
        const permissions = { [type]: Object.fromEntries(wanted) };
        const { revision, result } = await roles.editByClient(
          request.actor,
          request.params.roleName,
          permissions,
          (version) => requireVersion(request, version),
        );
        sendRevision(reply, revision).header("ETag", etag(result.version));
        return result;
      },
    );
}

function holderOf(body: { serviceId: string } | { groupId: string }): Holder {
  return "serviceId" in body ? { type: "service", id: body.serviceId } : { type: "group", id: body.groupId };
}
