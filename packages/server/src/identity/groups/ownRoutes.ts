import { z } from "zod";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import { MembersOf } from "../accounts/adminShapes.ts";
import type { Identity } from "../identity.ts";
import { OwnId, Page } from "../texts.ts";
import { OwnGroups } from "./ownGroups.ts";
import { ChangeGroup, JoinGroup, MakeGroup, OwnGroupAnswer } from "./ownSchemas.ts";
import { Groups } from "./service.ts";

const tags = ["own groups"];
const PATH = "/api/groups";
const params = z.strictObject({ id: OwnId });
const ofMember = params.extend({ userId: OwnId });
const Group = z.object({ group: OwnGroupAnswer });
const Seen = z.object({ group: OwnGroupAnswer.nullable().describe("Null: one sees it no more") });
const Success = z.object({ success: z.literal(true) });

/** The groups that people make, are in, and look after. */
export function ownGroupRoutes(app: App, identity: Identity): void {
  const own = new OwnGroups(identity);
  const groups = new Groups(identity);

  app.get(
    PATH,
    {
      schema: {
        summary: "The groups that one is in, owns or looks after",
        tags,
        querystring: z.strictObject({
          limit: z.coerce.number().int().min(1).max(100).default(50),
          after: OwnId.optional().describe("`next` of the answer before"),
        }),
        response: {
          200: z.object({
            groups: z.array(OwnGroupAnswer),
            next: z.string().nullable(),
            mayMake: z.boolean().describe("Whether one may make groups at all"),
          }),
        },
      },
    },
    async (request) => own.list(request.actor, request.query),
  );
  app.post(
    PATH,
    { schema: { summary: "Make a group of one's own", tags, body: MakeGroup, response: { 201: Group } } },
    async (request, reply) => {
      const { revision, result: group } = await own.create(request.actor, request.body);
      return sendRevision(reply, revision).header("ETag", etag(group.version)).status(201).send({ group });
    },
  );
  app.get(
    `${PATH}/:id`,
    { schema: { summary: "One of them", tags, params, response: { 200: Group } } },
    async (request, reply) => {
      const group = await own.get(request.actor, request.params.id);
      reply.header("ETag", etag(group.version));
      return { group };
    },
  );
  app.patch(
    `${PATH}/:id`,
    {
      schema: {
        summary: "Rename it, describe it, end it, or say who may share into it",
        tags,
        params,
        body: ChangeGroup,
        response: { 200: Group },
      },
    },
    async (request, reply) => {
      const { revision, result: group } = await own.edit(request.actor, request.params.id, request.body, (version) =>
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
        summary: "Delete it with everything that names it",
        tags,
        params,
        response: { 200: Success },
      },
    },
    async (request, reply) => {
      const { revision } = await groups.remove(request.actor, request.params.id, (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
  app.delete(
    `${PATH}/:id/membership`,
    { schema: { summary: "Leave it", tags, params, response: { 200: Success } } },
    async (request, reply) => {
      const { actor } = request;
      const self = actor.subject.slice(actor.subject.indexOf(":") + 1);
      const { revision } = await groups.removeMember(actor, request.params.id, self, ["user", "service"], () => {});
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );

  app.get(
    `${PATH}/:id/members`,
    {
      schema: {
        summary: "Who is in it, for whoever looks after it",
        tags,
        params,
        querystring: z.strictObject(Page),
        response: {
          200: z.object({
            ...MembersOf,
            members: MembersOf.members.describe("Hidden accounts are left out for whoever is not in the group"),
          }),
        },
      },
    },
    async (request) => groups.members(request.actor, request.params.id, request.query),
  );
  app.post(
    `${PATH}/:id/members`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Put somebody in, or set another end",
        tags,
        params,
        body: JoinGroup,
        response: { 200: Success },
      },
    },
    async (request, reply) => {
      const { revision } = await groups.addMember(request.actor, request.params.id, request.body, (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
  app.delete(
    `${PATH}/:id/members/:userId`,
    {
      config: { dryRun: true },
      schema: { summary: "Take somebody out", tags, params: ofMember, response: { 200: Success } },
    },
    async (request, reply) => {
      const { id, userId } = request.params;
      const { revision } = await groups.removeMember(request.actor, id, userId, ["user", "service"], (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );

  app.put(
    `${PATH}/:id/owners/:userId`,
    { schema: { summary: "Make somebody an owner beside", tags, params: ofMember, response: { 200: Seen } } },
    async (request, reply) => {
      const { id, userId } = request.params;
      const { revision, result: group } = await own.setOwner(request.actor, id, `user:${userId}`, true);
      sendRevision(reply, revision);
      return { group };
    },
  );
  app.delete(
    `${PATH}/:id/owners/:userId`,
    { schema: { summary: "Let somebody be an owner no more", tags, params: ofMember, response: { 200: Seen } } },
    async (request, reply) => {
      const { id, userId } = request.params;
      const { revision, result: group } = await own.setOwner(request.actor, id, `user:${userId}`, false);
      sendRevision(reply, revision);
      return { group };
    },
  );
  app.put(
    `${PATH}/:id/owner`,
    {
      schema: {
        summary: "Hand it over",
        tags,
        params,
        body: z.strictObject({ userId: OwnId }),
        response: { 200: Seen },
      },
    },
    async (request, reply) => {
      const { revision, result: group } = await own.handOver(
        request.actor,
        request.params.id,
        `user:${request.body.userId}`,
      );
      sendRevision(reply, revision);
      return { group };
    },
  );
}
