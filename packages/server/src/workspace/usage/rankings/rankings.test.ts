import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultRate, rateOf } from "../../../config/index.ts";
import { onEveryDatabase } from "../../../store/testing/databases.ts";
import { ENGINEERING, type House, openHouse, PLATFORM, userOf } from "../../testing/house.ts";
import { Listener } from "../../testing/listen.ts";
import { begin, openUpstream, piece, type Upstream } from "../../testing/upstream.ts";
import { countUsage, type Usage } from "../count.ts";
import { addUpThings } from "./addUp.ts";
import { firstOf } from "./firstOf.ts";
import { Remembered } from "./remembered.ts";

const echo = { resource: "model:echo", rate: defaultRate };
const priced = { resource: "model:big", rate: rateOf({ big: { prompt: 3, completion: 15 } }, "big") };

onEveryDatabase("what usage goes to", (given) => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse({ database: await given() });
  });
  afterEach(() => house.close());

  const get = async (path: string, who = "sue") => (await house.as(who, "GET", path)).json();
  const count = (name: string, more: Partial<Usage>) =>
    house.store.transact((tx) =>
      countUsage(tx, { organization: house.here, account: userOf(name), at: Date.now(), ...more }),
    );

  test("is told by model, with how many people used it, in each order", async () => {
    await count("ada", { model: priced, messages: 1, answers: 1, tokensIn: 1_000, tokensOut: 10 });
    await count("ben", { model: echo, messages: 3, answers: 3, untold: 3 });
    await count("cy", { model: echo, messages: 1, answers: 1, untold: 1 });
    const models = async (sort: string) => (await get(`/api/admin/usage/models?sort=${sort}`)).things;
    const [most, other] = await models("messages");
    expect(most).toMatchObject({
      id: "echo",
      name: "echo/echo",
      isGone: false,
      active: 2,
      messages: 4,
      answers: 4,
      untold: 4,
    });
    expect(other).toMatchObject({ isGone: true, name: null, active: 1, tokensIn: 1_000, tokensOut: 10 });
    for (const sort of ["tokens", "cost"]) expect((await models(sort))[0].tokensIn).toBe(1_000);
    expect((await models("active"))[0].active).toBe(2);
  });

  test("costs what the price of that moment says; what has no known price is told apart", async () => {
    await count("ada", { model: priced, answers: 1, tokensIn: 1_000_000, tokensOut: 1_000_000 });
    await count("ada", { model: echo, answers: 1, tokensIn: 1_000_000, tokensOut: 0 });
    const { periods } = await get("/api/admin/usage?periods=1");
    expect(periods).toMatchObject([{ cost: 18_000_000_000, costAssumed: 6_000_000_000, answers: 2, untold: 0 }]);
    const { people } = await get("/api/admin/usage/people?sort=cost");
    expect(people).toMatchObject([{ cost: 18_000_000_000, costAssumed: 6_000_000_000 }]);
  });

  test("costs nothing where a client stores what it says was answered elsewhere", async () => {
    await count("ada", { tokensOut: 5_000 });
    expect((await get("/api/admin/usage?periods=1")).periods).toMatchObject([
      { tokensOut: 5_000, cost: 0, costAssumed: 0 },
    ]);
    expect((await get("/api/admin/usage/models")).things).toEqual([]);
  });

  test("is told by agent: named to whoever may hear the name, counted on once it is gone", async () => {
    const made = await house.as("ada", "POST", "/api/agents", { name: "Secret plan", provider: "echo", model: "echo" });
    const agent = `agent:${made.json()._id}`;
    await count("ben", { model: echo, agent, messages: 2 });
    const agents = async (who: string) => (await get("/api/admin/usage/agents", who)).things;
    expect(await agents("sue")).toMatchObject([{ id: null, name: null, isGone: false, messages: 2, active: 1 }]);
    await house.as("ada", "DELETE", `/api/agents/${made.json().id}`);
    expect(await agents("sue")).toMatchObject([{ name: null, isGone: true, messages: 2 }]);
  });

  test("is told by group: of those who are in it now, through other groups as well", async () => {
    await count("ben", { messages: 3, tokensIn: 7 });
    await count("ada", { messages: 9 });
    expect(await get("/api/admin/usage/groups")).toMatchObject({
      total: { things: 2, messages: 3, tokensIn: 7 },
      groups: [
        { id: ENGINEERING.slice(6), active: 1, messages: 3 },
        { id: PLATFORM.slice(6), active: 1, messages: 3, members: 1 },
      ],
    });
  });

  test("is read page by page", async () => {
    for (let thing = 0; thing < 5; thing++)
      await count("ada", { model: { ...echo, resource: `model:m${thing}` }, messages: thing + 1 });
    const seen: number[] = [];
    let cursor: string | null = "";
    do {
      const page: { things: { messages: number }[]; total: { things: number }; nextCursor: string | null } = await get(
        `/api/admin/usage/models?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`,
      );
      expect(page.total.things).toBe(5);
      seen.push(...page.things.map(({ messages }) => messages));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual([5, 4, 3, 2, 1]);
    expect((await get("/api/admin/usage/models?cursor=x")).code).toBe("cursor-invalid");
  });

  test("is added up in pieces, wherever one ends", async () => {
    await house.store.transact(async (tx) => {
      const rows = Array.from({ length: 9_000 }, (_, index) => ({
        organization_id: house.here,
        period: "d2026-01-01",
        thing: index < 6_001 ? "agent:a" : "agent:b",
        account: `user:${String(index).padStart(6, "0")}`,
        messages: 1,
      }));
      for (let from = 0; from < rows.length; from += 1_000)
        await tx
          .insertInto("usage_things")
          .values(rows.slice(from, from + 1_000))
          .execute();
    });
    const { all, total } = await addUpThings(house.store.db, house.here, "d2026-01-01", "agent");
    expect(all.map(({ name, active, messages }) => [name, active, messages])).toEqual([
      ["agent:a", 6_001, 6_001],
      ["agent:b", 2_999, 2_999],
    ]);
    expect(total.messages).toBe(9_000);
  });

  test("of whoever is gone is nobody's, in every table", async () => {
    await count("ada", { model: echo, agent: "agent:x", messages: 2 });
    for (const removed of house.people.removed)
      await house.store.transact((tx) => removed(tx, house.here, [], userOf("ada")));
    expect((await get("/api/admin/usage/models")).things).toMatchObject([{ active: 1, messages: 2 }]);
    const rows = await house.store.db.selectFrom("usage_things").select("account").execute();
    expect(new Set(rows.map(({ account }) => account)).size).toBe(6);
    expect(JSON.stringify(rows)).not.toContain(userOf("ada"));
  });

  test("is for whoever reads usage; groups for whoever reads groups as well", async () => {
    for (const of of ["models", "agents", "groups"])
      expect((await get(`/api/admin/usage/${of}`, "ada")).code).toBe("forbidden");
    await house.change([
      { kind: "capability-set", principal: userOf("ada"), capability: "read:usage", scope: null, expiresAt: null },
    ]);
    expect((await house.as("ada", "GET", "/api/admin/usage/agents")).statusCode).toBe(200);
    await count("ben", { agent: "agent:hidden", messages: 1 });
    const told = async (who: string) => (await get("/api/admin/usage/agents?sort=tokens", who)).things[0].resource;
    expect([await told("ada"), await told("sue")]).toEqual([null, "agent:hidden"]);
    expect((await get("/api/admin/usage/groups", "ada")).code).toBe("forbidden");
  });
});

describe("what an endpoint says that an answer took", () => {
  let upstream: Upstream;
  let house: House;
  beforeEach(async () => {
    upstream = await openUpstream();
    house = await openHouse({
      yaml: `version: 1.3.0
endpoints: { custom: [{ name: up, apiKey: k, baseURL: '${upstream.baseURL}', models: { default: [big] }, tokenConfig: { big: { prompt: 3, completion: 15 } } }] }
`,
    });
  });
  afterEach(async () => {
    await house.close();
    await upstream.close();
  });

  async function countedOf(usage: unknown) {
    upstream.answer((response) => {
      begin(response);
      piece(response, "Hello", "stop");
      response.write(`data: ${JSON.stringify({ choices: [], ...(usage !== undefined && { usage }) })}\n\n`);
      response.end("data: [DONE]\n\n");
    });
    const asked = { text: "Hi", endpoint: "up", model: "big" };
    const { streamId } = (await house.as("ben", "POST", "/api/agents/chat/up", asked)).json();
    await (await Listener.to(house, "ben", streamId)).closed;
    return (await house.as("sue", "GET", "/api/admin/usage/models")).json().things[0];
  }

  test("is counted, and costs what the file says", async () =>
    expect(await countedOf({ prompt_tokens: 1_000, completion_tokens: 100 })).toMatchObject({
      ...{ name: "up/big", active: 1, conversations: 1, messages: 1, answers: 1, untold: 0 },
      ...{ tokensIn: 1_000, tokensOut: 100, cost: 4_500_000, costAssumed: 0 },
    }));

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["half of it", { prompt_tokens: 5 }],
    ["less than none", { prompt_tokens: -1, completion_tokens: 1 }],
    ["a part", { prompt_tokens: 1.5, completion_tokens: 1 }],
    ["more than there can be", { prompt_tokens: 1e15, completion_tokens: 1 }],
    ["words", { prompt_tokens: "5", completion_tokens: "6" }],
  ])("is counted here, and marked as such, where it says %s", async (_, usage) =>
    // "Hi" and what is said with it, "Hello": as it is charged.
    expect(await countedOf(usage)).toMatchObject({ answers: 1, untold: 1, tokensIn: 1, tokensOut: 1, cost: 18_000 }),
  );
});

test("the first of an order are those that sorting gives", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 12 }),
      (all, most) => {
        expect(firstOf(all, most, (a, b) => b - a)).toEqual(all.toSorted((a, b) => b - a).slice(0, most));
      },
    ),
  );
});

describe("what takes long to add up", () => {
  let now = 0;
  let made = 0;
  const make = async () => ++made;
  beforeEach(() => {
    now = 0;
    made = 0;
  });

  test("is made once at a time, and remembered for some seconds", async () => {
    const remembered = new Remembered<number>(() => now);
    expect(await Promise.all([remembered.of("a", make), remembered.of("a", make)])).toEqual([1, 1]);
    now = 9_999;
    expect(await remembered.of("a", make)).toBe(1);
  });

  test("is told as it was while it is made anew, until it is too old", async () => {
    const remembered = new Remembered<number>(() => now);
    await remembered.of("a", make);
    now = 20_000;
    expect(await remembered.of("a", make)).toBe(1);
    expect(await remembered.of("a", make)).toBe(2);
    now = 90_000;
    expect(await remembered.of("a", make)).toBe(3);
  });

  test("that fails is made again by whoever asks next", async () => {
    const remembered = new Remembered<number>(() => now);
    await expect(remembered.of("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await remembered.of("a", make)).toBe(1);
  });
});
