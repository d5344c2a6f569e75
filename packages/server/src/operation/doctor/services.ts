import { Redis } from "ioredis";
import type { OperationParts } from "../parts.ts";
import type { Check } from "./finding.ts";
import { countRows, newestChangeAt, newestMigration } from "./queries.ts";

const PATIENCE_MS = 3_000;
const CLOCKS_DIFFER_MS = 2_000;

/** What answers, or does not: the database, the log, Redis, the models. */
export const servicesChecks: Record<string, Check<OperationParts>> = {
  database: async ({ store }) => {
    const check = "database";
    const schema = await newestMigration(store.db);
    const { organizations, people } = await countRows(store.db);
    const kind = store.kind === "sqlite" ? "embedded (SQLite)" : "PostgreSQL";
    return [
      {
        check,
        result: "ok",
        detail: `${kind}, schema ${schema}; organizations: ${organizations}, accounts of people: ${people}`,
      },
    ];
  },
  clock: async ({ store, now }) => {
    const check = "clock";
    const aheadMs = (await newestChangeAt(store.db)) - now();
    if (aheadMs <= CLOCKS_DIFFER_MS) return [{ check, result: "ok", detail: new Date(now()).toISOString() }];
    return [
      {
        check,
        result: "problem",
        detail: `this machine's clock is ${Math.round(aheadMs / 1000)} s behind the newest change`,
        advice: "Set the clock (NTP): what expires is judged by it.",
      },
    ];
  },
  "following the log": ({ store, settings, now }) => {
    const check = "following the log";
    const silentMs = Math.max(0, Math.round(now() - store.lastHeardAt()));
    const detail = `heard from ${silentMs} ms ago; decisions are refused after ${settings.staleAfterMs} ms`;
    if (silentMs <= settings.staleAfterMs) return [{ check, result: "ok", detail }];
    return [{ check, result: "problem", detail, advice: "Check the connection to the database." }];
  },
  redis: async ({ settings }) => {
    const check = "redis";
    const [address] = settings.redisUri?.split(",") ?? [];
    if (address === undefined)
      return [
        {
          check,
          result: "note",
          detail: "not set (REDIS_URI): limits are counted in memory, which does for one server",
        },
      ];
    const redis = new Redis(address, {
      lazyConnect: true,
      connectTimeout: PATIENCE_MS,
      commandTimeout: PATIENCE_MS,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    // Whoever asks gets the error below; an event nobody listens to would end the process.
    redis.on("error", () => undefined);
    try {
      await redis.connect();
      await redis.ping();
      return [{ check, result: "ok", detail: "answers" }];
    } catch {
      return [
        {
          check,
          result: "problem",
          detail: "does not answer: limits are counted by each server for itself",
          advice: "Check REDIS_URI and that Redis runs.",
        },
      ];
    } finally {
      redis.disconnect();
    }
  },
  models: ({ settings }) => {
    const check = "models";
    const unusable = settings.endpoints.custom.filter((endpoint) => !endpoint.configured);
    const detail = `${settings.models.length} models: ${settings.models
      .slice(0, 5)
      .map(({ id }) => id)
      .join(", ")}`;
    return [
      { check, result: "ok", detail },
      ...unusable.map(({ name, whyNot }) => ({
        check,
        result: "warning" as const,
        detail: `the endpoint \`${name}\` cannot be asked: ${whyNot ?? "not configured"}`,
        advice: "Complete it in the YAML file, or remove it.",
      })),
    ];
  },
};
