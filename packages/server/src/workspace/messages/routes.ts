import type { App } from "../../http/types.ts";
import { ConversationParams, Message } from "../conversations/schemas.ts";
import { ArtifactBody, ArtifactParams, BranchBody, EditedArtifact, StoreBody } from "./schemas.ts";
import type { StoredMessages } from "./service.ts";

const tags = ["Messages"];

/** LibreChat's calls for messages that a client writes itself. */
export function storedMessageRoutes(app: App, messages: StoredMessages): void {
  app.post(
    "/api/messages/:conversationId",
    {
      schema: {
        tags,
        summary: "Store a message, or replace one's own; nobody answers it",
        params: ConversationParams,
        body: StoreBody,
        response: { 201: Message },
      },
    },
    async ({ actor, params, body, ip }, reply) =>
      reply.status(201).send(await messages.store(actor, ip, params.conversationId, body)),
  );
  app.post(
    "/api/messages/branch",
    {
      schema: {
        tags,
        summary: "Make a message of one agent's parts of an answer of several",
        body: BranchBody,
        response: { 201: Message },
      },
    },
    async ({ actor, body, ip }, reply) => reply.status(201).send(await messages.branch(actor, ip, body)),
  );
  app.post(
    "/api/messages/artifact/:messageId",
    {
      schema: {
        tags,
        summary: "Change what an artifact in a message holds",
        params: ArtifactParams,
        body: ArtifactBody,
        response: { 200: EditedArtifact },
      },
    },
    async ({ actor, params, body }) => messages.editArtifact(actor, params.messageId, body),
  );
}
