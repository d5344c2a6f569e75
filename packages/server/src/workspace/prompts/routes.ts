import { z } from "zod";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import {
  AllGroupsQuery,
  Category,
  DeletedVersion,
  DeleteVersionQuery,
  GroupItem,
  GroupList,
  GroupListQuery,
  GroupParams,
  GroupPatch,
  MadeGroup,
  MadeVersion,
  Message,
  NewGroup,
  NewVersion,
  Nothing,
  Prompt,
  PromptGroup,
  PromptParams,
  Used,
  VersionsQuery,
  WholeGroup,
} from "./schemas.ts";
import type { Prompts } from "./service.ts";

const tags = ["Prompts"];

/** LibreChat's prompts: groups, their versions, and categories. */
export function promptRoutes(app: App, prompts: Prompts): void {
  groupRoutes(app, prompts);
  versionRoutes(app, prompts);
  app.get(
    "/api/categories",
    { schema: { tags, summary: "Categories of prompts", response: { 200: z.array(Category) } } },
    async () => categories,
  );
}

function groupRoutes(app: App, prompts: Prompts): void {
  app.get(
    "/api/prompts/groups",
    {
      schema: {
        tags,
        summary: "Prompts that one may use, page by page",
        querystring: GroupListQuery,
        response: { 200: GroupList },
      },
    },
    async ({ actor, query }) => prompts.list(actor, query),
  );
  app.get(
    "/api/prompts/all",
    {
      schema: {
        tags,
        summary: "At most 500 of the prompts that one may use, the most used ones",
        querystring: AllGroupsQuery,
        response: { 200: z.array(GroupItem) },
      },
    },
    async ({ actor, query }) => prompts.all(actor, query),
  );
  app.post(
    "/api/prompts",
    { schema: { tags, summary: "Make a prompt", body: NewGroup, response: { 200: MadeGroup } } },
    async ({ actor, body }, reply) => {
      const { revision, result } = await prompts.create(actor, body);
      const { version, ...made } = result;
      return sendRevision(reply, revision).header("ETag", etag(version)).send(made);
    },
  );
  app.get(
    "/api/prompts/groups/:groupId",
    {
      schema: {
        tags,
        summary: "A prompt with its text in production",
        params: GroupParams,
        response: { 200: WholeGroup },
      },
    },
    async ({ actor, params }, reply) => {
      const { group, version } = await prompts.group(actor, params.groupId);
      return reply.header("ETag", etag(version)).send(group);
    },
  );
  app.patch(
    "/api/prompts/groups/:groupId",
    {
      schema: {
        tags,
        summary: "Change a prompt's name, line, category or command",
        params: GroupParams,
        body: GroupPatch,
        response: { 200: PromptGroup },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request;
      const { revision, result } = await prompts.patch(actor, params.groupId, body, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).header("ETag", etag(result.version)).send(result.group);
    },
  );
  app.post(
    "/api/prompts/groups/:groupId/use",
    {
      schema: {
        tags,
        summary: "Count that one used a prompt",
        params: GroupParams,
        body: Nothing,
        response: { 200: Used },
      },
    },
    async ({ actor, params }, reply) => {
      const { revision, result } = await prompts.use(actor, params.groupId);
      return sendRevision(reply, revision).send({ numberOfGenerations: result });
    },
  );
  app.delete(
    "/api/prompts/groups/:groupId",
    {
      config: { dryRun: true },
      schema: { tags, summary: "Delete a prompt", params: GroupParams, response: { 200: Message } },
    },
    async (request, reply) => {
      const { revision } = await prompts.removeGroup(request.actor, request.params.groupId, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).send({ message: GROUP_DELETED });
    },
  );
}

function versionRoutes(app: App, prompts: Prompts): void {
  app.get(
    "/api/prompts",
    {
      schema: {
        tags,
        summary: "The versions of a prompt; without `groupId` the newest that one wrote, or with `read:prompts` all",
        querystring: VersionsQuery,
        response: { 200: z.array(Prompt) },
      },
    },
    async ({ actor, query: { groupId } }) =>
      groupId === undefined ? prompts.newestVersions(actor) : prompts.versions(actor, groupId),
  );
  app.post(
    "/api/prompts/groups/:groupId/prompts",
    {
      schema: {
        tags,
        summary: "Add a version to a prompt, as a draft",
        params: GroupParams,
        body: NewVersion,
        response: { 200: MadeVersion },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request;
      const { revision, result } = await prompts.addVersion(actor, params.groupId, body, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).send({ prompt: result });
    },
  );
  app.patch(
    "/api/prompts/:promptId/tags/production",
    {
      schema: {
        tags,
        summary: "Bring a version into production",
        params: PromptParams,
        body: Nothing,
        response: { 200: Message },
      },
    },
    async (request, reply) => {
      const { revision, result } = await prompts.makeProduction(request.actor, request.params.promptId, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision)
        .header("ETag", etag(result))
        .send({ message: "Prompt production made successfully" });
    },
  );
  app.get(
    "/api/prompts/:promptId",
    { schema: { tags, summary: "A version of a prompt", params: PromptParams, response: { 200: Prompt } } },
    async ({ actor, params }) => prompts.version(actor, params.promptId),
  );
  app.delete(
    "/api/prompts/:promptId",
    {
      schema: {
        tags,
        summary: "Delete a version of a prompt; the last one takes the prompt along",
        params: PromptParams,
        querystring: DeleteVersionQuery,
        response: { 200: DeletedVersion },
      },
    },
    async (request, reply) => {
      const { actor, params, query } = request;
      const { revision, result } = await prompts.removeVersion(actor, query.groupId, params.promptId, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).send({
        prompt: "Prompt deleted successfully",
        ...(result !== null && { promptGroup: { message: GROUP_DELETED, id: result } }),
      });
    },
  );
}

const GROUP_DELETED = "Prompt group deleted successfully";

const categories = ["idea", "travel", "teach_or_explain", "write", "shop", "code", "misc", "roleplay", "finance"].map(
  (value) => ({ label: `com_ui_${value}`, value }),
);
