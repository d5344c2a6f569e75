import { z } from "zod";
import type { App } from "../../http/types.ts";
import { readOneFile, uploadRoutes } from "../../http/uploads.ts";
import { sendRevision } from "../../http/versions.ts";
import type { Chat } from "../chat/service.ts";
import type { Copies } from "./copies.ts";
import type { Imports } from "./import/imports.ts";
import {
  ArchiveBody,
  Conversation,
  ConversationList,
  ConversationListQuery,
  ConversationParams,
  Copied,
  DeleteBody,
  Deleted,
  DuplicateBody,
  ForkBody,
  PinBody,
  UpdateBody,
} from "./schemas.ts";
import type { Conversations } from "./service.ts";

const tags = ["Conversations"];

export interface ConversationServices {
  conversations: Conversations;
  copies: Copies;
  imports: Imports;
  chat: Chat;
}

/** LibreChat's conversations. */
export function conversationRoutes(app: App, { conversations, copies, imports, chat }: ConversationServices): void {
  app.get(
    "/api/convos",
    {
      schema: {
        tags,
        summary: "One's conversations, and those that others shared",
        querystring: ConversationListQuery,
        response: { 200: ConversationList },
      },
    },
    async (request) => conversations.list(request.actor, request.query),
  );
  app.get(
    "/api/convos/:conversationId",
    { schema: { tags, summary: "A conversation", params: ConversationParams, response: { 200: Conversation } } },
    async (request) => conversations.find(request.actor, request.params.conversationId),
  );
  app.get(
    "/api/convos/gen_title/:conversationId",
    {
      schema: {
        tags,
        summary: "The title of a new conversation; waits for it",
        params: ConversationParams,
        response: { 200: z.object({ title: z.string() }) },
      },
    },
    async (request) => ({ title: await chat.title(request.actor, request.params.conversationId) }),
  );
  app.post(
    "/api/convos/update",
    { schema: { tags, summary: "Rename a conversation", body: UpdateBody, response: { 201: Conversation } } },
    async (request, reply) => {
      const { conversationId, title } = request.body.arg;
      return reply.status(201).send(await conversations.rename(request.actor, conversationId, title));
    },
  );
  app.post(
    "/api/convos/archive",
    { schema: { tags, summary: "Put a conversation away", body: ArchiveBody, response: { 200: Conversation } } },
    async (request) => {
      const { conversationId, isArchived } = request.body.arg;
      return conversations.archive(request.actor, conversationId, isArchived);
    },
  );
  app.post(
    "/api/convos/archive/all",
    {
      schema: {
        tags,
        summary: "Put all of one's conversations away",
        body: z.strictObject({}).nullish(),
        response: { 200: z.object({ archivedCount: z.number() }) },
      },
    },
    async (request) => ({ archivedCount: await conversations.archiveAll(request.actor) }),
  );
  app.post(
    "/api/convos/pin",
    { schema: { tags, summary: "Pin a conversation", body: PinBody, response: { 200: Conversation } } },
    async (request) => conversations.pin(request.actor, request.body.arg.conversationId, request.body.arg.pinned),
  );
  app.post(
    "/api/convos/duplicate",
    {
      schema: {
        tags,
        summary: "A copy of a conversation that one may see",
        body: DuplicateBody,
        response: { 201: Copied },
      },
    },
    async (request, reply) => reply.status(201).send(await copies.duplicate(request.actor, request.ip, request.body)),
  );
  uploadRoutes(app, (scope) => {
    scope.post(
      "/api/convos/import",
      {
        config: { upload: true },
        schema: {
          tags,
          summary: "Conversations out of an export file of LibreChat or ChatGPT",
          response: { 201: z.object({ message: z.string(), conversations: z.number(), messages: z.number() }) },
        },
      },
      async (request, reply) => {
        const { actor, ip } = request;
        const done = await imports.take(actor, ip, () => readOneFile(request, imports.most));
        return reply.status(201).send({ message: "Conversation(s) imported successfully", ...done });
      },
    );
  });
  app.post(
    "/api/convos/fork",
    {
      schema: {
        tags,
        summary: "A copy of what belongs to one message of a conversation",
        body: ForkBody,
        response: { 200: Copied },
      },
    },
    async (request) => copies.fork(request.actor, request.ip, request.body),
  );
  app.delete(
    "/api/convos",
    { schema: { tags, summary: "Delete a conversation", body: DeleteBody, response: { 201: Deleted } } },
    async (request, reply) => {
      const { revision, deleted } = await conversations.remove(request.actor, request.body.arg.conversationId);
      return sendRevision(reply, revision).status(201).send(deleted);
    },
  );
  app.delete(
    "/api/convos/all",
    { schema: { tags, summary: "Delete all of one's conversations", response: { 201: Deleted } } },
    async (request, reply) => {
      const { revision, deleted } = await conversations.removeAll(request.actor);
      return sendRevision(reply, revision).status(201).send(deleted);
    },
  );
  app.get(
    "/api/search/enable",
    { schema: { tags, summary: "Whether conversations can be searched", response: { 200: z.boolean() } } },
    async () => true,
  );
}
