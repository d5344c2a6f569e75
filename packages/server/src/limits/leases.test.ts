import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Line, onRedis } from "../identity/testing/redis.ts";
import { isFull, type Lease, Leases } from "./leases.ts";

const log = pino({ level: "silent" });
const WHAT = "answers/org/user:ada";
const settings = (prefix = "", withoutRedis: { behaviour: "local" | "closed"; servers: number } = local(1)) => ({
  redisKeyPrefix: prefix,
  withoutRedis,
});
const local = (servers: number) => ({ behaviour: "local" as const, servers });

async function taken(leases: Leases, most: number, what = WHAT): Promise<Lease> {
  const answer = await leases.take(what, most);
  if (isFull(answer)) throw new Error(`full: ${answer.held}`);
  return answer;
}

describe("places of one server", () => {
  const leases = new Leases({ redis: undefined, settings: settings(), log });

  test("are as many as there may be, each once, and come back once", async () => {
    const [first] = [await taken(leases, 2), await taken(leases, 2)];
    expect(await leases.take(WHAT, 2)).toEqual({ held: 2 });
    first?.release();
    first?.release();
    await taken(leases, 2);
    expect(await leases.take(WHAT, 2)).toEqual({ held: 2 });
    expect(isFull(await leases.take("answers/org/user:ben", 2))).toBe(false);
  });
});

onRedis("places that servers count together in Redis", (uri) => {
  let line: Line;
  let prefix: string;
  let servers: { redis: Redis; leases: Leases }[];
  beforeEach(async () => {
    line = await Line.to(uri);
    prefix = `test:${randomUUID()}:`;
    servers = [];
  });
  afterEach(async () => {
    for (const { leases, redis } of servers) {
      await leases.close();
      redis.disconnect();
    }
    await line.cut();
  });

  async function server(wish: { leaseMs?: number; withoutRedis?: ReturnType<typeof settings>["withoutRedis"] } = {}) {
    const redis = new Redis(line.uri, { commandTimeout: 300, maxRetriesPerRequest: 1, enableOfflineQueue: false });
    redis.on("error", () => undefined);
    await new Promise((ready) => redis.once("ready", ready));
    const leases = new Leases({
      redis,
      settings: settings(prefix, wish.withoutRedis),
      log,
      ...(wish.leaseMs !== undefined && { leaseMs: wish.leaseMs }),
    });
    servers.push({ redis, leases });
    return { redis, leases };
  }

  test("two servers never give more than there are, however many ask at the same moment", async () => {
    const [one, other] = [await server(), await server()];
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, index) => (index % 2 ? one : other).leases.take(WHAT, 7)),
    );
    const given = all.filter((answer): answer is Lease => !isFull(answer));
    expect(given).toHaveLength(7);
    for (const lease of given) lease.release();
    await expect.poll(async () => isFull(await one.leases.take(WHAT, 1))).toBe(false);
  });

  test("what a lost server held comes back by itself, within the stated time", async () => {
    const [lost, other] = [await server({ leaseMs: 600 }), await server({ leaseMs: 600 })];
    await taken(lost.leases, 1);
    expect(await other.leases.take(WHAT, 1)).toEqual({ held: 1 });
    lost.redis.disconnect();
    // By Redis's own clock: how soon a busy machine looks again says nothing about the place.
    expect(await other.redis.pttl(`${prefix}leases/${WHAT}`)).toBeLessThanOrEqual(600);
    await expect
      .poll(async () => isFull(await other.leases.take(WHAT, 1)), { timeout: 10_000, interval: 20 })
      .toBe(false);
  });

  test("what a server holds for long stays held, also where Redis has forgotten everything", async () => {
    const [holding, other] = [await server({ leaseMs: 300 }), await server({ leaseMs: 300 })];
    await taken(holding.leases, 1);
    await new Promise((wake) => setTimeout(wake, 900));
    expect(await other.leases.take(WHAT, 1)).toEqual({ held: 1 });
    const redis = new Redis(uri);
    await redis.del(`${prefix}leases/${WHAT}`);
    redis.disconnect();
    await expect
      .poll(
        async () => {
          const answer = await other.leases.take(WHAT, 1);
          if (!isFull(answer)) answer.release();
          return isFull(answer);
        },
        { timeout: 1_000, interval: 50 },
      )
      .toBe(true);
  });

  describe("while Redis does not answer", () => {
    test("each server gives its share", async () => {
      const { leases } = await server({ withoutRedis: local(3) });
      await line.cut();
      await taken(leases, 6);
      await taken(leases, 6);
      expect(await leases.take(WHAT, 6)).toEqual({ held: 2 });
    });

    test("or none at all, where the operator wants it so", async () => {
      const { leases } = await server({ withoutRedis: { behaviour: "closed", servers: 1 } });
      await line.cut();
      await expect(leases.take(WHAT, 6)).rejects.toMatchObject({ code: "limits-unavailable", status: 503 });
      await line.restore();
      await expect.poll(() => leases.take(WHAT, 6).then(isFull, () => true), { timeout: 5_000 }).toBe(false);
    });
  });
});
