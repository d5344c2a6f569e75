import { z } from "zod";
import { closureSeen } from "../../access/closureSeen.ts";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import { Conversation } from "../conversations/schemas.ts";
import {
  ChangedProject,
  Contents,
  ContentsQuery,
  ConversationParams,
  MoveBody,
  NewProject,
  ProjectList,
  ProjectListQuery,
  ProjectParams,
  ProjectPatch,
  Removed,
  Thing,
  ThingParams,
  WholeProject,
} from "./schemas.ts";
import type { Projects } from "./service.ts";

const tags = ["Projects"];

/** LibreChat's projects, and Gatehouse's own calls for what lies in them. */
export function projectRoutes(app: App, projects: Projects): void {
  app.get(
    "/api/projects",
    {
      schema: {
        tags,
        summary: "Projects that one may view, page by page",
        querystring: ProjectListQuery,
        response: { 200: ProjectList },
      },
    },
    async ({ actor, query }) => projects.list(actor, query),
  );
  app.post(
    "/api/projects",
    { schema: { tags, summary: "Make a project", body: NewProject, response: { 201: WholeProject } } },
    async ({ actor, body }, reply) => {
      const { revision, result } = await projects.create(actor, body);
      return sendRevision(reply, revision).header("ETag", etag(result.version)).status(201).send(result.project);
    },
  );
  app.get(
    "/api/projects/:projectId",
    { schema: { tags, summary: "A project", params: ProjectParams, response: { 200: WholeProject } } },
    async ({ actor, params }, reply) => {
      const { project, version } = await projects.find(actor, params.projectId);
      return reply.header("ETag", etag(version)).send(project);
    },
  );
  app.patch(
    "/api/projects/:projectId",
    {
      schema: {
        tags,
        summary: "Change a project's name or description",
        params: ProjectParams,
        body: ProjectPatch,
        response: { 200: ChangedProject },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request;
      const { revision, result } = await projects.patch(actor, params.projectId, body, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).header("ETag", etag(result.version)).send(result.project);
    },
  );
  app.delete(
    "/api/projects/:projectId",
    {
      config: { dryRun: true },
      schema: {
        tags,
        summary: "Delete a project; what lies in it stays",
        params: ProjectParams,
        response: { 200: Removed },
      },
    },
    async (request, reply) => {
      const { revision, result } = await projects.remove(request.actor, request.params.projectId, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).send({ deletedCount: 1, modifiedCount: result });
    },
  );
  app.put(
    "/api/projects/conversations/:conversationId",
    {
      schema: {
        tags,
        summary: "Put a conversation into a project, out of every other one",
        params: ConversationParams,
        body: MoveBody,
        response: { 200: Conversation },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { revision, result } = await projects.moveConversation(actor, params.conversationId, body.projectId);
      return sendRevision(reply, revision).send(result);
    },
  );
  contentRoutes(app, projects);
}

const THING = "/api/projects/:projectId/contents/:type/:id";

function contentRoutes(app: App, { contents }: Projects): void {
  app.get(
    "/api/projects/:projectId/contents",
    {
      schema: {
        tags,
        summary: "Things of one type in a project that one may find, newest first",
        params: ProjectParams,
        querystring: ContentsQuery,
        response: { 200: Contents },
      },
    },
    async ({ actor, params, query }) => contents.list(actor, params.projectId, query),
  );
  app.put(
    THING,
    {
      config: { dryRun: true },
      schema: { tags, summary: "Put a thing into a project", params: ThingParams, response: { 200: Thing } },
    },
    async (request, reply) => {
      const { projectId, type, id } = request.params;
      const { revision, result } = await contents.put(request.actor, projectId, type, id, closureSeen(request));
      return sendRevision(reply, revision).send(result);
    },
  );
  app.delete(
    THING,
    {
      config: { dryRun: true },
      schema: { tags, summary: "Take a thing out of a project", params: ThingParams, response: { 204: z.null() } },
    },
    async ({ actor, params }, reply) => {
      const { revision } = await contents.take(actor, params.projectId, params.type, params.id);
      return sendRevision(reply, revision).status(204).send(null);
    },
  );
}
