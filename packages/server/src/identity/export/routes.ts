import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { Identity } from "../identity.ts";
import { OwnId } from "../texts.ts";
import { DownloadQuery, ExportAsked, ExportBody, ExportTicket } from "./schemas.ts";

/** All that an account holds, for its person. */
export function exportRoutes(app: App, { exports, limits, mail }: Identity): void {
  app.post(
    "/api/user/export",
    {
      schema: {
        summary:
          "Ask for all that one's account holds; with the password, where there is one, and a code where it takes one",
        tags: ["user"],
        body: ExportBody,
        response: { 200: ExportTicket },
      },
    },
    async ({ actor, ip, body }) => {
      await limits.spend("login", ip);
      const { ticket, expiresAt } = await exports.ask(actor, body ?? {});
      return { ticket, expiresAt: new Date(expiresAt).toISOString() };
    },
  );
  app.get(
    "/api/user/export/download",
    {
      // A browser's own download comes without a header; looking what it would be must not use the ticket up.
      config: { cookie: true },
      exposeHeadRoute: false,
      schema: {
        summary: "The archive that was asked for (ZIP); the session's cookie is enough beside the ticket",
        tags: ["user"],
        querystring: DownloadQuery,
        response: { 200: z.any() },
      },
    },
    async ({ actor, query }, reply) => {
      const { content, at } = await exports.download(actor, query.ticket);
      const day = new Date(at).toISOString().slice(0, 10);
      return reply
        .header("Content-Disposition", `attachment; filename="my-data-${day}.zip"`)
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", "sandbox; default-src 'none'")
        .type("application/zip")
        .serializer((answer: unknown) => answer as string)
        .send(content);
    },
  );
  app.post(
    "/api/admin/users/:id/export",
    {
      schema: {
        summary: "Ask somebody to download their data: they alone are told, by mail, and get it",
        tags: ["users"],
        params: z.object({ id: OwnId }),
        response: { 200: ExportAsked },
      },
    },
    async ({ actor, params }) => {
      await exports.askFor(actor, params.id);
      return {
        message: mail.isConfigured
          ? "A letter is on its way to them."
          : "A letter to them lies in the outbox, for the operator to hand on.",
      };
    },
  );
  app.addHook("preClose", async () => exports.close());
}
