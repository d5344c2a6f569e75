import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { ENGINEERING, grant, type House, openHouse, PLATFORM, userOf, VIEWER } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";

/*
 * All that there is, over HTTP: Ada makes, Ben and Cy make and receive, Sue is super admin and looks, Dee is elsewhere.
 */
interface Thing {
  resource: string;
  owner: string;
  reach: string;
  to: { principal: string }[];
}

const using = (of: () => House) => {
  const json = async (...call: Parameters<House["as"]>) => {
    const response = await of().as(...call);
    expect(response.statusCode, response.body).toBeLessThan(300);
    return response.json();
  };
  return {
    agent: async (name: string, person = "ada") =>
      `agent:${(await json(person, "POST", "/api/agents", { name, provider: "echo", model: "echo" }))._id}`,
    all: async (query: Record<string, string> = {}, limit = 100, person = "sue"): Promise<Thing[]> => {
      const things: Thing[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const asked: string = new URLSearchParams({ ...query, limit: String(limit), cursor }).toString();
        const page: { things: Thing[]; nextCursor: string | null } = await json(
          person,
          "GET",
          `/api/access/resources?${asked}`,
        );
        things.push(...page.things);
        cursor = page.nextCursor;
      }
      return things;
    },
  };
};

onEveryDatabase("all resources", (given) => {
  let house: House;
  const { agent, all } = using(() => house);
  beforeEach(async () => {
    house = await openHouse({ database: await given() });
  });
  afterEach(() => house.close());

  test("also what nobody shared: whose it is, and what one may do about it; its name is told to whom it reaches", async () => {
    const on = await agent("Alone");
    expect((await all({ type: "agent" })).find(({ resource }) => resource === on)).toEqual({
      resource: on,
      type: "agent",
      id: null,
      name: null,
      owner: userOf("ada"),
      ownerName: "ada",
      reach: "nobody",
      grants: 0,
      to: [],
      toCount: 0,
      may: ["hand-over", "narrow", "delete"],
    });
  });

  test("of one owner, of what is shared and of what is not", async () => {
    const [alone, given] = [await agent("Cy's own", "cy"), await agent("Cy's for Ben", "cy")];
    await house.change([grant(userOf("ben"), given, VIEWER)]);
    const owner = userOf("cy");
    const named = async (query: Record<string, string>) => (await all(query)).map(({ resource }) => resource);
    expect(new Set(await named({ owner }))).toEqual(new Set([alone, given]));
    expect(await named({ owner, shared: "true" })).toEqual([given]);
    expect(await named({ owner, shared: "false", type: "agent" })).toEqual([alone]);
    expect(await named({ owner, type: "prompt" })).toEqual([]);
  });

  test("a search finds what one may hear the name of, and nothing of what one may not", async () => {
    const [heard, other] = [await agent("Zebra heard", "sue"), await agent("Zebra hidden")];
    const found = (await all({ search: "zebra" })).map(({ resource }) => resource);
    expect(found).toContain(heard);
    expect(found).not.toContain(other);
    expect(await all({ search: "zebra", owner: userOf("ada") })).toEqual([]);
    expect(await all({ search: "zebra", shared: "true" })).toEqual([]);
  });

  test("what nobody may hear takes no place in a search", async () => {
    const mine = await agent("Quagga 3", "sue");
    for (let at = 0; at < 3; at++) await agent(`Quagga ${at}`);
    const found = await house.as("sue", "GET", "/api/access/resources?search=quagga&limit=1");
    expect(found.json().things.map(({ resource }: Thing) => resource)).toEqual([mine]);
  });

  test("what lies in a project is given to whom that is given to, and to its owner", async () => {
    const made = (await house.as("cy", "POST", "/api/agents", { name: "In", provider: "echo", model: "echo" })).json();
    const on = `agent:${made._id}`;
    const { _id } = (await house.as("cy", "POST", "/api/projects", { name: "Ours" })).json();
    const put = await house.as("cy", "PUT", `/api/projects/${_id}/contents/agent/${made.id}`);
    expect(put.statusCode, put.body).toBeLessThan(300);
    const of = async () => (await all({ type: "agent", owner: userOf("cy") })).find(({ resource }) => resource === on);
    expect(await of()).toMatchObject({ reach: "nobody", to: [] });
    await house.change([grant(PLATFORM, `project:${_id}`, ["view"])]);
    expect(await of()).toMatchObject({ reach: "group", grants: 0, to: [{ principal: PLATFORM }] });
    const named = (await all({ owner: userOf("cy"), shared: "false" })).map(({ resource }) => resource);
    expect(named).not.toContain(on);
  });

  test("whom it is given to is counted once each, by itself and by its project, and five are named", async () => {
    const made = (await house.as("cy", "POST", "/api/agents", { name: "In", provider: "echo", model: "echo" })).json();
    const on = `agent:${made._id}`;
    const { _id } = (await house.as("cy", "POST", "/api/projects", { name: "Ours" })).json();
    const put = await house.as("cy", "PUT", `/api/projects/${_id}/contents/agent/${made.id}`);
    expect(put.statusCode, put.body).toBeLessThan(300);
    const project = `project:${_id}`;
    await house.change([
      ...[userOf("ada"), userOf("ben"), PLATFORM].map((to) => grant(to, on, VIEWER)),
      grant(userOf("ben"), on, VIEWER, Date.now() + 60_000),
      ...[userOf("ben"), userOf("sue"), ENGINEERING, "everyone"].map((to) => grant(to, project, ["view"])),
    ]);
    const thing = (await all({ type: "agent", owner: userOf("cy") })).find(({ resource }) => resource === on);
    expect(thing).toMatchObject({ reach: "everyone", grants: 4, toCount: 6 });
    expect(thing?.to).toHaveLength(5);
    expect(thing?.to[0]).toMatchObject({ principal: "everyone" });
  });

  test("a conversation that was shared and is no longer is not among them either", async () => {
    const { row } = await talk(house, "ada", "Ours for a while");
    const grants = `/api/access/resources/conversation/${row}/grants`;
    const given = await house.as("ada", "POST", grants, { principal: userOf("ben"), role: "viewer" });
    expect(given.statusCode, given.body).toBe(201);
    const named = async () => (await all({ type: "conversation" })).map(({ resource }) => resource);
    expect(await named()).toContain(`conversation:${row}`);
    await house.as("ada", "DELETE", `${grants}/${given.json().grant.id}`);
    expect(await named()).not.toContain(`conversation:${row}`);
  });

  test("page by page the same as at once, in order, whatever the filter", async () => {
    for (const person of ["ada", "ben", "cy"]) await agent("One of several", person);
    const [first = ""] = (await all({ type: "agent" })).map(({ resource }) => resource);
    await house.change([grant("everyone", first, VIEWER)]);
    for (const query of [{}, { owner: userOf("ada") }, { type: "agent" }, { shared: "false" }]) {
      const once = await all(query);
      expect(await all(query, 2)).toEqual(once);
      const names = once.map(({ resource }) => resource);
      expect(names).toEqual([...names].sort());
    }
  });

  test("a conversation that is its owner's alone is not among them", async () => {
    const { row } = await talk(house, "ada", "Mine");
    expect((await all({ type: "conversation" })).map(({ resource }) => resource)).not.toContain(`conversation:${row}`);
  });

  test("nothing of another organization", async () => {
    const on = await agent("Ours alone");
    const theirs = await all({}, 100, "dee");
    expect(theirs.map(({ resource }) => resource)).not.toContain(on);
  });
});

describe("is refused", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test.each([
    ["to whoever has not read:access", "ada", "", 403, "forbidden"],
    ["a type that is none", "sue", "?type=a%20b", 400, "request-invalid"],
    ["an owner that is no account", "sue", "?owner=group:x", 400, "request-invalid"],
    ["a place in another list", "sue", "?cursor=abc", 400, "cursor-invalid"],
    ["a place in a search", "sue", "?search=abc&cursor=abc", 400, "request-invalid"],
  ])("%s", async (_, who, query, status, code) => {
    const answer = await house.as(who, "GET", `/api/access/resources${query}`);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });
});
