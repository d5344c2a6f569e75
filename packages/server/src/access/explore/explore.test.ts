import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINEERING, grant, type House, openHouse, PLATFORM, userOf, VIEWER } from "../../workspace/testing/house.ts";

/*
 * Sue, who administers, explores. Ben is in Platform, which is in Engineering; Cy is in neither. Ada owns five agents: four are shared with
 * Engineering, the last of them with Cy, too.
 */
let house: House;
const agents: string[] = [];
beforeAll(async () => {
  house = await openHouse();
  for (let made = 0; made < 5; made++) {
    const wish = { name: `Agent ${made}`, provider: "echo", model: "echo" };
    agents.push(`agent:${(await house.as("ada", "POST", "/api/agents", wish)).json()._id}`);
  }
  const shared = agents.slice(0, 4);
  await house.change([
    ...shared.map((agent) => grant(ENGINEERING, agent, VIEWER)),
    grant(userOf("cy"), agents[3] ?? "", VIEWER),
    { kind: "capability-set", principal: PLATFORM, capability: "manage:users", scope: null, expiresAt: null },
    { kind: "capability-set", principal: userOf("cy"), capability: "read:users", scope: PLATFORM, expiresAt: null },
  ]);
});
afterAll(() => house.close());

const ask = async (path: string, body: object, who = "sue") => {
  const answer = await house.as(who, "POST", `/api/access/${path}`, body);
  return { status: answer.statusCode, ...answer.json() };
};
const pages = async (path: string, body: object, of: "holders" | "things", key: string) => {
  const found: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await ask(path, { ...body, ...(cursor && { cursor }) });
    expect(page.status).toBe(200);
    expect(page[of].length).toBeLessThanOrEqual(1);
    found.push(...page[of].map((one: Record<string, string>) => one[key]));
    cursor = page.next;
  } while (cursor);
  return found;
};

describe("who has something", () => {
  test("of a power: who carries it, by what and for whom; and everybody who has it, through what", async () => {
    const { carriers, holders, next } = await ask("holders", { what: "read:users" });
    expect(carriers).toContainEqual(
      expect.objectContaining({ principal: PLATFORM, holds: "manage:users", scope: null, until: null }),
    );
    expect(carriers).toContainEqual(
      expect.objectContaining({
        principal: userOf("cy"),
        holds: "read:users",
        scope: expect.objectContaining({ group: PLATFORM }),
      }),
    );
    const bens = holders.find((one: { subject: string }) => one.subject === userOf("ben"));
    expect(bens).toMatchObject({ through: [{ principal: PLATFORM }] });
    // What covers the people of a group alone is nothing that one has over everybody.
    expect(holders.map((one: { subject: string }) => one.subject)).not.toContain(userOf("cy"));
    expect(next).toBeNull();
  });

  test("of a feature: the roles that have it", async () => {
    const { carriers, holders } = await ask("holders", { what: "AGENTS.USE" });
    expect(carriers.map((one: { principal: string }) => one.principal)).toContain("role:USER");
    expect(holders.length).toBeGreaterThanOrEqual(4);
  });

  test("page by page, each once", async () => {
    const all = (await ask("holders", { what: "AGENTS.USE" })).holders.map((one: { subject: string }) => one.subject);
    expect(await pages("holders", { what: "AGENTS.USE", limit: 1 }, "holders", "subject")).toEqual(all);
  });

  test.each([
    ["what is no such thing", { what: "nothing" }],
    ["what it does not know", { what: "AGENTS.USE", who: "ben" }],
    ["a moment that has not come", { what: "AGENTS.USE", at: "2999-01-01T00:00:00Z" }],
  ])("refuses %s", async (_, body) => expect((await ask("holders", body)).status).toBe(400));

  test("before there was anybody nobody had it", async () => {
    expect(await ask("holders", { what: "AGENTS.USE", at: "2020-01-01T00:00:00Z" })).toMatchObject({
      carriers: [],
      holders: [],
    });
  });
});

describe("what one may do that another may not", () => {
  const two = { one: userOf("ben"), other: userOf("cy") };

  test("is counted by types, with features and powers", async () => {
    const told = await ask("compare", two);
    expect(told).toMatchObject({ one: { subject: two.one }, other: { subject: two.other }, features: [] });
    expect(told.capabilities).toEqual(["manage:users", "read:users"]);
    expect(told.types).toContainEqual({ type: "agent", action: "use", count: 3, isExact: true });
    expect(told.types).toContainEqual({ type: "prompt", action: "use", count: 0, isExact: true });
    const back = await ask("compare", { one: two.other, other: two.one });
    expect(back).toMatchObject({ capabilities: [] });
    expect(back.types).toContainEqual({ type: "agent", action: "use", count: 0, isExact: true });
  });

  test("is listed by type, page by page", async () => {
    const listed = await pages("compare/things", { ...two, type: "agent", limit: 1 }, "things", "resource");
    expect(listed).toEqual(agents.slice(0, 3).sort());
    expect((await ask("compare/things", { ...two, type: "agent", action: "update" })).things).toEqual([]);
  });

  test("of oneself and of nobody is no question", async () => {
    expect((await ask("compare", { one: two.one, other: two.one })).status).toBe(400);
    expect((await ask("compare", { one: two.one, other: "user:64f000000000000000000000" })).status).toBe(404);
    expect((await ask("compare/things", { ...two, type: "planet" })).status).toBe(400);
    expect((await ask("compare/things", { ...two, type: "agent", action: "zap" })).status).toBe(400);
  });

  test("says owners, so that what has no name is told apart", async () => {
    const { things } = await ask("compare/things", { ...two, type: "agent" });
    expect(things[0]).toMatchObject({ owner: userOf("ada"), ownerName: null });
  });

  test("counts no conversations and files that are nobody else's, and does not say that it did", async () => {
    const { types } = await ask("compare", two);
    const inexact = types.flatMap(({ type, isExact }: { type: string; isExact: boolean }) => (isExact ? [] : [type]));
    expect(inexact).toEqual(["conversation", "file"]);
  });
});

test("who may do something is told with the way of each, to whoever may ask about everything", async () => {
  const body = { action: "use", resource: agents[0], ways: true };
  const { subjects } = await ask("subjects", body);
  expect(subjects).toContainEqual(
    expect.objectContaining({
      subject: userOf("ben"),
      reason: "grant",
      through: expect.arrayContaining([expect.objectContaining({ principal: PLATFORM })]),
    }),
  );
  expect((await ask("subjects", body, "ada")).status).toBe(403);
});

test("nobody explores who may not ask about others", async () => {
  for (const [path, body] of [
    ["holders", { what: "AGENTS.USE" }],
    ["compare", { one: userOf("ben"), other: userOf("ada") }],
    ["compare/things", { one: userOf("ben"), other: userOf("ada"), type: "agent" }],
  ] as const)
    expect((await ask(path, body, "cy")).status).toBe(403);
});
