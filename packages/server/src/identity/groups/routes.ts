import { z } from "zod";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import { MembersOf } from "../accounts/adminShapes.ts";
import type { Identity } from "../identity.ts";
import { OwnId } from "../texts.ts";
import {
  EditGroup,
  GroupAnswer,
  GroupsQuery,
  MembersQuery,
  memberIds,
  NewGroup,
  NewMember,
  SubgroupAnswer,
} from "./schemas.ts";
import { Groups } from "./service.ts";

const tags = ["groups"];
const PATH = "/api/admin/groups";
const params = z.strictObject({ id: OwnId });
const Group = z.object({ group: GroupAnswer });
const Success = z.object({ success: z.literal(true) });

/** Groups and who is in them (LibreChat's administration API, §4; nesting, services and ends are ours). */
export function groupRoutes(app: App, identity: Identity): void {
  const groups = new Groups(identity);

  app.get(
    PATH,
    {
      schema: {
        summary: "Groups, by name or by how many are in them",
        tags,
        querystring: GroupsQuery,
        response: {
          200: z.object({ groups: z.array(GroupAnswer), total: z.number(), limit: z.number(), offset: z.number() }),
        },
      },
    },
    async (request) => {
      const { limit, offset } = request.query;
      return { ...(await groups.list(request.actor, request.query)), limit, offset };
    },
  );
  app.post(
    PATH,
    { schema: { summary: "Make a group", tags, body: NewGroup, response: { 201: Group } } },
    async (request, reply) => {
      const { revision, result: group } = await groups.create(request.actor, request.body);
      return sendRevision(reply, revision).header("ETag", etag(group.version)).status(201).send({ group });
    },
  );
  app.get(
    `${PATH}/:id`,
    {
      schema: {
        summary: "One group",
        tags,
        params,
        querystring: z.strictObject({ memberIds }),
        response: { 200: Group },
      },
    },
    async (request, reply) => {
      const group = await groups.get(request.actor, request.params.id, request.query.memberIds);
      reply.header("ETag", etag(group.version));
      return { group };
    },
  );
  app.patch(
    `${PATH}/:id`,
    {
      config: { dryRun: true },
      schema: { summary: "Change a group", tags, params, body: EditGroup, response: { 200: Group } },
    },
    async (request, reply) => {
      const { revision, result: group } = await groups.edit(request.actor, request.params.id, request.body, (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision).header("ETag", etag(group.version));
      return { group };
    },
  );
  app.delete(
    `${PATH}/:id`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Delete a group with everything that names it",
        tags,
        params,
        response: { 200: Success.extend({ id: z.string() }) },
      },
    },
    async (request, reply) => {
      const { revision } = await groups.remove(request.actor, request.params.id, (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision);
      return { success: true as const, id: request.params.id };
    },
  );
  app.get(
    `${PATH}/:id/members`,
    {
      schema: {
        summary: "People and services directly in a group",
        tags,
        params,
        querystring: MembersQuery,
        response: {
          200: z.object({ ...MembersOf, limit: z.number(), offset: z.number() }),
        },
      },
    },
    async (request) => {
      const { limit, offset } = request.query;
      return { ...(await groups.members(request.actor, request.params.id, request.query)), limit, offset };
    },
  );
  app.post(
    `${PATH}/:id/members`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Add a person, a service or a subgroup, or set another end",
        tags,
        params,
        body: NewMember,
        response: { 200: Group },
      },
    },
    async (request, reply) => {
      const { revision, result: group } = await groups.addMember(
        request.actor,
        request.params.id,
        request.body,
        (version) => requireVersion(request, version),
      );
      sendRevision(reply, revision).header("ETag", etag(group.version));
      return { group };
    },
  );
  app.delete(
    `${PATH}/:id/members/:userId`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Take a person or a service out",
        tags,
        params: params.extend({ userId: OwnId }),
        response: { 200: Success },
      },
    },
    async (request, reply) => {
      const { revision } = await groups.removeMember(
        request.actor,
        request.params.id,
        request.params.userId,
        ["user", "service"],
        (version) => requireVersion(request, version),
      );
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
  app.get(
    `${PATH}/:id/subgroups`,
    {
      schema: {
        summary: "Groups directly in a group",
        tags,
        params,
        querystring: z.strictObject({ memberIds }),
        response: { 200: z.object({ groups: z.array(SubgroupAnswer) }) },
      },
    },
    async (request) => ({
      groups: await groups.subgroups(request.actor, request.params.id, request.query.memberIds),
    }),
  );
  app.delete(
    `${PATH}/:id/subgroups/:groupId`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Take a subgroup out",
        tags,
        params: params.extend({ groupId: OwnId }),
        response: { 200: Success },
      },
    },
    async (request, reply) => {
      const { revision } = await groups.removeMember(
        request.actor,
        request.params.id,
        request.params.groupId,
        ["group"],
        (version) => requireVersion(request, version),
      );
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
}
