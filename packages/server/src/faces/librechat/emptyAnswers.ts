import { z } from "zod";
import { AnyJson } from "../../http/schemas.ts";
import type { App } from "../../http/types.ts";

/**
 * Calls of LibreChat's web client for things that Gatehouse does not do yet: the least answer with which it goes on (an empty list, mostly).
 * One goes from here when its part comes.
 */
export function emptyAnswers(app: App): void {
  const tags = ["Not there yet"];
  for (const [path, answer] of Object.entries(answers))
    app.get(
      path,
      {
        schema: {
          tags,
          summary: "Nothing yet, in the shape that LibreChat's client expects",
          response: { 200: AnyJson },
        },
      },
      async () => answer,
    );
  app.get(
    "/api/banner",
    {
      schema: { tags, summary: "The banner: there is none, so the body is empty", response: { 200: z.literal("") } },
      config: { auth: "optional" },
    },
    async (_request, reply) => reply.serializer(String).type("text/plain").send(""),
  );
}

const answers: Record<string, z.core.util.JSONType> = {
  "/api/files/speech/config/get": {},
  "/api/user/settings/favorites/tools": [],
  "/api/user/settings/pinned-order": [],
  "/api/user/settings/skills/active": {},
  "/api/mcp/servers": {},
  "/api/mcp/connection/status": { success: true, connectionStatus: {} },
  "/api/mcp/tools": { servers: {} },
  "/api/keys": { expiresAt: null },
  "/api/memories": { memories: [], totalTokens: 0, tokenLimit: null, charLimit: 10_000, usagePercentage: null },
};
