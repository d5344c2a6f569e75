import { setTimeout as wait } from "node:timers/promises";
import { createEngine } from "@gatehouse/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import type { Actor } from "../../http/actor.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import {
  ENGINEERING,
  grant,
  type House,
  openHouse,
  PLATFORM,
  taken,
  userOf,
  VIEWER,
} from "../../workspace/testing/house.ts";
import { talk } from "../../workspace/testing/talk.ts";
import { compileCondition } from "../conditions.ts";
import { PastStates } from "./pastStates.ts";

/*
 * Looking back: who could do what, and why, at a moment in the past. Ben is in Platform, which is in Engineering; Sue may ask about others.
 */
let house: House;
let agent: string;
const moments = { before: "", shared: "", left: "" };
/** Later than all that was written, earlier than all that will be. */
const moment = async () => {
  await wait(3);
  const now = new Date().toISOString();
  await wait(3);
  return now;
};
beforeAll(async () => {
  house = await openHouse();
  const made = await house.as("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
  agent = `agent:${made.json()._id}`;
  moments.before = await moment();
  const given = grant(ENGINEERING, agent, VIEWER);
  await house.change([given]);
  moments.shared = await moment();
  await house.change([{ kind: "membership-removed", member: userOf("ben"), group: PLATFORM }]);
  moments.left = await moment();
  await house.change([taken(given)]);
});
afterAll(() => house.close());

const explain = (person: string, body: object) =>
  house.as(person, "POST", "/api/access/explain", {
    subject: userOf("ben"),
    action: "use",
    resource: agent,
    ...body,
  });
const codeOf = async (asked: ReturnType<typeof explain>) => {
  const response = await asked;
  return [response.statusCode, response.json().code];
};

describe("at a moment in the past", () => {
  test("the answer is that of the moment, with the way that led there", async () => {
    const told = async (at?: string) => (await explain("sue", { at })).json();
    expect((await told(moments.before)).allowed).toBe(false);
    const then = await told(moments.shared);
    expect(then.allowed).toBe(true);
    expect(then.leads[0].way.map(({ relation }: { relation: string }) => relation)).toContain("is-in");
    expect((await told(moments.left)).allowed).toBe(false);
    expect((await told()).allowed).toBe(false);
    // Back again, and on from there.
    expect((await told(moments.shared)).revision).toBe(then.revision);
    expect((await told(moments.left)).revision).toBe(then.revision + 1);
  });

  test("who could do something is told as well", async () => {
    const subjects = async (at: string) =>
      (await house.as("sue", "POST", "/api/access/subjects", { action: "use", resource: agent, at }))
        .json()
        .subjects.map(({ subject }: { subject: string }) => subject)
        .sort();
    expect(await subjects(moments.before)).toEqual([userOf("ada")]);
    expect(await subjects(moments.shared)).toEqual([userOf("ada"), userOf("ben")].sort());
  });

  test("grants that have ended since were in force, and what ended before was not", async () => {
    const soon = Date.now() + 40;
    await house.change([grant(userOf("cy"), agent, VIEWER, soon)]);
    const then = await moment();
    await wait(60);
    const after = await moment();
    const answer = async (at: string) => (await explain("sue", { subject: userOf("cy"), at })).json().allowed;
    expect([await answer(then), await answer(after)]).toEqual([Date.parse(then) < soon, false]);
  });

  test("a conversation that nobody ever shared is its owner's", async () => {
    const { resource } = await talk(house, "ada", "Hello");
    const at = await moment();
    const of = async (person: string) =>
      (await explain("sue", { subject: userOf(person), action: "view", resource, at })).json().allowed;
    expect([await of("ada"), await of("ben")]).toEqual([true, false]);
  });

  test("before there was anything nobody could do anything", async () => {
    expect((await explain("sue", { at: "2020-01-01T00:00:00.000Z" })).json()).toMatchObject({
      allowed: false,
      revision: 0,
    });
  });

  test("looked at by many at once, each is answered", async () => {
    const days = [moments.left, moments.shared, moments.before, moments.shared, moments.left, moments.shared];
    const answers = await Promise.all(days.map(async (at) => (await explain("sue", { at })).json().allowed));
    expect(answers).toEqual([false, true, false, true, false, true]);
  });
});

test("whoever may ask about everybody names things by the ids that people know, and hears what they are called", async () => {
  const made = await house.as("sue", "POST", "/api/agents", { name: "Scout", provider: "echo", model: "echo" });
  const { id, _id } = made.json();
  const named = { subject: userOf("sue"), resource: `agent:${id}` };
  expect((await explain("sue", named)).json()).toMatchObject({
    allowed: true,
    resource: `agent:${_id}`,
    thing: { name: "Scout", id },
  });
  const asked = await explain("ben", { ...named, subject: userOf("ben") });
  expect(asked.json()).toMatchObject({ allowed: false, reason: "unknown-resource", resource: `agent:${id}` });
  expect(asked.body).not.toContain(_id);
});

/* docs/guides/why.md from its top to its end. */
const commands = readGuide("why.md")
  .split("\n")
  .filter((line) => line.startsWith("why "));
test("the guide has commands", () => expect(commands).toHaveLength(4));
test.each(commands)("%s", async (command) => {
  const names: Record<string, string> = {
    PERSON: userOf("ben").slice(5),
    AGENT: agent.slice(6),
    MOMENT: moments.shared,
  };
  const filled = command.replaceAll(/\$(PERSON|AGENT|MOMENT)/g, (_all, name: string) => names[name] ?? "");
  const [, path = "", body = ""] = /^why (\w+) '(.*)'$/.exec(filled) ?? [];
  const response = await house.as("sue", "POST", `/api/access/${path}`, JSON.parse(body));
  expect(response.statusCode, response.body).toBe(200);
});

describe("is refused", () => {
  test("to whoever may not ask about others, also about themselves", async () => {
    expect(await codeOf(explain("ben", { at: moments.shared }))).toEqual([403, "forbidden"]);
    expect(await codeOf(explain("ada", { at: moments.shared }))).toEqual([403, "forbidden"]);
  });
  test.each(["2999-01-01T00:00:00.000Z", "yesterday", "", 5])("for %j", async (at) => {
    expect(await codeOf(explain("sue", { at }))).toEqual([400, "request-invalid"]);
  });
});

onEveryDatabase("a past state", (given) => {
  test("is the state as it was, byte for byte", async () => {
    const database = await given();
    const there = await openHouse({ database });
    const { access: organizations, store, here } = there;
    const access = organizations.of(here);
    const sue: Actor = { organization: here, subject: userOf("sue"), name: "sue", from: "api" };
    const seen: { at: number; bytes: Uint8Array }[] = [];
    for (let step = 0; step < 12; step++) {
      await there.change([grant(userOf("ben"), ENGINEERING, ["view"]), grant("everyone", PLATFORM, ["view"])]);
      seen.push({ at: Date.parse(await moment()), bytes: access.engine.snapshot() });
    }
    const past = new PastStates({ store, now: Date.now });
    for (const { at, bytes } of [...seen.slice(6), ...seen])
      expect(await past.ask(access, sue, at, async ({ engine }) => engine.snapshot())).toEqual(bytes);
    const empty = createEngine({ compile: compileCondition }).snapshot();
    expect(await past.ask(access, sue, 0, async ({ engine }) => engine.snapshot())).toEqual(empty);
    await there.close();
  });
});
