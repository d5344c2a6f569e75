import { z } from "zod";
import { Id } from "../../http/schemas.ts";
import type { App } from "../../http/types.ts";
import { MineQuery } from "../myAccess/schemas.ts";
import { SeenThings, ViewAs } from "./schemas.ts";
import type { ViewingAs } from "./service.ts";

const tags = ["access"];
const params = z.strictObject({ id: Id });

export function viewAsRoutes(app: App, viewing: ViewingAs): void {
  app.get(
    "/api/admin/users/:id/view-as",
    {
      schema: {
        summary: "What a person's workspace has, counted; noted",
        tags,
        params,
        response: { 200: ViewAs },
      },
    },
    async ({ actor, params: { id } }) => viewing.overview(actor, id),
  );
  app.get(
    "/api/admin/users/:id/view-as/things",
    {
      schema: {
        summary: "What a person finds of a type, without what it is called; noted",
        tags,
        params,
        querystring: MineQuery,
        response: { 200: SeenThings },
      },
    },
    async ({ actor, params: { id }, query }) => viewing.things(actor, id, query),
  );
}
