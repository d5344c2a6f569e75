import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Persona } from "./support/personas.ts";
import { type Agent, World } from "./support/world.ts";

/*
 * L1: what is listed is what check allows, page by page, and who may is its transpose; also while it is being written to.
 */
let world: World;
const agents: string[] = [];
const asking: readonly Persona[] = [
  "owner",
  "editor",
  "viewer",
  "group member",
  "stranger",
  "moderator",
  "admin",
  "super admin",
  "service",
];

beforeAll(async () => {
  world = await World.make();
  const { house, people } = world;
  for (let index = 0; index < 40; index++) {
    const { _id }: Agent = index % 4 === 0 ? await world.agent() : (await ownAgent()).body;
    const resource = `agent:${_id}`;
    agents.push(resource);
    if (index % 5 === 0) await house.grant([{ principal: "everyone", resource, allow: ["use"] }]);
    if (index % 6 === 0) await house.grant([{ principal: people.viewer.subject, resource, allow: [], deny: ["use"] }]);
    if (index % 7 === 0) await house.grant([{ principal: `group:${world.inner}`, resource, allow: ["use", "update"] }]);
    if (index % 11 === 0) await house.change([{ kind: "resource-state-set", resource, state: "hidden" }]);
  }
});
afterAll(() => world?.house.close());

const ownAgent = () =>
  world.house.call(
    "POST",
    { url: "/api/agents", body: { name: "Own", provider: "echo", model: "echo" } },
    world.people.owner.token,
  );

/** Every page of a list. */
async function listed(subject: string, action: string, limit: number): Promise<string[]> {
  const all: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const body = { subject, action, type: "agent", limit, ...(cursor !== undefined && { cursor }) };
    const answer = await world.house.call("POST", { url: "/api/access/list", body }, world.people["super admin"].token);
    expect(answer.status, answer.text).toBe(200);
    all.push(...answer.body.resources);
    if (answer.body.next === null) return all;
    cursor = answer.body.next;
  }
}

async function allowed(subject: string, action: string, resources: readonly string[]): Promise<string[]> {
  const checks = resources.map((resource) => ({ subject, action, resource }));
  const answer = await world.house.call(
    "POST",
    { url: "/api/access/check", body: { checks } },
    world.people["super admin"].token,
  );
  return resources.filter((_, index) => answer.body.answers[index].allowed);
}

async function whoMay(action: string, resource: string): Promise<string[]> {
  const body = { action, resource, limit: 500 };
  const answer = await world.house.call(
    "POST",
    { url: "/api/access/subjects", body },
    world.people["super admin"].token,
  );
  return answer.body.subjects.map(({ subject }: { subject: string }) => subject);
}

describe.each(["use", "update", "delete", "share", "insights", "execute"])("%s", (action) => {
  test("listed, page by page, is what check allows; and who may is the same, turned round", async () => {
    const bySubject = new Map<string, string[]>();
    for (const persona of asking) {
      const { subject } = world.people[persona];
      const expected = (await allowed(subject, action, agents)).sort();
      for (const limit of [1, 7, 500])
        expect((await listed(subject, action, limit)).sort(), `${persona}, by ${limit}`).toEqual(expected);
      bySubject.set(subject, expected);
    }
    for (const resource of agents) {
      const subjects = await whoMay(action, resource);
      for (const [subject, resources] of bySubject)
        expect(subjects.includes(subject)).toBe(resources.includes(resource));
    }
  });
});

test("LibreChat's list shows what may be used without capabilities, each once, over all pages", async () => {
  for (const persona of asking.filter((one) => one !== "service")) {
    const found: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const url = `/api/agents?limit=3${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
      const { body } = await world.house.call("GET", { url }, world.people[persona].token);
      found.push(...body.data.map((one: { _id: string }) => `agent:${one._id}`));
      if (!body.has_more) break;
      cursor = body.after;
    }
    const { engine } = world.house.gatehouse.access.of(world.house.here);
    const { subject } = world.people[persona];
    const expected = agents.filter((agent) => engine.check(subject, "use", agent, { capabilities: false }).allowed);
    expect(found.sort(), persona).toEqual([...expected].sort());
  }
});

test("while it is written to: what stays allowed is always listed, what never is never is, nothing twice", async () => {
  const { house, people } = world;
  const { subject } = people.stranger;
  const given = async () => {
    const { body } = await ownAgent();
    return `agent:${body._id}`;
  };
  const [always, never, sometimes] = await Promise.all(
    [0, 1, 2].map(async () => [await given(), await given(), await given()]),
  );
  if (!always || !never || !sometimes) throw new Error("three of each were made");
  await house.grant(always.map((resource) => ({ principal: subject, resource, allow: ["use"] })));
  let isDone = false;
  const writing = (async () => {
    for (let round = 0; !isDone; round++) {
      const resource = sometimes[round % 3] ?? "";
      const [id] = await house.grant([{ principal: subject, resource, allow: ["use"] }]);
      await new Promise((wake) => setTimeout(wake, 1));
      await house.change([{ kind: "grant-removed", resource, id: id ?? 0 }]);
    }
  })();
  try {
    for (let round = 0; round < 40; round++) {
      const found = await listed(subject, "use", 2);
      expect(new Set(found).size).toBe(found.length);
      for (const resource of always) expect(found).toContain(resource);
      for (const resource of never) expect(found).not.toContain(resource);
    }
  } finally {
    isDone = true;
    await writing;
  }
  expect((await listed(subject, "use", 2)).sort()).toEqual(
    (await allowed(subject, "use", [...agents, ...always, ...never, ...sometimes])).sort(),
  );
});
