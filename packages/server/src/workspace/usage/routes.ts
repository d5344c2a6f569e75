import { z } from "zod";
import { Id } from "../../http/schemas.ts";
import type { App } from "../../http/types.ts";
import type { KeptUsage } from "./kept.ts";
import type { UsageRankings } from "./rankings/service.ts";
import {
  GroupRanking,
  KeyRanking,
  PersonUsage,
  RankingQuery,
  ThingRanking,
  UsageAnswer,
  UsageKept,
  UsageKeptQuery,
  UsagePeople,
  UsagePeopleQuery,
  UsageQuery,
} from "./schemas.ts";
import type { UsageStatistics } from "./service.ts";

const tags = ["usage"];

export function usageRoutes(
  app: App,
  { usage, kept, rankings }: { usage: UsageStatistics; kept: KeptUsage; rankings: UsageRankings },
): void {
  app.get(
    "/api/admin/usage",
    {
      schema: {
        summary: "How many people are active and how much they write, by day, week or month",
        tags,
        querystring: UsageQuery,
        response: { 200: UsageAnswer },
      },
    },
    async ({ actor, query }) => usage.totals(actor, query),
  );
  app.get(
    "/api/admin/usage/people",
    {
      schema: {
        summary: "Who was active in a day, week or month, the most first",
        tags,
        querystring: UsagePeopleQuery,
        response: { 200: UsagePeople },
      },
    },
    async ({ actor, query }) => usage.people(actor, query),
  );
  app.get(
    "/api/admin/usage/kept",
    {
      schema: {
        summary: "How many conversations and messages people have now, the most first",
        tags,
        querystring: UsageKeptQuery,
        response: { 200: UsageKept },
      },
    },
    async ({ actor, query }) => kept.list(actor, query),
  );
  app.get(
    "/api/admin/usage/models",
    {
      schema: {
        summary: "Which models were used in a day, week or month, the most first, and what that cost",
        tags,
        querystring: RankingQuery,
        response: { 200: ThingRanking },
      },
    },
    async ({ actor, query }) => rankings.things(actor, "model", query),
  );
  app.get(
    "/api/admin/usage/agents",
    {
      schema: {
        summary: "Which agents were used in a day, week or month, the most first, and what that cost",
        tags,
        querystring: RankingQuery,
        response: { 200: ThingRanking },
      },
    },
    async ({ actor, query }) => rankings.things(actor, "agent", query),
  );
  app.get(
    "/api/admin/usage/groups",
    {
      schema: {
        summary: "What the members of groups did in a day, week or month, the most first",
        tags,
        querystring: RankingQuery,
        response: { 200: GroupRanking },
      },
    },
    async ({ actor, query }) => rankings.groups(actor, query),
  );
  app.get(
    "/api/admin/usage/keys",
    {
      schema: {
        summary: "Which API keys, of people and of services, were used in a day, week or month, and what that cost",
        tags,
        querystring: RankingQuery,
        response: { 200: KeyRanking },
      },
    },
    async ({ actor, query }) => rankings.keys(actor, query),
  );
  app.get(
    "/api/admin/users/:id/usage",
    {
      schema: {
        summary: "How much a person writes, by day and by month",
        tags,
        params: z.strictObject({ id: Id }),
        response: { 200: PersonUsage },
      },
    },
    async ({ actor, params }) => usage.person(actor, params.id),
  );
}
