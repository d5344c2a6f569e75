import type { App } from "../../http/types.ts";
import { MineQuery, MyFeatures, PageQuery, ReachedList, SharedByMe, SharedWithMe } from "./schemas.ts";
import type { MyAccess } from "./service.ts";

const tags = ["access"];

export function myAccessRoutes(app: App, mine: MyAccess): void {
  app.get(
    "/api/access/mine",
    {
      schema: {
        summary: "What one can reach of a type, what one may do with it, and why",
        tags,
        querystring: MineQuery,
        response: { 200: ReachedList },
      },
    },
    async ({ actor, query }) => mine.reached(actor, query),
  );
  app.get(
    "/api/access/mine/features",
    { schema: { summary: "The features that one has, and by which roles", tags, response: { 200: MyFeatures } } },
    async ({ actor }) => mine.features(actor),
  );
  app.get(
    "/api/access/shared-by-me",
    {
      schema: {
        summary: "One's own things that others reach, and what one gave on others' things, last given first",
        tags,
        querystring: PageQuery,
        response: { 200: SharedByMe },
      },
    },
    async ({ actor, query }) => mine.sharedByMe(actor, query),
  );
  app.get(
    "/api/access/shared-with-me",
    {
      schema: {
        summary: "What others gave to one, to one's groups and roles, newest first",
        tags,
        querystring: PageQuery,
        response: { 200: SharedWithMe },
      },
    },
    async ({ actor, query }) => mine.sharedWithMe(actor, query),
  );
}
