import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { ENGINEERING, grant, type House, openHouse, PLATFORM, userOf, VIEWER } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";
import { cellOf } from "./csv.ts";
import type { Line } from "./schemas.ts";

/*
 * The access report over HTTP: Ada gives, Ben (in Platform, in Engineering) and Cy receive, Sue is super admin and looks, Dee is elsewhere.
 */
const DAY_MS = 86_400_000;
let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.change([
    { kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE_PUBLIC", on: true },
    { kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_GROUPS", on: true },
  ]);
});
afterAll(() => house.close());

const using = (of: () => House) => {
  const json = async (...call: Parameters<House["as"]>) => {
    const response = await of().as(...call);
    expect(response.statusCode, response.body).toBeLessThan(300);
    return response.statusCode === 204 ? null : response.json();
  };
  return {
    json,
    agent: async (name: string, person = "ada") =>
      `agent:${(await json(person, "POST", "/api/agents", { name, provider: "echo", model: "echo" }))._id}`,
    give: async (giver: string, resource: string, wish: object): Promise<number> =>
      (await json(giver, "POST", `/api/access/resources/${resource.replace(":", "/")}/grants`, wish)).grant.id,
    report: async (query: Record<string, string>, limit = 100): Promise<Line[]> => {
      const lines: Line[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const asked: string = new URLSearchParams({ ...query, limit: String(limit), cursor }).toString();
        const page: { lines: Line[]; nextCursor: string | null } = await json(
          "sue",
          "GET",
          `/api/access/report?${asked}`,
        );
        lines.push(...page.lines);
        cursor = page.nextCursor;
      }
      return lines;
    },
    /** As if it had been given some days ago. */
    age: (grantId: number, days: number, lastUsed: string | null = null) =>
      of().store.transact((tx) =>
        tx
          .updateTable("grant_records")
          .set({ given_at: Date.now() - days * DAY_MS, last_used_day: lastUsed })
          .where("organization_id", "=", of().here)
          .where("grant_id", "=", grantId)
          .execute(),
      ),
  };
};
const { json, agent, give, report, age } = using(() => house);
const BEN = { principal: userOf("ben"), role: "viewer" };
const found = async (finding: string, on: string) =>
  (await report({ finding, on })).map(({ grantId }) => grantId).sort((a, b) => a - b);
const day = (ago: number) => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

describe("a line", () => {
  test("says what, to whom, by whom, why, since and until when", async () => {
    const on = await agent("Helper");
    const expiresAt = inDays(3);
    const grantId = await give("ada", on, { ...BEN, expiresAt, reason: "For the release" });
    await age(grantId, 2, day(1));
    expect(await report({ on })).toEqual([
      {
        grantId,
        resource: on,
        type: "agent",
        id: null,
        name: null,
        owner: userOf("ada"),
        ownerName: "ada",
        principal: userOf("ben"),
        principalName: "ben",
        role: "viewer",
        allow: VIEWER,
        deny: [],
        expiresAt,
        condition: null,
        givenBy: userOf("ada"),
        givenByName: "ada",
        givenAt: expect.any(String),
        reason: "For the release",
        lastUsed: day(1),
        through: null,
        findings: ["expiring"],
        mayTakeAway: true,
      },
    ]);
  });

  test("has a name for whoever may hear it, and of what is sealed none", async () => {
    const named = await agent("Heard");
    await give("ada", named, { principal: userOf("sue"), role: "viewer" });
    const { row } = await talk(house, "ada", "What nobody is to know");
    await give("ada", `conversation:${row}`, BEN);
    expect((await report({ on: named }))[0]).toMatchObject({ name: "Heard" });
    const [sealed] = await report({ on: `conversation:${row}` });
    expect(sealed).toMatchObject({ type: "conversation", ownerName: "ada", name: null, id: null });
  });
});

test("broken glass stands in no line", async () => {
  const { id, row } = await talk(house, "ada", "Opened");
  await json("sue", "POST", "/api/admin/openings", { resource: `conversation:${id}`, reason: "A report of threats" });
  expect(house.access.of(house.here).engine.grantsOn(`conversation:${row}`)).toHaveLength(1);
  expect(await report({ on: `conversation:${row}` })).toEqual([]);
});

describe("filters", () => {
  test("whom it was given to, which thing, all things of a type; each page by page the same", async () => {
    const [one, two] = [await agent("One"), await agent("Two")];
    const ids = [await give("ada", one, BEN), await give("ada", two, { principal: PLATFORM, role: "viewer" })];
    const idsOf = (lines: Line[]) => lines.map(({ grantId }) => grantId);
    expect(idsOf(await report({ of: PLATFORM }))).toEqual([ids[1]]);
    expect(idsOf(await report({ on: one }))).toEqual([ids[0]]);
    expect(idsOf(await report({ of: userOf("ben"), on: two }))).toEqual([]);
    for (const query of [{}, { on: "agent" }, { of: userOf("ben") }] as Record<string, string>[]) {
      const all = idsOf(await report(query));
      expect(new Set(all).size).toBe(all.length);
      expect(idsOf(await report(query, 1))).toEqual(all);
    }
    expect((await report({ on: "agent" })).every(({ type }) => type === "agent")).toBe(true);
    expect(idsOf(await report({ on: "agent" }))).toEqual(expect.arrayContaining(ids));
  });
});

describe("findings", () => {
  test("wide: everyone, the role USER, a group marked organization-wide; not a group", async () => {
    const on = await agent("Wide");
    await house.change([
      { kind: "resource-added", resource: "group:everybody", owner: userOf("sue"), state: "active" },
      { kind: "group-marked", group: "group:everybody", organizationWide: true },
    ]);
    const wide = [];
    for (const principal of ["everyone", "role:USER", "group:everybody"])
      wide.push(await give("ada", on, { principal, role: "viewer" }));
    await give("ada", on, { principal: PLATFORM, role: "viewer" });
    expect(await found("wide", on)).toEqual(wide);
    expect((await report({ finding: "wide" })).map(({ grantId }) => grantId)).toEqual(expect.arrayContaining(wide));
  });

  test("unused: never or not since, and given longer ago than that", async () => {
    const on = await agent("Unused");
    const [never, lately, long, fresh] = [
      await give("ada", on, BEN),
      await give("ada", on, { principal: userOf("cy"), role: "viewer" }),
      await give("ada", on, { principal: PLATFORM, role: "viewer" }),
      await give("ada", on, { principal: ENGINEERING, role: "viewer" }),
    ];
    await age(never, 100);
    await age(lately, 100, day(5));
    await age(long, 200, day(95));
    expect(await found("unused", on)).toEqual([never, long]);
    expect(fresh).toBeGreaterThan(long);
    expect((await report({ finding: "unused", on, unusedDays: "3" })).map(({ grantId }) => grantId).sort()).toEqual(
      [never, lately, long].sort(),
    );
  });

  test("ownerless: the owner is deactivated, banned, or the organization after an account went; not what was made as the organization's or given to it", async () => {
    const of = async (owner: string) => {
      const resource = `agent:owned-by-${owner.replace(":", "-")}`;
      const given = grant(userOf("ben"), resource, VIEWER);
      await house.change([{ kind: "resource-added", resource, owner, state: "active" }, given]);
      return [resource, [given.grant.id]] as const;
    };
    await house.change([
      { kind: "user-added", user: "user:off", role: "role:USER", status: "deactivated" },
      { kind: "user-added", user: "user:out", role: "role:USER", status: "active" },
      { kind: "ban-set", account: "user:out", until: null },
      { kind: "user-added", user: "user:gone", role: "role:USER", status: "active" },
    ]);
    for (const owner of ["user:off", "user:out"]) {
      const [resource, ids] = await of(owner);
      expect(await found("ownerless", resource)).toEqual(ids);
    }
    const [made] = await of("organization");
    expect(await found("ownerless", made)).toEqual([]);
    const [left, its] = await of("user:gone");
    const owned = (owner: string) => ({ kind: "owner-set", resource: left, owner }) as const;
    await house.change([owned("organization"), { kind: "account-removed", account: "user:gone" }]);
    expect(await found("ownerless", left)).toEqual(its);
    await house.change([owned(userOf("ada"))]);
    expect(await found("ownerless", left)).toEqual([]);
    await house.change([owned("organization")]);
    expect(await found("ownerless", left)).toEqual([]);
    const [, ids] = await of(userOf("ada"));
    expect(ids).toHaveLength(1);
    expect(await found("ownerless", `agent:owned-by-${userOf("ada").replace(":", "-")}`)).toEqual([]);
    const model = `model:${house.settings.models[0]?.id}`;
    await house.change([grant(userOf("ben"), model, ["use"])]);
    expect(await report({ on: "model" })).toHaveLength(1);
    expect(await found("ownerless", model)).toEqual([]);
  });

  test("expiring: within so many days, the next first; what has ended is none", async () => {
    const on = await agent("Expiring");
    const [later, soon] = [
      await give("ada", on, { ...BEN, expiresAt: inDays(20) }),
      await give("ada", on, { principal: userOf("cy"), role: "viewer", expiresAt: inDays(10) }),
    ];
    await give("ada", on, { principal: PLATFORM, role: "viewer", expiresAt: inDays(40) });
    await house.change([grant(userOf("sue"), on, VIEWER, Date.now() - 1_000)]);
    const toCy = (await report({ finding: "expiring", of: userOf("cy") })).map(({ grantId }) => grantId);
    expect(toCy).toEqual([soon]);
    const all = (await report({ finding: "expiring" }, 1)).map(({ grantId }) => grantId);
    expect(all.indexOf(soon)).toBeGreaterThan(-1);
    expect(all.indexOf(soon)).toBeLessThan(all.indexOf(later));
    expect(await found("expiring", on)).toEqual([later, soon]);
    expect(await report({ finding: "expiring", on, expiringDays: "15" })).toHaveLength(1);
  });

  test("stale giver: who gave it may share it no more, holds less, is deactivated or gone; not who still could", async () => {
    const on = await agent("Stale");
    const deputy = await give("ada", on, { principal: userOf("cy"), allow: ["use", "execute", "share"] });
    const byCy = await give("cy", on, BEN);
    expect(await found("stale-giver", on)).toEqual([]);
    await json("ada", "PUT", `/api/access/resources/${on.replace(":", "/")}/grants/${deputy}`, { allow: ["use"] });
    expect(await found("stale-giver", on)).toEqual([byCy]);
    await json("ada", "PUT", `/api/access/resources/${on.replace(":", "/")}/grants/${deputy}`, {
      allow: ["use", "share"],
    });
    // `execute`, which the viewer has, Cy holds no more.
    expect(await found("stale-giver", on)).toEqual([byCy]);
    await json("ada", "PUT", `/api/access/resources/${on.replace(":", "/")}/grants/${deputy}`, {
      allow: ["use", "execute", "share"],
    });
    expect(await found("stale-giver", on)).toEqual([]);
    await house.change([{ kind: "account-status-set", account: userOf("cy"), status: "deactivated" }]);
    expect(await found("stale-giver", on)).toEqual([byCy]);
    await house.change([{ kind: "account-status-set", account: userOf("cy"), status: "active" }]);
  });

  test("a giver who may name no group any more could give it all the same", async () => {
    const on = await agent("Named");
    await give("ada", on, { principal: PLATFORM, role: "viewer" });
    const picker = (isOn: boolean) =>
      house.change([{ kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_GROUPS", on: isOn }]);
    await picker(false);
    expect(await found("stale-giver", on)).toEqual([]);
    await picker(true);
  });

  test("what only denies is none of them", async () => {
    const on = await agent("Denied");
    const deny = await give("ada", on, { principal: "everyone", deny: ["use"] });
    await age(deny, 400);
    expect((await report({ on }))[0]?.findings).toEqual([]);
  });

  test("are counted", async () => {
    const { findings } = await json("sue", "GET", "/api/access/report/summary");
    for (const { finding, count, isExact } of findings) {
      expect(isExact).toBe(true);
      expect([finding, count]).toEqual([finding, (await report({ finding })).length]);
    }
  });
});

describe("by person", () => {
  test("what they reach, and by which way, by names that whoever asks may hear", async () => {
    const on = await agent("Unheard of");
    await give("ada", on, { principal: ENGINEERING, role: "viewer" });
    const query = `who=${userOf("ben")}&type=agent&limit=100`;
    const { things } = await json("sue", "GET", `/api/access/report/reached?${query}`);
    const thing = things.find((one: { resource: string }) => one.resource === on);
    expect(thing).toMatchObject({ name: null, ownerName: "ada", may: VIEWER });
    expect(thing.ways[0].through.map(({ principal }: { principal: string }) => principal)).toEqual([
      PLATFORM,
      ENGINEERING,
    ]);
  });

  test("not what is sealed and their own", async () => {
    for (const type of ["conversation", "file"]) {
      const path = `/api/access/report/reached?who=${userOf("ben")}&type=${type}`;
      expect((await house.as("sue", "GET", `${path}&whose=me`)).json().code).toBe("request-invalid");
      expect((await house.as("sue", "GET", path)).statusCode).toBe(200);
    }
  });
});

describe("taking away", () => {
  const takeAway = (person: string, grantIds: number[], headers = {}) =>
    house.as(person, "POST", "/api/access/report/take-away", { grantIds }, headers);
  const there = async (on: string) => (await report({ on })).map(({ grantId }) => grantId);

  test("several lines at once, in one revision; what may not be taken away is named and stays", async () => {
    const on = await agent("Taken");
    const ids = [await give("ada", on, BEN), await give("ada", on, { principal: userOf("cy"), role: "viewer" })];
    const { row } = await talk(house, "ada", "Sealed");
    const sealed = await give("ada", `conversation:${row}`, BEN);
    const { revision } = house.access.of(house.here).engine;
    const answer = await takeAway("sue", [...ids, sealed, 4_000_000_000]);
    expect(answer.json()).toEqual({
      taken: ids,
      refused: [
        { grantId: sealed, reason: expect.stringMatching(/not-found|action-missing/), detail: expect.any(String) },
        { grantId: 4_000_000_000, reason: "not-found", detail: expect.any(String) },
      ],
    });
    expect(house.access.of(house.here).engine.revision).toBe(revision + 1);
    expect(await there(on)).toEqual([]);
    expect(await there(`conversation:${row}`)).toEqual([sealed]);
  });

  test("is offered to whoever may do it: not to whoever reads alone, nor of what is sealed", async () => {
    const on = await agent("Offered");
    await give("ada", on, BEN);
    const { row } = await talk(house, "ada", "Sealed, too");
    await give("ada", `conversation:${row}`, BEN);
    const offered = async (person: string, thing: string) =>
      (await json(person, "GET", `/api/access/report?on=${thing}`)).lines.map(({ mayTakeAway }: Line) => mayTakeAway);
    expect(await offered("sue", on)).toEqual([true]);
    expect(await offered("sue", `conversation:${row}`)).toEqual([false]);
    const reading = { principal: userOf("cy"), capability: "read:access", scope: null };
    await house.change([{ kind: "capability-set", ...reading, expiresAt: null }]);
    expect(await offered("cy", on)).toEqual([false]);
    await house.change([{ kind: "capability-removed", ...reading }]);
  });

  test("is looked at before: nothing goes, and who would lose what is told", async () => {
    const on = await agent("Looked at");
    const id = await give("ada", on, BEN);
    const tried = await takeAway("sue", [id], { "gatehouse-dry-run": "true" });
    expect(tried.json()).toMatchObject({ lost: 2, subjects: { total: 1, rows: [{ subject: userOf("ben") }] } });
    expect(await there(on)).toEqual([id]);
  });

  test.each([
    ["nothing chosen", []],
    ["twice the same", [1, 1]],
    ["no grant", [0]],
    ["too many", Array.from({ length: 101 }, (_, at) => at + 1)],
  ])("refuses %s", async (_, ids) => {
    expect((await takeAway("sue", ids)).statusCode).toBe(400);
  });
});

describe("as a table", () => {
  test("every line once, under a head, and what could be taken for a formula is none", async () => {
    const on = await agent("Exported");
    await give("ada", on, { ...BEN, reason: '=HYPERLINK("evil"),\n1' });
    const answer = await house.as("sue", "GET", "/api/access/report/csv");
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(answer.headers["content-disposition"]).toContain("attachment");
    const text = answer.body;
    expect(text.startsWith("thing,type,name,owner,")).toBe(true);
    expect(text.match(/\r\n/g)).toHaveLength((await report({})).length + 1);
    expect(text).toContain(`"'=HYPERLINK(""evil""),\n1"`);
    const { body } = await house.as("sue", "GET", `/api/access/report/csv?on=${on}`);
    expect(body.match(/\r\n/g)).toHaveLength(2);
  });

  test.each([
    ["=1", "'=1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@a", "'@a"],
    ["\ta", "'\ta"],
    ["a=1", "a=1"],
    ['a"b', '"a""b"'],
    ["\r=1", `"'\r=1"`],
  ])("%j is written %j", (text, cell) => expect(cellOf(text)).toBe(cell));
});

describe("shared resources", () => {
  const shared = async (person: string, on: string) => {
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { things: { resource: string }[]; nextCursor: string | null } = await json(
        person,
        "GET",
        `/api/access/shared?type=agent&limit=2&cursor=${encodeURIComponent(cursor)}`,
      );
      const thing = page.things.find(({ resource }) => resource === on);
      if (thing) return thing;
      cursor = page.nextCursor;
    }
    return undefined;
  };

  test("by thing: whose, with how many, the widest first, and what one may do about it", async () => {
    const on = await agent("Shared");
    expect(await shared("sue", on)).toBeUndefined();
    await give("ada", on, BEN);
    await give("ada", on, { principal: PLATFORM, role: "viewer" });
    expect(await shared("sue", on)).toMatchObject({
      owner: userOf("ada"),
      reach: "group",
      grants: 2,
      to: [{ principal: PLATFORM }, { principal: userOf("ben"), name: "ben" }],
      toCount: 2,
      may: ["hand-over", "narrow", "delete"],
    });
    await give("ada", on, { principal: "everyone", role: "viewer" });
    expect(await shared("sue", on)).toMatchObject({ reach: "everyone", grants: 3 });
  });

  /** Of all pages, agents alone. */
  const allOf = async (query: string): Promise<string[]> => {
    const found: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { things: { resource: string }[]; nextCursor: string | null } = await json(
        "sue",
        "GET",
        `/api/access/shared?type=agent&limit=2&${query}&cursor=${encodeURIComponent(cursor)}`,
      );
      found.push(...page.things.map(({ resource }) => resource));
      cursor = page.nextCursor;
    }
    return found;
  };

  test("by when they were shared last, or first, each once", async () => {
    const [one, other] = [await agent("Shared first"), await agent("Shared between")];
    await give("ada", one, BEN);
    await give("ada", other, BEN);
    await give("ada", one, { principal: PLATFORM, role: "viewer" });
    const last = await allOf("sort=given&order=desc");
    // Grants that other tests made by changes alone have ids of their own making.
    const ours = (all: string[]) => all.filter((resource) => resource === one || resource === other);
    expect(ours(last)).toEqual([one, other]);
    const first = await allOf("sort=given");
    expect(ours(first)).toEqual([one, other]);
    for (const all of [last, first]) expect(all.toSorted()).toEqual(await allOf(""));
  });

  test("by a part of their names, those that one may hear alone, and that are shared", async () => {
    const named = await agent("Quokka of the people");
    await agent("Quokka of nobody else");
    await give("ada", named, BEN);
    const found = async (query: string) =>
      (await json("sue", "GET", `/api/access/shared?search=QUOKKA&${query}`)).things.map(
        ({ resource }: { resource: string }) => resource,
      );
    // Whoever reads the report alone hears no names of what others share among them.
    expect(await found("")).toEqual([]);
    await give("ada", named, { principal: userOf("sue"), role: "viewer" });
    expect(await found("")).toEqual([named]);
    expect(await found("type=agent")).toEqual([named]);
    expect(await found("type=prompt")).toEqual([]);
  });

  test.each(["sort=owner", "order=desc", "search=a", "search=abc&sort=given"])("refuses %s", async (query) => {
    const answer = await house.as("sue", "GET", `/api/access/shared?${query}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, "request-invalid"]);
  });

  test("what has ended and what denies shares nothing", async () => {
    const on = await agent("Over");
    await house.change([grant(userOf("ben"), on, VIEWER, Date.now() - 1_000)]);
    await give("ada", on, { principal: userOf("cy"), deny: ["use"] });
    expect(await shared("sue", on)).toBeUndefined();
  });

  test("of a conversation nobody may but whoever owns it", async () => {
    const { row } = await talk(house, "ada", "Ours");
    await give("ada", `conversation:${row}`, BEN);
    const { things } = await json("sue", "GET", "/api/access/shared?type=conversation&limit=100");
    const thing = things.find((one: { resource: string }) => one.resource === `conversation:${row}`);
    expect(thing).toMatchObject({ name: null, id: null, may: ["delete"] });
  });
});

describe("is refused", () => {
  test.each([
    ["/api/access/report"],
    ["/api/access/report/summary"],
    ["/api/access/report/csv"],
    [`/api/access/report/reached?who=${userOf("ben")}&type=agent`],
    ["/api/access/shared"],
  ])("to whoever has not read:access: %s", async (path) => {
    const answer = await house.as("ada", "GET", path);
    expect([answer.statusCode, answer.json().code]).toEqual([403, "forbidden"]);
  });
  test("taking away to them, too", async () => {
    const answer = await house.as("ada", "POST", "/api/access/report/take-away", { grantIds: [1] });
    expect([answer.statusCode, answer.json().code]).toEqual([403, "forbidden"]);
  });
  test("another organization's", async () => {
    const on = await agent("Ours alone");
    await give("ada", on, BEN);
    expect((await house.as("dee", "GET", `/api/access/report?on=${on}`)).statusCode).toBe(400);
    expect(
      (await house.as("dee", "GET", `/api/access/report/reached?who=${userOf("ben")}&type=agent`)).statusCode,
    ).toBe(404);
  });
  test("taking away another organization's: it is not there for them, and stays", async () => {
    const on = await agent("Still there");
    const id = await give("ada", on, BEN);
    const answer = await json("dee", "POST", "/api/access/report/take-away", { grantIds: [id] });
    expect(answer).toMatchObject({ taken: [], refused: [{ grantId: id, reason: "not-found" }] });
    expect((await report({ on })).map(({ grantId }) => grantId)).toEqual([id]);
  });
  test("what is no question", async () => {
    for (const query of ["finding=odd", "limit=0", "of=ben", "cursor=eA.eA", "unusedDays=0", "page=2"])
      expect((await house.as("sue", "GET", `/api/access/report?${query}`)).statusCode, query).toBe(400);
  });
});

describe("what it is asked about", () => {
  test("is a thing by the id that its own calls give", async () => {
    const { id, _id } = await json("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
    const grantId = await give("ada", `agent:${_id}`, BEN);
    expect((await report({ on: `agent:${id}` })).map((line) => line.grantId)).toEqual([grantId]);
    expect((await house.as("sue", "GET", `/api/access/report/csv?on=agent:${id}`)).body.split("\r\n")).toHaveLength(3);
  });

  test.each([
    ["a type that there is not", "on=nothing"],
    ["a thing that there is not", "on=agent:none"],
    ["somebody who is not there", "of=user:nobody"],
    ["a group that there is not", "of=group:nobody"],
    ["a role that there is not", "of=role:NOBODY"],
    ["the groups of nobody", "through=true"],
    ["a word that is no yes and no no", `of=${userOf("ben")}&through=maybe`],
  ])("is refused where it is %s", async (_what, query) => {
    for (const path of ["report", "report/csv"]) {
      const answer = await house.as("sue", "GET", `/api/access/${path}?${query}`);
      expect([answer.statusCode, answer.json().code]).toEqual([400, "request-invalid"]);
    }
  });

  test("of somebody is what was given to them; through: also by groups, roles and everybody, and it says by which", async () => {
    const on = await agent("Helper");
    await give("ada", on, BEN);
    await give("ada", on, { principal: PLATFORM, role: "viewer" });
    await give("ada", on, { principal: "everyone", role: "viewer" });
    await give("ada", on, { principal: userOf("cy"), role: "viewer" });
    const ways = async (query: Record<string, string>) =>
      (await report({ on, ...query })).map(({ through }) => through).toSorted();
    expect(await ways({ of: userOf("ben") })).toEqual([null]);
    expect(await ways({ of: userOf("ben"), through: "true" })).toEqual([PLATFORM, "everyone", null].toSorted());
  });

  test("of a group through the groups that it is in", async () => {
    const on = await agent("Helper");
    await give("ada", on, { principal: ENGINEERING, role: "viewer" });
    expect(await report({ on, of: PLATFORM })).toEqual([]);
    expect(await report({ on, of: PLATFORM, through: "true" })).toEqual([
      expect.objectContaining({ principal: ENGINEERING, through: ENGINEERING }),
    ]);
  });
});

onEveryDatabase("the access report", (given) => {
  test("is the same, page by page", async () => {
    const one = await openHouse({ database: await given() });
    try {
      const on = using(() => one);
      const ids: number[] = [];
      for (const name of ["A", "B", "C"])
        ids.push(await on.give("ada", await on.agent(name), { ...BEN, expiresAt: inDays(ids.length + 1) }));
      const asked = async (query: Record<string, string>) => (await on.report(query, 1)).map(({ grantId }) => grantId);
      expect(await asked({})).toEqual(ids.toReversed());
      expect(await asked({ of: userOf("ben") })).toEqual(ids.toReversed());
      expect((await asked({ on: "agent" })).sort()).toEqual(ids);
      expect(await asked({ finding: "expiring" })).toEqual(ids);
      expect(await asked({ finding: "wide" })).toEqual([]);
      const things: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page = await on.json("sue", "GET", `/api/access/shared?limit=1&cursor=${encodeURIComponent(cursor)}`);
        things.push(...page.things.map(({ resource }: { resource: string }) => resource));
        cursor = page.nextCursor;
      }
      expect(things).toEqual(things.toSorted());
      expect(things).toHaveLength(3);
    } finally {
      await one.close();
    }
  });
});
