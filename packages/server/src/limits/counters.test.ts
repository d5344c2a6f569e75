import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { Line, onRedis } from "../identity/testing/redis.ts";
import { Counters } from "./counters.ts";
import { rateLimitHeaders, toldLimit } from "./told.ts";

const log = pino({ level: "silent" });
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});
function counters(more: Partial<ConstructorParameters<typeof Counters>[0]["settings"]> = {}): Counters {
  const made = new Counters({
    settings: {
      redisUri: undefined,
      redisKeyPrefix: "",
      withoutRedis: { behaviour: "local", servers: 1 },
      ...more,
    },
    log,
  });
  closing.push(() => made.close());
  return made;
}

describe("a limit of one server", () => {
  test("lets through as many as it says, tells what is left, and when it begins anew", async () => {
    const limiter = counters().limiter("messages", 2, 60_000);
    expect(await limiter.spend("ada")).toMatchObject({ waitMs: null, left: 1 });
    expect(await limiter.spend("ada")).toMatchObject({ waitMs: null, left: 0 });
    const refused = await limiter.spend("ada");
    expect(refused.left).toBe(0);
    expect(refused.waitMs).toBeGreaterThan(59_000);
    expect(await limiter.spend("ben")).toMatchObject({ waitMs: null });
  });

  test("counts several at once, and gives back what did not count after all", async () => {
    const limiter = counters().limiter("tokens", 100, 60_000);
    expect(await limiter.spend("ada", 100)).toMatchObject({ waitMs: null, left: 0 });
    await limiter.giveBack("ada");
    expect(await limiter.spend("ada", 1)).toMatchObject({ waitMs: null });
    expect((await limiter.spend("ada", 1)).waitMs).not.toBeNull();
  });

  test("is the same for the same name and numbers", () => {
    const all = counters();
    expect(all.limiter("messages", 2, 60_000)).toBe(all.limiter("messages", 2, 60_000));
    expect(all.limiter("messages", 2, 60_000)).not.toBe(all.limiter("messages", 3, 60_000));
  });
});

onRedis("a limit that servers count together", (uri) => {
  const several = async (behaviour: "local" | "closed") => {
    const line = await Line.to(uri);
    closing.push(() => line.cut());
    const settings = {
      redisUri: line.uri,
      redisKeyPrefix: `test:${randomUUID()}:`,
      withoutRedis: { behaviour, servers: 2 },
    };
    const [one, other] = [counters(settings), counters(settings)];
    const [first, second] = [one, other].map((each) => each.limiter("messages", 10, 60_000));
    if (!first || !second) throw new Error("unreachable");
    // Both have to find their Redis.
    const isCounting = async (limiter: typeof first) =>
      (await limiter.spend(randomUUID()).catch(() => ({ left: 0 }))).left === 9;
    for (const limiter of [first, second]) await expect.poll(() => isCounting(limiter), { timeout: 5_000 }).toBe(true);
    return { line, first, second };
  };

  test("is never exceeded, however many come at the same moment", async () => {
    const { first, second } = await several("local");
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 ? first : second).spend("ada")));
    expect(all.filter(({ waitMs }) => waitMs === null)).toHaveLength(10);
  });

  test("is each server's share while Redis does not answer", async () => {
    const { line, first } = await several("local");
    await line.cut();
    const all: (number | null)[] = [];
    for (let time = 0; time < 8; time++) all.push((await first.spend("ada")).waitMs);
    expect(all.filter((waitMs) => waitMs === null)).toHaveLength(5);
  });

  test("or closed, where the operator wants it so", async () => {
    const { line, first } = await several("closed");
    await line.cut();
    await expect(first.spend("ada")).rejects.toMatchObject({ code: "limits-unavailable", status: 503 });
  });
});

test("a refusal says which limit it is, when it frees, and who can raise it", () => {
  const told = { name: "uses of prompts", by: "user", max: 60, windowMs: 60_000 };
  expect(rateLimitHeaders(told, { left: 0, resetMs: 1_500 })).toEqual({
    "RateLimit-Policy": '"uses-of-prompts";q=60;w=60',
    RateLimit: '"uses-of-prompts";r=0;t=2',
  });
  expect(toldLimit(told, 1_500, 0)).toEqual({
    limit: { name: "uses of prompts", by: "user", max: 60, windowSeconds: 60, freesAt: "1970-01-01T00:00:01.500Z" },
    raisedBy: "operator",
  });
});
