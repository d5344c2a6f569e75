import { Redis } from "ioredis";
import type { Check, Ground } from "../check.ts";
import { fine, worthKnowing, wrong } from "../finding.ts";

const PATIENCE_MS = 3_000;

export const redis: Check<Ground> = async ({ settings }) => {
  const [address] = settings.redisUri?.split(",") ?? [];
  if (address === undefined)
    return [worthKnowing("not set (REDIS_URI): limits are counted in memory, which does for one server")];
  const connection = new Redis(address, {
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Whoever asks gets the error below; an event nobody listens to would end the process.
  connection.on("error", () => undefined);
  try {
    await connection.connect();
    await connection.ping();
    return [fine("answers")];
  } catch {
    return [
      wrong({
        code: "redis-unreachable",
        detail: "does not answer",
        cause: "Limits are counted by each server for itself, as GATEHOUSE_LIMITS_WITHOUT_REDIS says.",
        advice: "Check REDIS_URI, and that Redis runs and lets this server in.",
      }),
    ];
  } finally {
    connection.disconnect();
  }
};
