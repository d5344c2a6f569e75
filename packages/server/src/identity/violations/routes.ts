import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { Identity } from "../identity.ts";
import { OwnId } from "../texts.ts";

const tags = ["moderation"];
const PATH = "/api/admin/users/:id/violations";
const params = z.strictObject({ id: OwnId });

const Violations = z.object({
  violations: z.array(
    z.object({
      type: z.string().describe("LibreChat's: `message_limit`, `concurrent` …"),
      words: z.string().describe("What that is, in words"),
      times: z.number(),
      score: z.number(),
      nextBanAt: z.number().describe("The score at which the next ban follows"),
      lastAt: z.string(),
    }),
  ),
  bans: z.boolean().describe("Whether bans follow (`BAN_VIOLATIONS`)"),
  mayForget: z.boolean(),
});

/** What somebody was refused for doing too much of. */
export function violationRoutes(app: App, { violations }: Pick<Identity, "violations">): void {
  app.get(
    PATH,
    { schema: { summary: "A person's violations, by type", tags, params, response: { 200: Violations } } },
    async ({ actor, params: { id } }) => violations.list(actor, id),
  );
  app.delete(
    PATH,
    { schema: { summary: "Forget a person's violations: they begin at 0", tags, params, response: { 204: z.null() } } },
    async ({ actor, params: { id } }, reply) => {
      await violations.forget(actor, id);
      return reply.status(204).send(null);
    },
  );
}
