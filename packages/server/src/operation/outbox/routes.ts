import { z } from "zod";
import type { App } from "../../http/types.ts";
import { OwnId, Page } from "../../identity/texts.ts";
import { OutboxLetter, ReadLetter } from "./schemas.ts";
import type { Outbox } from "./service.ts";

const PATH = "/api/admin/outbox";
const tags = ["operation"];

export function outboxRoutes(app: App, outbox: Outbox): void {
  app.get(
    PATH,
    {
      schema: {
        summary: "Letters that no mail server takes, newest first, without what they say; for the operator",
        tags,
        querystring: z.strictObject(Page),
        response: { 200: z.object({ letters: z.array(OutboxLetter), total: z.number() }) },
      },
    },
    async (request) => outbox.list(request.actor, request.query),
  );
  app.post(
    `${PATH}/:id/read`,
    {
      schema: {
        summary: "Read one of them; that you did is noted and shown beside it",
        tags,
        params: z.strictObject({ id: OwnId }),
        response: { 200: ReadLetter },
      },
    },
    async (request) => outbox.read(request.actor, request.params.id),
  );
}
