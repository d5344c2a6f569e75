import type { App } from "../../http/types.ts";
import { CompareBody, Compared, ComparedThings, CompareThingsBody, Holders, HoldersBody } from "./schemas.ts";
import type { Explorer } from "./service.ts";

const tags = ["access"];

/** What the explorer asks, beyond the questions about one person and one thing. */
export function exploreRoutes(app: App, explorer: Explorer): void {
  app.post(
    "/api/access/holders",
    {
      schema: {
        summary: "Who has a feature or a capability, and through what",
        tags,
        body: HoldersBody,
        response: { 200: Holders },
      },
    },
    async ({ actor, body }) => explorer.holders(actor, body),
  );
  app.post(
    "/api/access/compare",
    {
      schema: {
        summary: "How much one may do that another may not, by types of things; which features and capabilities",
        tags,
        body: CompareBody,
        response: { 200: Compared },
      },
    },
    async ({ actor, body }) => explorer.compare(actor, body),
  );
  app.post(
    "/api/access/compare/things",
    {
      schema: {
        summary: "The things of a type on which one may do something and another may not",
        tags,
        body: CompareThingsBody,
        response: { 200: ComparedThings },
      },
    },
    async ({ actor, body }) => explorer.things(actor, body),
  );
}
