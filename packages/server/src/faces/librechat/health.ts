import { z } from "zod";
import { problem } from "../../http/problem.ts";
import type { App } from "../../http/types.ts";
import type { LibreChatParts } from "./index.ts";

/** Whether the process lives, and whether it may decide and reach its database. */
export function healthRoutes(app: App, { access, store }: LibreChatParts): void {
  const tags = ["Health"];
  const config = { auth: "none" } as const;
  for (const path of ["/health", "/livez", "/healthz"])
    app.get(
      path,
      { schema: { tags, summary: "The process lives", response: { 200: z.literal("OK") } }, config },
      async (_request, reply) => reply.type("text/plain").serializer(String).send("OK"),
    );
  app.get(
    "/readyz",
    {
      schema: {
        tags,
        summary: "Requests can be answered: the database is there, the log is heard",
        response: { 200: z.literal("OK") },
      },
      config,
    },
    async (_request, reply) => {
      for (const { id } of access.list()) access.of(id).requireCurrent();
      try {
        await store.db.selectFrom("organizations").select("id").limit(1).execute();
      } catch (error) {
        throw problem("store-unavailable", { cause: error });
      }
      return reply.type("text/plain").serializer(String).send("OK");
    },
  );
}
