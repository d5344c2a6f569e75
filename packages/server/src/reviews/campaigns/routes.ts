import { Readable } from "node:stream";
import { z } from "zod";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import { EditReview, NewReview, PublicKey, Review, ReviewList, ReviewParams, ReviewsQuery } from "../schemas.ts";
import type { Campaigns } from "./service.ts";

const BASE = "/api/admin/reviews";
const tags = ["access reviews"];

export function campaignRoutes(app: App, campaigns: Campaigns): void {
  app.get(
    BASE,
    {
      schema: {
        summary: "Access reviews, newest first",
        tags,
        querystring: ReviewsQuery,
        response: { 200: ReviewList },
      },
    },
    async ({ actor, query }) => campaigns.list(actor, query),
  );
  app.post(
    BASE,
    {
      schema: {
        summary: "Open a review of who was given what: its lines are written down as they are now",
        tags,
        body: NewReview,
        response: { 201: Review },
      },
    },
    async ({ actor, body }, reply) => reply.status(201).send(await campaigns.open(actor, body)),
  );
  app.get(
    `${BASE}/:reviewId`,
    { schema: { summary: "One access review", tags, params: ReviewParams, response: { 200: Review } } },
    async ({ actor, params }) => campaigns.read(actor, params.reviewId),
  );
  app.patch(
    `${BASE}/:reviewId`,
    {
      schema: {
        summary: "Change an open review: reviewers, end, reminders, what comes after",
        tags,
        params: ReviewParams,
        body: EditReview,
        response: { 200: Review },
      },
    },
    async ({ actor, params, body }) => campaigns.edit(actor, params.reviewId, body),
  );
  app.post(
    `${BASE}/:reviewId/close`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Close a review: what was decided is carried out, and the result is signed",
        tags,
        params: ReviewParams,
        response: { 200: Review },
      },
    },
    async ({ actor, params }, reply) => {
      const { revision, result } = await campaigns.close(actor, params.reviewId);
      return sendRevision(reply, revision).send(result);
    },
  );
  app.post(
    `${BASE}/:reviewId/cancel`,
    {
      schema: {
        summary: "End a review and its series; nothing is taken away",
        tags,
        params: ReviewParams,
        response: { 200: Review },
      },
    },
    async ({ actor, params }) => campaigns.cancel(actor, params.reviewId),
  );
  app.post(
    `${BASE}/:reviewId/take-over`,
    {
      schema: {
        summary: "Go on with a review that somebody else opened, in one's own name",
        tags,
        params: ReviewParams,
        response: { 200: Review },
      },
    },
    async ({ actor, params }) => campaigns.takeOver(actor, params.reviewId),
  );
  app.get(
    `${BASE}/:reviewId/result`,
    {
      schema: {
        summary: "The signed result of a closed review, as a file",
        tags,
        params: ReviewParams,
        response: { 200: z.any() },
      },
    },
    async ({ actor, params }, reply) =>
      reply
        .header("Content-Disposition", `attachment; filename="access-review-${params.reviewId}.json"`)
        .type("application/json; charset=utf-8")
        .serializer((body: unknown) => body as string)
        .send(await campaigns.result(actor, params.reviewId)),
  );
  app.get(
    `${BASE}/:reviewId/csv`,
    {
      schema: {
        summary: "The lines of a review as a table, with names",
        tags,
        params: ReviewParams,
        response: { 200: z.any() },
      },
    },
    async ({ actor, params }, reply) =>
      reply
        .header("Content-Disposition", `attachment; filename="access-review-${params.reviewId}.csv"`)
        .type("text/csv; charset=utf-8")
        .serializer((body: unknown) => body as string)
        .send(Readable.from(await campaigns.csv(actor, params.reviewId))),
  );
  app.get(
    "/api/reviews/key",
    { schema: { summary: "The public key that results are signed with", tags, response: { 200: PublicKey } } },
    async () => campaigns.key(),
  );
}
