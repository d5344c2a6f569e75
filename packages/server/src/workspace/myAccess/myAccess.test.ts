import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINEERING, grant, type House, openHouse, PLATFORM, taken, userOf, VIEWER } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";
import type { Reached } from "./schemas.ts";

/*
 * What somebody can reach, and why, over HTTP. Ada has things and shares some, Ben is in Platform, which is in Engineering, Cy is in neither,
 * Sue administers.
 */
let house: House;
const made: Record<string, string> = {};
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

beforeAll(async () => {
  house = await openHouse();
  for (const name of ["alone", "direct", "grouped", "public", "inProject", "ending", "conditional", "denied"])
    made[name] = `agent:${(await json("ada", "POST", "/api/agents", { name, provider: "echo", model: "echo" }))._id}`;
  made.plan = `project:${(await json("ada", "POST", "/api/projects", { name: "Plan" }))._id}`;
  made.talk = `conversation:${(await talk(house, "ada", "Ours")).row}`;
  made.quiet = `conversation:${(await talk(house, "ada", "Mine")).row}`;
  const user = userOf("ben");
  await give("direct", { principal: user, role: "editor" });
  await house.change(
    [grant(ENGINEERING, made.grouped ?? "", VIEWER), grant("everyone", made.public ?? "", VIEWER)].map(high),
  );
  await give("plan", { principal: user, role: "viewer" });
  await json("ada", "PUT", `/api/projects/${idOf("plan")}/contents/agent/${await publicIdOf("inProject")}`);
  await give("ending", { principal: user, role: "viewer", expiresAt: TOMORROW });
  await give("conditional", { principal: user, role: "viewer", condition: 'subject.kind == "user"' });
  await give("denied", { principal: user, role: "viewer" });
  await give("denied", { principal: user, deny: ["use"] });
  await give("talk", { principal: user, role: "viewer" });
});
afterAll(() => house.close());

type Call = Parameters<House["as"]>;
const json = async (...call: Call) => {
  const response = await house.as(...call);
  expect(response.statusCode, response.body).toBeLessThan(300);
  return response.statusCode === 204 ? null : response.json();
};
const idOf = (name: string) => (made[name] ?? "").replace(/.*:/, "");
const pathOf = (name: string) => `/api/access/resources/${(made[name] ?? "").replace(":", "/")}`;
const give = (name: string, wish: object) => json("ada", "POST", `${pathOf(name)}/grants`, wish);
const publicIdOf = async (name: string) =>
  (await json("ada", "GET", "/api/agents?limit=100")).data.find((one: { name: string }) => one.name === name).id;
/** Ids that the server's own do not reach. */
let nextId = 4_000_000;
const high = (change: ReturnType<typeof grant>) => ({ ...change, grant: { ...change.grant, id: ++nextId } });

const mine = async (person: string, type: string, whose = "others", limit = 3): Promise<Reached[]> => {
  const all: Reached[] = [];
  for (let cursor = ""; ; ) {
    const page = await json(
      person,
      "GET",
      `/api/access/mine?type=${type}&whose=${whose}&limit=${limit}&cursor=${encodeURIComponent(cursor)}`,
    );
    all.push(...page.things);
    if (page.nextCursor === null) return all;
    cursor = page.nextCursor;
  }
};
const named = (things: readonly Reached[]) => new Map(things.map((one) => [one.name, one]));
const types = ["agent", "prompt", "conversation", "file", "project", "sharedLink", "model", "group", "tool"];

describe("what one can reach", () => {
  test("is what `check` says, of every type, one's own and others', page by page", async () => {
    for (const person of ["ada", "ben", "cy", "sue"])
      for (const type of types) {
        const listed = [...(await mine(person, type, "me", 2)), ...(await mine(person, type, "others", 2))];
        const { engine } = house.access.of(house.here);
        const action = Object.keys(engine.typeOf(type)?.actions ?? {})[0] ?? "";
        const every = engine.state().flatMap((one) => (one.kind === "resource-added" ? [one.resource] : []));
        const context = { capabilities: false };
        const allowed = every.filter(
          (name) => name.startsWith(`${type}:`) && engine.check(userOf(person), action, name, context).allowed,
        );
        // Nobody shared it: the engine does not hold it.
        if (person === "ada" && type === "conversation") allowed.push(made.quiet ?? "");
        expect([person, listed.map(({ resource }) => resource).sort()]).toEqual([person, allowed.sort()]);
        for (const { resource, may } of listed)
          if (resource !== made.quiet) expect(may).toEqual(engine.listActions(userOf(person), resource, context));
      }
  });

  test("is told with what one may do, whose it is and the names of both", async () => {
    const { resource } = named(await mine("ben", "agent")).get("direct") ?? {};
    expect(resource).toBe(made.direct);
    expect(named(await mine("ben", "agent")).get("direct")).toMatchObject({
      type: "agent",
      id: await publicIdOf("direct"),
      owner: userOf("ada"),
      ownerName: "ada",
      may: ["use", "update", "execute"],
      until: null,
    });
  });

  test.each<[string, object]>([
    ["direct", { reason: "grant", role: "editor", through: [], on: null, until: null, isConditional: false }],
    [
      "grouped",
      { reason: "grant", role: "viewer", through: [{ principal: PLATFORM }, { principal: ENGINEERING }], on: null },
    ],
    ["public", { reason: "grant", through: [{ principal: "everyone" }], on: null }],
    ["inProject", { reason: "parent", role: "viewer", through: [], on: { name: "Plan" } }],
    ["ending", { reason: "grant", role: "viewer", until: TOMORROW }],
    ["conditional", { reason: "grant", isConditional: true }],
  ])("says why: %s", async (name, way) => {
    const found = named(await mine("ben", "agent")).get(name);
    expect(found?.ways).toMatchObject([way]);
    expect(found?.moreWays).toBe(0);
  });

  test("says until when", async () => {
    expect(named(await mine("ben", "agent")).get("ending")?.until).toBe(TOMORROW);
  });

  test("is newest first, the own beside the others'", async () => {
    const own = await mine("ada", "agent", "me");
    expect(named(own).get("alone")?.ways).toMatchObject([{ reason: "owner", through: [], on: null }]);
    const ids = own.map(({ resource }) => resource);
    expect(ids).toEqual(ids.toSorted().reverse());
  });

  test("is one's own conversations though nobody shared them", async () => {
    const own = named(await mine("ada", "conversation", "me", 1));
    expect([...own.keys()].sort()).toEqual(["Mine", "Ours"]);
    expect(own.get("Mine")).toMatchObject({ ownerName: "ada", ways: [{ reason: "owner" }] });
    expect(own.get("Mine")?.may).toEqual(["view", "update", "delete", "share", "participate"]);
    expect(named(await mine("ben", "conversation")).has("Mine")).toBe(false);
  });

  test("is models by their names, and the groups that one is in", async () => {
    expect(named(await mine("cy", "model")).get("echo")?.ways).toMatchObject([{ reason: "open-type" }]);
    expect(await mine("cy", "group")).toEqual([]);
    const groups = await mine("ben", "group");
    expect(groups.find(({ resource }) => resource === PLATFORM)?.ways).toMatchObject([
      { reason: "group-member", through: [] },
    ]);
  });

  test("is not what somebody has by capability alone", async () => {
    expect([...named(await mine("sue", "agent")).keys()]).toEqual(["public"]);
  });

  test("ends with what gave it", async () => {
    const given = high(grant(userOf("cy"), made.alone ?? "", VIEWER));
    await house.change([given]);
    expect(named(await mine("cy", "agent")).has("alone")).toBe(true);
    await house.change([taken(given)]);
    expect(named(await mine("cy", "agent")).has("alone")).toBe(false);
  });
});

describe("who reaches thousands", () => {
  const count = 2_030;
  beforeAll(() =>
    house.change(
      Array.from({ length: count }, (_, at): Parameters<House["change"]>[0] => {
        const resource = `tool:t${at}`;
        return [
          { kind: "resource-added", resource, owner: userOf("ada"), state: "active" },
          high(grant(userOf("ben"), resource, ["use"])),
        ];
      }).flat(),
    ),
  );

  test("gets them all, in the order of their ids", async () => {
    const all = (await mine("ben", "tool", "others", 100)).map(({ resource }) => resource);
    expect(all).toHaveLength(count);
    expect(all).toEqual(all.toSorted());
  });

  test("finds the few that are their own among them", async () => {
    await house.change([
      { kind: "resource-added", resource: "tool:own", owner: userOf("ben"), state: "active" },
      { kind: "resource-added", resource: "tool:t9999", owner: userOf("ben"), state: "active" },
    ]);
    expect((await mine("ben", "tool", "me", 1)).map(({ resource }) => resource)).toEqual(["tool:own", "tool:t9999"]);
  });

  test("goes on from a page that was short", async () => {
    const { nextCursor } = await json("ben", "GET", "/api/access/mine?type=tool&limit=1");
    const url = `/api/access/mine?type=tool&limit=1&cursor=${encodeURIComponent(nextCursor)}`;
    expect((await json("ben", "GET", url)).things).toMatchObject([{ resource: "tool:t1", name: null, id: null }]);
  });
});

describe("is refused", () => {
  test.each([
    ["a type that there is not", "?type=spaceship", 400],
    ["no type", "", 400],
    ["what is not known", "?type=agent&owner=me", 400],
    ["too long a page", "?type=agent&limit=101", 400],
    ["a cursor of one's own making", "?type=agent&cursor=eA.eA", 400],
  ])("%s", async (_what, query, status) => {
    expect((await house.as("ben", "GET", `/api/access/mine${query}`)).statusCode).toBe(status);
  });

  test("a cursor of another list", async () => {
    const { nextCursor } = await json("ben", "GET", "/api/access/mine?type=agent&limit=1");
    const url = `/api/access/mine?type=prompt&limit=1&cursor=${encodeURIComponent(nextCursor)}`;
    expect((await house.as("ben", "GET", url)).json().code).toBe("cursor-invalid");
  });
});

describe("features", () => {
  interface Answer {
    feature: string;
    allowed: boolean;
    reason: string;
    ways: { through: { principal: string }[]; until: string | null }[];
  }
  const featureOf = async (person: string, feature: string): Promise<Answer | undefined> =>
    (await json(person, "GET", "/api/access/mine/features")).features.find((one: Answer) => one.feature === feature);

  test("are told with the roles that bring them, as `check` says", async () => {
    const { engine } = house.access.of(house.here);
    for (const one of (await json("ben", "GET", "/api/access/mine/features")).features)
      expect([one.feature, one.allowed]).toEqual([one.feature, engine.check(userOf("ben"), one.feature).allowed]);
    expect(await featureOf("ben", "AGENTS.USE")).toMatchObject({
      allowed: true,
      ways: [{ through: [{ principal: "role:USER" }] }],
    });
  });

  test("by a role of a group are told with the group and the end", async () => {
    await house.change([
      { kind: "role-set", role: "role:SHARERS", rank: 10 },
      { kind: "feature-set", role: "role:SHARERS", feature: "PROMPTS.SHARE", on: true },
      { kind: "role-given", holder: PLATFORM, role: "role:SHARERS", expiresAt: Date.parse(TOMORROW) },
    ]);
    expect((await featureOf("ben", "PROMPTS.SHARE"))?.ways).toMatchObject([
      { through: [{ principal: PLATFORM }, { principal: "role:SHARERS" }], until: TOMORROW },
    ]);
  });

  test("that one has not are told with why, and with nothing of who would have to change what", async () => {
    const none = await featureOf("ben", "MARKETPLACE.USE");
    expect(none).toMatchObject({ allowed: false, reason: "feature-off", ways: [] });
  });
});
