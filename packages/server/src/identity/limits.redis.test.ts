import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type EmptyDatabase, emptySqlite } from "../store/testing/databases.ts";
import { redisServer, startCluster } from "./testing/cluster.ts";
import { type House, houseOn } from "./testing/house.ts";
import { Line, onRedis } from "./testing/redis.ts";

const ENOUGH_MS = 3_000;

onRedis("limits that are counted in Redis", (uri) => {
  let database: EmptyDatabase;
  let line: Line;
  let houses: House[];
  let prefix: string;
  beforeEach(async () => {
    database = await emptySqlite();
    line = await Line.to(uri);
    houses = [];
    prefix = `test:${randomUUID()}:`;
  });
  afterEach(async () => {
    for (const house of houses) await house.close();
    await line.cut();
    await database.remove();
    const redis = new Redis(uri);
    const keys = await redis.keys(`${prefix}*`);
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  });

  /** A server of the installation; all of them over one database. */
  async function server(env: Record<string, string> = {}): Promise<House> {
    const [first] = houses;
    const house = await houseOn(
      database,
      { REDIS_URI: line.uri, REDIS_KEY_PREFIX: prefix, LOGIN_MAX: "3", REGISTER_MAX: "3", ...env },
      first && { store: first.store },
    );
    houses.push(house);
    return house;
  }
  async function twoServers(env?: Record<string, string>): Promise<[House, House]> {
    const both: [House, House] = [await server(env), await server(env)];
    await isCounting();
    return both;
  }

  /** A sign-in with a wrong password, for ever another account: what is counted is the address that it comes from. */
  async function tryOn(house: House) {
    const began = performance.now();
    const answer = await house.call("POST", "/api/auth/login", { email: `${randomUUID()}@x.org`, password: "wrong" });
    return { status: answer.statusCode, ms: performance.now() - began, headers: answer.headers };
  }
  const statuses = async (...tries: House[]) => {
    const found: number[] = [];
    for (const house of tries) found.push((await tryOn(house)).status);
    return found;
  };

  /** Waits until the servers have found their Redis, and forgets what was counted meanwhile. */
  async function isCounting(): Promise<void> {
    const redis = new Redis(uri);
    for (const house of houses)
      await expect
        .poll(
          async () => {
            await redis.del(await keysOf(redis));
            await tryOn(house);
            return (await keysOf(redis)).length;
          },
          { timeout: 10_000, interval: 100 },
        )
        .toBeGreaterThan(1);
    await redis.del(await keysOf(redis));
    redis.disconnect();
  }
  async function forget(): Promise<void> {
    const redis = new Redis(uri);
    await redis.del(await keysOf(redis));
    redis.disconnect();
  }
  const keysOf = async (redis: Redis) => [...(await redis.keys(`${prefix}*`)), "none"];

  test("two servers count sign-ins together", async () => {
    const [one, other] = await twoServers();
    expect(await statuses(one, other, one, other, one)).toEqual([401, 401, 401, 429, 429]);
    const { headers } = await tryOn(other);
    expect(Number(headers["retry-after"])).toBeGreaterThan(200);
  });

  test("two servers count registrations together", async () => {
    const [one, other] = await twoServers();
    const found: number[] = [];
    for (const [index, house] of [one, other, one, other].entries())
      found.push((await house.register(`person${index}`)).statusCode);
    expect(found.at(-1)).toBe(429);
    expect(found.slice(0, 3)).not.toContain(429);
  });

  test("two servers count the tries for one account together, from whatever address", async () => {
    const [one, other] = await twoServers({ LOGIN_MAX: "1" });
    const tried: number[] = [];
    for (let from = 1; from <= 6; from++) {
      const answer = await (from % 2 ? one : other).call(
        "POST",
        "/api/auth/login",
        { email: "ada@x.org", password: "wrong" },
        undefined,
        { remoteAddress: `192.0.2.${from}` },
      );
      tried.push(answer.statusCode);
    }
    expect(tried).toEqual([401, 401, 401, 401, 401, 429]);
  });

  test("installations that share a Redis have a prefix each, and do not count together", async () => {
    const one = await server();
    await isCounting();
    await statuses(one, one, one);
    const own = prefix;
    const other = await server({ REDIS_KEY_PREFIX: `${own}other:` });
    expect(await statuses(other, one)).toEqual([401, 429]);
  });

  test.each([
    ["a minute and a half of a second", "0.025"],
    ["less than a second", "0.01"],
  ])("a window of %s ends", async (_, minutes) => {
    const [one] = await twoServers({ LOGIN_WINDOW: minutes });
    await expect.poll(async () => (await tryOn(one)).status, { interval: 1 }).toBe(429);
    await new Promise((wake) => setTimeout(wake, 2_100));
    expect((await tryOn(one)).status).toBe(401);
  });

  describe.each([
    ["has gone", async () => line.cut()],
    ["has fallen silent", async () => line.silence()],
  ])("while Redis %s", (_, fail) => {
    test("each server counts for itself: nobody is let through, nothing fails, nothing hangs", async () => {
      const [one, other] = await twoServers();
      await fail();
      for (const house of [one, other]) {
        const tries = [await tryOn(house), await tryOn(house), await tryOn(house), await tryOn(house)];
        // It may have counted a try or two for itself while it still looked for its Redis.
        expect(tries.map(({ status }) => status).join()).toMatch(/^(401,){1,3}429(,429)*$/);
        for (const { ms } of tries) expect(ms).toBeLessThan(ENOUGH_MS);
      }
    });

    test("a server that starts counts for itself", async () => {
      await fail();
      const one = await server();
      expect(await statuses(one, one, one, one)).toEqual([401, 401, 401, 429]);
    });

    test("and when it is back, they count together again", async () => {
      const [one, other] = await twoServers();
      await fail();
      await statuses(one, other);
      await line.restore();
      await isCounting();
      // What the line held back may arrive now, and be counted besides.
      await expect
        .poll(
          async () => {
            await forget();
            return statuses(one, other, one, other);
          },
          { timeout: 10_000, interval: 200 },
        )
        .toEqual([401, 401, 401, 429]);
    });
  });

  test("a Redis that does not know us is none: each server counts for itself", async () => {
    const url = new URL(line.uri);
    url.username = "nobody";
    url.password = "wrong";
    const one = await server({ REDIS_URI: url.href });
    await new Promise((wake) => setTimeout(wake, 300));
    expect(await statuses(one, one, one, one)).toEqual([401, 401, 401, 429]);
  });

  test("a Redis that has forgotten everything begins anew", async () => {
    const [one, other] = await twoServers();
    await statuses(one, one, one, one);
    const redis = new Redis(uri);
    await redis.script("FLUSH");
    await redis.del(await keysOf(redis));
    redis.disconnect();
    expect(await statuses(one, other, one, other)).toEqual([401, 401, 401, 429]);
  });
});

describe.skipIf(redisServer === undefined)("limits that are counted in a cluster", () => {
  test("two servers count together, whichever node has the key", async () => {
    const cluster = await startCluster(redisServer ?? "");
    onTestFinished(() => cluster.stop());
    const database = await emptySqlite();
    const env = { REDIS_URI: cluster.uri, LOGIN_MAX: "1" };
    const one = await houseOn(database, env);
    const other = await houseOn(database, env, { store: one.store });
    let address = 0;
    const tryOn = async (house: House, email: string) => {
      const remoteAddress = `192.0.2.${++address}`;
      const body = { email, password: "wrong" };
      return (await house.call("POST", "/api/auth/login", body, undefined, { remoteAddress })).statusCode;
    };
    const triesOf = async (email: string) => {
      const tried: number[] = [];
      for (const house of [one, other, one, other, one, other]) tried.push(await tryOn(house, email));
      return tried;
    };
    const together = [401, 401, 401, 401, 401, 429];
    // Until both have found the cluster, they count for themselves.
    let nobody = 0;
    await expect.poll(() => triesOf(`nobody${++nobody}@x.org`)).toEqual(together);
    for (const email of ["ada@x.org", "ben@x.org", "cy@x.org", "dee@x.org"])
      expect([email, ...(await triesOf(email))]).toEqual([email, ...together]);
    await other.close();
    await one.close();
    await database.remove();
  });
});
