import { z } from "zod";
import type { App } from "../../http/types.ts";
import { readForm, uploadRoutes } from "../../http/uploads.ts";
import { etag, sendRevision } from "../../http/versions.ts";
import { WholeAgent } from "../agents/schemas.ts";
import { PICTURES } from "./picture.ts";
import { AgentAvatarParams, AvatarFields, AvatarParams, AvatarUrl } from "./schemas.ts";
import type { Avatars } from "./service.ts";

const tags = ["Pictures"];

/** LibreChat's pictures of people and agents. */
export function avatarRoutes(app: App, avatars: Avatars): void {
  app.get(
    `${PICTURES}/:avatarId`,
    {
      // What a page shows with `<img>` comes without a header.
      config: { cookie: true },
      schema: {
        tags,
        summary: "A picture of a person or an agent; the session's cookie is enough to see it",
        params: AvatarParams,
        response: { 200: z.any() },
      },
    },
    async ({ actor, params }, reply) => {
      const { row, content } = await avatars.read(actor, params.avatarId);
      return reply
        .header("Content-Length", Number(row.bytes))
        .header("Content-Security-Policy", "sandbox; default-src 'none'")
        .header("Cache-Control", "private, max-age=300")
        .header("Vary", "Authorization, Cookie")
        .type(row.type)
        .serializer((body: unknown) => body as string)
        .send(content);
    },
  );
  app.delete(
    PICTURES,
    { schema: { tags, summary: "Have no picture any more", response: { 204: z.null() } } },
    async ({ actor }, reply) => {
      await avatars.remove(actor);
      return reply.status(204).send(null);
    },
  );
  uploadRoutes(app, (scope) => {
    scope.post(
      PICTURES,
      {
        config: { upload: true },
        schema: { tags, summary: "Another picture of oneself: PNG, JPEG, WebP or GIF", response: { 200: AvatarUrl } },
      },
      async (request) => {
        const { actor } = request;
        await avatars.begin(actor, request.ip);
        const { file } = await readForm(request, AvatarFields, {
          take: ({ content }) => avatars.bring(actor, content),
          drop: (brought) => avatars.drop(actor, brought),
        });
        return { url: await avatars.keep(actor, file) };
      },
    );
    scope.post(
      "/api/files/images/agents/:agent_id/avatar",
      {
        config: { upload: true },
        schema: {
          tags,
          summary: "Another picture of an agent",
          params: AgentAvatarParams,
          response: { 201: WholeAgent },
        },
      },
      async (request, reply) => {
        const { actor, params } = request;
        await avatars.beginForAgent(actor, request.ip, params.agent_id);
        const { file } = await readForm(request, AvatarFields, {
          take: ({ content }) => avatars.bring(actor, content),
          drop: (brought) => avatars.drop(actor, brought),
        });
        const { revision, result } = await avatars.keepForAgent(actor, params.agent_id, file);
        return sendRevision(reply, revision).status(201).header("ETag", etag(result.version)).send(result);
      },
    );
  });
}
