import type { FastifyBaseLogger } from "fastify";
import { Cluster, Redis } from "ioredis";

/** Longer than a Redis that works ever needs; somebody waits for it. */
const PATIENCE_MS = 500;
/** A connection on which nothing comes any more is given up, and counting does not even try meanwhile. */
const SILENT_MS = 1_000;

export type Client = Redis | Cluster;

/** Several addresses, with commas between, are those of a cluster; undefined: there is no Redis. */
export function connectRedis(uri: string | undefined, log: FastifyBaseLogger): Client | undefined {
  const addresses = uri?.split(",") ?? [];
  if (addresses.length === 0) return undefined;
  const client = clientOf(addresses);
  sayWhetherItAnswers(client, log);
  return client;
}

function clientOf(addresses: readonly string[]): Client {
  const [first = ""] = addresses;
  // Whatever cannot be asked now is not asked later, but counted here.
  const options = { connectTimeout: SILENT_MS, commandTimeout: PATIENCE_MS, socketTimeout: SILENT_MS };
  if (addresses.length === 1)
    return new Redis(first, { ...options, maxRetriesPerRequest: 1, enableOfflineQueue: false });
  const { username, password, protocol } = new URL(first);
  return new Cluster([...addresses], {
    enableOfflineQueue: false,
    maxRedirections: 3,
    redisOptions: {
      ...options,
      // The nodes that it names itself are known without these.
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === "rediss:" && { tls: {} }),
    },
  });
}

/** Once for each time that it goes and comes back. */
function sayWhetherItAnswers(redis: Client, log: FastifyBaseLogger): void {
  let isGone = false;
  // An event nobody listens to would end the process.
  redis.on("error", (error: Error) => {
    if (!isGone) log.warn({ reason: error.message }, "Redis does not answer: what servers count together is not");
    isGone = true;
  });
  redis.on("ready", () => {
    if (isGone) log.info("Redis answers again: the servers count together");
    isGone = false;
  });
}
