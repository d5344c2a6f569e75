import { z } from "zod";
import type { App } from "../../http/types.ts";
import { SpendingWarnings } from "./schemas.ts";
import type { OwnWarnings } from "./service.ts";

const PATH = "/api/user/spending-warnings";
const tags = ["budgets"];

export function warningRoutes(app: App, warnings: OwnWarnings): void {
  app.get(
    PATH,
    {
      schema: {
        summary: "What is nearly spent, of your own or of what you administer, and you have not read",
        tags,
        response: { 200: SpendingWarnings },
      },
    },
    async ({ actor }) => warnings.unread(actor),
  );
  app.delete(
    PATH,
    { schema: { summary: "You have read them", tags, response: { 204: z.null() } } },
    async ({ actor }, reply) => {
      await warnings.markRead(actor);
      return reply.code(204).send(null);
    },
  );
}
