import type { App } from "../../http/types.ts";
import { Decide, Decided, LineList, LinesQuery, OwnReviews, ReviewParams } from "../schemas.ts";
import type { Deciding } from "./service.ts";

const BASE = "/api/reviews";
const tags = ["access reviews"];

export function decidingRoutes(app: App, deciding: Deciding): void {
  app.get(
    BASE,
    { schema: { summary: "Open reviews in which one decides", tags, response: { 200: OwnReviews } } },
    async ({ actor }) => deciding.own(actor),
  );
  app.get(
    `${BASE}/:reviewId/lines`,
    {
      schema: {
        summary: "The lines of a review: one's own, or all for whoever may look at who can reach what",
        tags,
        params: ReviewParams,
        querystring: LinesQuery,
        response: { 200: LineList },
      },
    },
    async ({ actor, params, query }) => deciding.lines(actor, params.reviewId, query),
  );
  app.post(
    `${BASE}/:reviewId/decisions`,
    {
      schema: {
        summary: "Keep or revoke chosen lines, until the review is closed",
        tags,
        params: ReviewParams,
        body: Decide,
        response: { 200: Decided },
      },
    },
    async ({ actor, params, body }) => deciding.decide(actor, params.reviewId, body),
  );
}
