import type { FastifyRequest } from "fastify";
import type { Settings } from "../../config/index.ts";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import type { Configs } from "../parts.ts";
import type { Forks } from "./forks.ts";
import type { LinkReader, Opener } from "./reader.ts";
import {
  ChangeBody,
  ChangedLink,
  ConversationParams,
  ForkBody,
  Forked,
  Link,
  LinkList,
  LinkOfConversation,
  LinksTo,
  ListQuery,
  MakeBody,
  MakeParams,
  Opened,
  PasscodeHeader,
  Reading,
  Removed,
  ShareParams,
  SmallConfig,
} from "./schemas.ts";
import type { Links } from "./service.ts";

const tags = ["Shared links"];

export interface LinkServices {
  links: Links;
  reader: LinkReader;
  forks: Forks;
}

/** LibreChat's shared links. */
interface Said {
  settings: Settings;
  configs: Configs;
}

export function linkRoutes(app: App, services: LinkServices, said: Said): void {
  ownRoutes(app, services.links);
  openRoutes(app, services, said);
}

/** For who has links. */
function ownRoutes(app: App, links: Links): void {
  app.get(
    "/api/share",
    {
      schema: { tags, summary: "One's shared links", querystring: ListQuery, response: { 200: LinkList } },
    },
    async ({ actor, query }) => links.list(actor, query),
  );
  app.get(
    "/api/share/link/:conversationId",
    {
      schema: {
        tags,
        summary: "One's link to a conversation; `success` is false where there is none",
        params: ConversationParams,
        response: { 200: LinkOfConversation },
      },
    },
    async ({ actor, params: { conversationId } }, reply) => {
      const found = await links.findFor(actor, conversationId);
      if (!found) return { success: false as const, shareId: null, conversationId };
      return reply.header("ETag", etag(found.version)).send({ success: true as const, ...found.link });
    },
  );
  app.get(
    "/api/convos/:conversationId/links",
    {
      schema: {
        tags,
        summary: "By which links a conversation is shown, for whoever may share it",
        params: ConversationParams,
        response: { 200: LinksTo },
      },
    },
    async ({ actor, params: { conversationId } }) => links.listTo(actor, conversationId),
  );
  app.post(
    // In OpenAPI the same address as the calls below, so that its part has the same name.
    "/api/share/:shareId",
    {
      schema: {
        tags,
        summary: "Make a link to a conversation, whose `conversationId` stands in the place of `shareId`",
        params: MakeParams,
        body: MakeBody.default({ live: false }),
        response: { 200: Link },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { revision, result } = await links.make(actor, params.shareId, body);
      return sendRevision(reply, revision).header("ETag", etag(result.version)).send(result.link);
    },
  );
  app.patch(
    "/api/share/:shareId",
    {
      schema: {
        tags,
        summary: "Publish again what a link shows, and change its settings; its address stays",
        params: ShareParams,
        body: ChangeBody.default({ republish: true }),
        response: { 200: ChangedLink },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request;
      const { revision, result } = await links.change(actor, params.shareId, body, (version) =>
        requireVersion(request, version),
      );
      return sendRevision(reply, revision).header("ETag", etag(result.version)).send(result.link);
    },
  );
  app.delete(
    "/api/share/:shareId",
    { schema: { tags, summary: "Delete a link", params: ShareParams, response: { 200: Removed } } },
    async ({ actor, params }, reply) => {
      const { revision, result } = await links.remove(actor, params.shareId);
      return sendRevision(reply, revision).send({
        _id: result.id,
        success: true as const,
        shareId: result.share_id,
        message: "Share deleted successfully",
      });
    },
  );
  app.get(
    "/api/share/:shareId/opened",
    { schema: { tags, summary: "Who opened a link", params: ShareParams, response: { 200: Opened } } },
    async ({ actor, params }) => links.opened(actor, params.shareId),
  );
}

/** For who was given the address, with an account or without. */
function openRoutes(app: App, { reader, forks }: LinkServices, { settings, configs }: Said): void {
  app.get(
    "/api/share/:shareId",
    {
      schema: {
        tags,
        summary: "What a link shows",
        params: ShareParams,
        headers: PasscodeHeader,
        response: { 200: Reading },
      },
      config: { auth: "optional" },
    },
    async (request, reply) =>
      reply
        .header("Cache-Control", "private, no-store")
        .send(await reader.read(openerOf(request), request.params.shareId)),
  );
  app.get(
    "/api/share/:shareId/config",
    {
      schema: {
        tags,
        summary: "What a page about a link shows beside it",
        params: ShareParams,
        response: { 200: SmallConfig },
      },
      config: { auth: "optional" },
    },
    async (request, reply) => {
      const opened = await reader.requireOpen(openerOf(request), request.params.shareId);
      const { privacyPolicy, termsOfService } = configs.of(opened.reader).interface;
      return reply.header("Cache-Control", "private, no-store").send({
        appTitle: settings.appTitle,
        interface: {
          ...(privacyPolicy !== undefined && { privacyPolicy }),
          ...(termsOfService !== undefined && { termsOfService }),
        },
      });
    },
  );
  app.post(
    "/api/share/:shareId/fork",
    {
      schema: {
        tags,
        summary: "A conversation of one's own that begins with what a link shows",
        params: ShareParams,
        headers: PasscodeHeader,
        body: ForkBody,
        response: { 201: Forked },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request;
      return reply.status(201).send(await forks.make(actor, openerOf(request), params.shareId, body));
    },
  );
}

function openerOf({ signedIn, ip, headers }: FastifyRequest): Opener {
  const passcode = headers["x-share-passcode"];
  return { signedIn, ip, ...(typeof passcode === "string" && { passcode }) };
}
