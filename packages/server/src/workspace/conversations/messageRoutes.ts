import { z } from "zod";
import type { App } from "../../http/types.ts";
import {
  ConversationParams,
  EditBody,
  FeedbackAnswer,
  FeedbackBody,
  Message,
  MessageParams,
  MessageSearch,
  MessageSearchQuery,
} from "./schemas.ts";
import type { Conversations } from "./service.ts";

const tags = ["Messages"];

export function messageRoutes(app: App, conversations: Conversations): void {
  app.get(
    "/api/messages",
    {
      schema: {
        tags,
        summary: "Search messages, or page through those of a conversation",
        querystring: MessageSearchQuery,
        response: { 200: MessageSearch },
      },
    },
    async (request) => conversations.search(request.actor, request.query),
  );
  app.get(
    "/api/messages/:conversationId",
    {
      schema: {
        tags,
        summary: "A conversation's messages, oldest first",
        params: ConversationParams,
        response: { 200: z.array(Message) },
      },
    },
    async (request) => {
      const { conversationId } = request.params;
      return conversationId === "new" ? [] : conversations.messages(request.actor, conversationId);
    },
  );
  app.get(
    "/api/messages/:conversationId/:messageId",
    { schema: { tags, summary: "One message", params: MessageParams, response: { 200: z.array(Message) } } },
    async (request) => [
      await conversations.message(request.actor, request.params.conversationId, request.params.messageId),
    ],
  );
  app.put(
    "/api/messages/:conversationId/:messageId",
    { schema: { tags, summary: "Edit a message", params: MessageParams, body: EditBody, response: { 200: Message } } },
    async (request) => {
      const { conversationId, messageId } = request.params;
      return conversations.editMessage(request.actor, conversationId, messageId, request.body);
    },
  );
  app.put(
    "/api/messages/:conversationId/:messageId/feedback",
    {
      schema: {
        tags,
        summary: "Say what one thinks of an answer",
        params: MessageParams,
        body: FeedbackBody,
        response: { 200: FeedbackAnswer },
      },
    },
    async (request) => {
      const { conversationId, messageId } = request.params;
      return conversations.feedback(request.actor, conversationId, messageId, request.body.feedback);
    },
  );
  app.delete(
    "/api/messages/:conversationId/:messageId",
    { schema: { tags, summary: "Delete one message", params: MessageParams, response: { 204: z.null() } } },
    async (request, reply) => {
      const { conversationId, messageId } = request.params;
      await conversations.removeMessage(request.actor, conversationId, messageId);
      return reply.status(204).send(null);
    },
  );
}
