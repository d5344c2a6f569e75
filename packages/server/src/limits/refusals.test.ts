import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import type { Actor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { Line, onRedis } from "../identity/testing/redis.ts";
import { Counters } from "./counters.ts";
import { toldLimit } from "./told.ts";

const HOUR = 3_600_000;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

function server({ redisUri = undefined as string | undefined, redisKeyPrefix = "", now = Date.now } = {}) {
  const withoutRedis = { behaviour: "local", servers: 1 } as const;
  const settings = { redisUri, redisKeyPrefix, withoutRedis };
  const counters = new Counters({ settings, log: pino({ level: "silent" }), now });
  closing.push(() => counters.close());
  return counters.refusals;
}

const person = (name: string): Actor => ({ organization: "org", subject: `user:${name}`, name, from: "api" });
const refusal = (name = "requests") =>
  problem("rate-limited", { extra: toldLimit({ name, by: "everyone", max: 1, windowMs: HOUR }, HOUR, Date.now()) });
const from = (ip: string) => ({ actor: null, ip });
const who = async (refusals: ReturnType<typeof server>) =>
  (await refusals.list("org")).refused.map(({ subject, address, times }) => `${subject ?? address} ${times}`);

test("the same refusal is one, by however many ways it comes; another one is one more", async () => {
  const refusals = server();
  const first = refusal();
  for (const each of [first, first, refusal()]) refusals.note(each, { actor: person("ada"), ip: "192.0.2.1" });
  expect(await who(refusals)).toEqual(["user:ada 2"]);
});

test("what is because of no limit is none, and whoever is in no known organization is nowhere", async () => {
  const refusals = server();
  refusals.note(problem("forbidden"), { actor: person("ada"), ip: undefined });
  refusals.note(problem("rate-limited"), { actor: person("ada"), ip: undefined });
  refusals.note(refusal(), from("192.0.2.1"));
  expect(await who(refusals)).toEqual([]);
});

test("a quarter of an hour after its last refusal a line is gone; what comes then begins anew", async () => {
  let minutes = 0;
  const refusals = server({ now: () => minutes * 60_000 });
  const refuse = (name: string) => refusals.note(refusal(), { actor: person(name), ip: undefined });
  refuse("ada");
  minutes = 14;
  for (const name of ["ada", "ben"]) refuse(name);
  minutes = 28;
  refuse("ben");
  expect(await who(refusals)).toEqual(["user:ben 2", "user:ada 2"]);
  minutes = 30;
  expect(await who(refusals)).toEqual(["user:ben 2"]);
  refuse("ada");
  expect(await who(refusals)).toEqual(["user:ada 1", "user:ben 2"]);
});

test("a flood of addresses pushes out addresses, never people; of these the one refused longest ago", async () => {
  const refusals = server();
  refusals.note(refusal(), { actor: person("ada"), ip: undefined });
  for (let index = 0; index < 2_000; index++) refusals.note(refusal("login"), from(`address ${index}`), "org");
  const found = await who(refusals);
  expect(found).toContain("user:ada 1");
  expect(found).toHaveLength(101);
  for (let index = 0; index < 400; index++) refusals.note(refusal(), { actor: person(`p${index}`), ip: undefined });
  const people = (await who(refusals)).filter((line) => line.startsWith("user:"));
  expect(people).toHaveLength(300);
  expect(people).not.toContain("user:ada 1");
});

onRedis("refusals of several servers", (uri) => {
  test("are added up, a second later at most; while Redis does not answer it is said that others are missing", async () => {
    const line = await Line.to(uri);
    closing.push(() => line.cut().catch(() => undefined));
    const shared = { redisUri: line.uri, redisKeyPrefix: `test:${randomUUID()}:` };
    const [one, other] = [server(shared), server(shared)];
    await expect.poll(async () => (await one.list("org")).isWhole, { timeout: 5_000 }).toBe(true);
    for (const refusals of [one, other, other]) refusals.note(refusal(), { actor: person("ada"), ip: undefined });
    other.note(refusal(), { actor: person("ben"), ip: undefined });
    await expect.poll(async () => (await who(one)).sort(), { timeout: 3_000 }).toEqual(["user:ada 3", "user:ben 1"]);
    await expect.poll(async () => (await who(other)).sort()).toEqual(["user:ada 3", "user:ben 1"]);
    await line.cut();
    expect(await one.list("org")).toMatchObject({ isWhole: false, refused: [{ subject: "user:ada", times: 1 }] });
  });
});
