import { z } from "zod";
import { requireCommandLine } from "../../access/operator.ts";
import type { App } from "../../http/types.ts";
import { newPassword, Slug } from "../../identity/texts.ts";
import type { OperationParts } from "../../operation/parts.ts";
import { loadDemo, requireRoomForDemo } from "./loadDemo.ts";
import type { DemoParts } from "./stage.ts";

const Answer = z.object({
  organization: z.object({ id: z.string(), slug: z.string(), name: z.string(), isFirst: z.boolean() }),
  people: z.number(),
  groups: z.number(),
  conversations: z.number(),
  password: z.string().describe("What all of them sign in with; shown this once"),
  signIn: z.array(z.object({ email: z.string(), name: z.string(), as: z.string() })),
});

/** The demo, for the command line. */
export function demoRoutes(app: App, parts: Omit<DemoParts, "app"> & OperationParts): void {
  app.post(
    "/api/gatehouse/demo",
    {
      schema: {
        summary: "Fill an organization that has nobody yet with a demo, for the command line",
        tags: ["operation"],
        body: z.strictObject({
          organization: Slug.optional().describe("Made where there is none; default: the first one"),
          password: newPassword(parts.settings.identity.minPasswordLength)
            .optional()
            .describe("What all of them sign in with; default: one is made up"),
          isOnlyAsked: z
            .boolean()
            .default(false)
            .describe("Whether it could go there: 204, or `already-exists`; nothing is made"),
          seed: z.int().min(0).max(4_294_967_295).default(1).describe("The same makes the same"),
        }),
        response: { 201: Answer, 204: z.null() },
      },
    },
    async ({ actor, body: { isOnlyAsked, ...wish } }, reply) => {
      requireCommandLine(actor);
      if (isOnlyAsked) {
        await requireRoomForDemo(parts, actor, wish.organization);
        return reply.status(204).send(null);
      }
      return reply.status(201).send(await loadDemo({ ...parts, app }, actor, wish));
    },
  );
}
