import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { Store } from "../../store/index.ts";
import type { Access } from "../access.ts";

const Page = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** The change log, for who may read it (`read:audit_log`). It holds ids, no names and no content. */
export function changeRoutes(app: App, { access, store }: { access: Access; store: Store }): void {
  app.get(
    "/api/access/changes",
    {
      schema: {
        summary: "The change log, oldest first",
        tags: ["access"],
        querystring: Page,
        response: {
          200: z.object({
            changes: z.array(
              z.object({
                revision: z.number(),
                at: z.string(),
                actor: z.string(),
                reason: z.string().nullable(),
                from: z.string().nullable(),
                changes: z.array(z.looseObject({ kind: z.string() })),
              }),
            ),
            revision: z.number(),
          }),
        },
      },
    },
    async (request) => {
      const mine = access.of(request.actor);
      mine.require(request.actor, "read:audit_log");
      const entries = await store.readLog(mine.id, request.query.after, request.query.limit);
      const changes = entries.map((entry) => ({
        ...entry,
        at: new Date(entry.at).toISOString(),
        changes: entry.changes.map((change) => ({ ...change })),
      }));
      return { changes, revision: mine.engine.revision };
    },
  );
}
