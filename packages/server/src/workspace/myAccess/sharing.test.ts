import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { ENGINEERING, grant, type House, openHouse, PLATFORM, userOf, VIEWER } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";
import type { Share, SharedThing } from "./schemas.ts";

/*
 * What people share, seen from both sides. Ada gives, Ben (in Platform, in Engineering) and Cy receive, Dee is elsewhere.
 */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const using = (of: () => House) => {
  const json = async (...call: Parameters<House["as"]>) => {
    const response = await of().as(...call);
    expect(response.statusCode, response.body).toBeLessThan(300);
    return response.statusCode === 204 ? null : response.json();
  };
  const pages = async <One>(person: string, url: string, list: string, limit: number): Promise<One[]> => {
    const all: One[] = [];
    for (let cursor = ""; ; ) {
      const page = await json(person, "GET", `${url}?limit=${limit}&cursor=${encodeURIComponent(cursor)}`);
      all.push(...page[list]);
      if (page.nextCursor === null) return all;
      cursor = page.nextCursor;
    }
  };
  return {
    json,
    byMe: (person: string, limit = 2) => pages<SharedThing>(person, "/api/access/shared-by-me", "things", limit),
    withMe: (person: string, limit = 2) => pages<Share>(person, "/api/access/shared-with-me", "shares", limit),
    give: async (giver: string, resource: string, wish: object) =>
      (await json(giver, "POST", `${pathOf(resource)}/grants`, wish)).grant.id as number,
  };
};
const pathOf = (resource: string) => `/api/access/resources/${resource.replace(":", "/")}`;
const { json, byMe, withMe, give } = using(() => house);
const agent = async (name: string, person = "ada", of = house) =>
  `agent:${(await using(() => of).json(person, "POST", "/api/agents", { name, provider: "echo", model: "echo" }))._id}`;
const find = <One extends { resource: string }>(all: readonly One[], resource: string) =>
  all.filter((one) => one.resource === resource);
/** Ids that the server's own do not reach. */
let nextId = 4_000_000;
const high = (change: ReturnType<typeof grant>) => ({ ...change, grant: { ...change.grant, id: ++nextId } });
const BEN = { principal: userOf("ben"), role: "viewer" };

/** Somebody looks at an agent of Ada's. */
async function useBy(person: string, resource: string) {
  const { data } = await json("ada", "GET", "/api/agents?limit=100");
  const { id } = data.find((one: { _id: string }) => resource.endsWith(one._id));
  await json(person, "GET", `/api/agents/${id}`);
}

describe("by me", () => {
  let shared = "";
  beforeEach(async () => {
    shared = await agent("Shared");
    await give("ada", shared, BEN);
  });

  test("is what others reach, with to whom, from whom and since when", async () => {
    const [thing] = find(await byMe("ada"), shared);
    expect(thing).toMatchObject({ type: "agent", name: "Shared", isOwn: true, ownerName: "ada", moreGrants: 0 });
    expect(thing?.grants).toMatchObject([
      {
        principal: userOf("ben"),
        principalName: "ben",
        role: "viewer",
        givenByName: "ada",
        expiresAt: null,
        lastUsed: null,
      },
    ]);
    expect(Date.parse(thing?.changedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
  });

  test("is last given first, page by page, each once", async () => {
    const later = await agent("Later");
    await give("ada", later, BEN);
    await give("ada", shared, { principal: userOf("cy"), role: "viewer" });
    const all = (await byMe("ada", 1)).map(({ resource }) => resource);
    expect(new Set(all).size).toBe(all.length);
    expect(all.slice(0, 2).sort()).toEqual([later, shared].sort());
    expect(await byMe("ada", 50)).toEqual(await byMe("ada", 1));
  });

  test("is nothing that nobody shared", async () => {
    const alone = await agent("Alone");
    const { resource } = await talk(house, "ada", "Quiet");
    const all = (await byMe("ada")).map((one) => one.resource);
    expect(all).not.toContain(alone);
    expect(all).not.toContain(resource);
  });

  test.each<[string, Partial<ReturnType<typeof grant>["grant"]>]>([
    ["denies", { principal: userOf("cy"), allow: [], deny: ["use"] }],
    ["has ended", { principal: userOf("cy"), expiresAt: Date.parse("2020-01-01T00:00:00Z") }],
    ["reaches the owner alone", { principal: userOf("ada") }],
  ])("is not what %s", async (_what, terms) => {
    const other = await agent("Other");
    const given = grant(userOf("cy"), other, VIEWER);
    await house.change([high({ ...given, grant: { ...given.grant, ...terms } })]);
    expect(find(await byMe("ada"), other)).toEqual([]);
  });

  test("is gone once it is taken back", async () => {
    await json("ada", "DELETE", `${pathOf(shared)}/grants`);
    expect(find(await byMe("ada"), shared)).toEqual([]);
  });

  test("tells on which day each was last used, and not what for", async () => {
    await useBy("ben", shared);
    const [thing] = find(await byMe("ada"), shared);
    expect(thing?.grants[0]?.lastUsed).toBe(new Date().toISOString().slice(0, 10));
  });

  test("holds conversations once they are shared", async () => {
    const { resource } = await talk(house, "ada", "Our plans");
    await give("ada", resource, BEN);
    expect(find(await byMe("ada"), resource)).toMatchObject([{ type: "conversation", name: "Our plans" }]);
  });

  describe("on what is somebody else's", () => {
    test("is what one gave oneself, without when it was used, once one may share it no more", async () => {
      const co = await give("ada", shared, { principal: userOf("cy"), role: "owner" });
      await give("cy", shared, { principal: userOf("sue"), role: "viewer" });
      await useBy("sue", shared);
      const [before] = find(await byMe("cy"), shared);
      expect(before).toMatchObject({ name: "Shared", isOwn: false, grants: [{ principal: userOf("sue") }] });
      expect(before?.grants[0]?.lastUsed).not.toBeNull();
      await house.change([{ kind: "grant-removed", resource: shared, id: co }]);
      const [after] = find(await byMe("cy"), shared);
      expect(after).toMatchObject({ name: null, id: null, owner: "", ownerName: null, isOwn: false });
      expect(after?.grants).toMatchObject([{ principal: userOf("sue"), lastUsed: null }]);
      await json("cy", "DELETE", `${pathOf(shared)}/grants/${after?.grants[0]?.grantId}`);
      expect(find(await byMe("cy"), shared)).toEqual([]);
    });
  });

  test("is of one's own organization", async () => {
    expect(await byMe("dee")).toEqual([]);
  });

  test("names twenty of many, and says how many more there are", async () => {
    const many = await agent("Many");
    await house.change(
      Array.from({ length: 23 }, (_, at): Parameters<House["change"]>[0] => {
        const group = `group:${String(at).padStart(24, "0")}`;
        return [
          { kind: "resource-added", resource: group, owner: userOf("sue"), state: "active" },
          high(grant(group, many, VIEWER)),
        ];
      }).flat(),
    );
    const [thing] = find(await byMe("ada"), many);
    expect([thing?.grants.length, thing?.moreGrants]).toEqual([20, 3]);
  });
});

describe("with me", () => {
  test("is what was given to me, by whom, since and until when", async () => {
    const resource = await agent("Given");
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    await give("ada", resource, { ...BEN, expiresAt });
    const [share] = find(await withMe("ben"), resource);
    expect(share).toMatchObject({
      name: "Given",
      ownerName: "ada",
      principal: userOf("ben"),
      role: "viewer",
      givenByName: "ada",
      expiresAt,
      isConditional: false,
      lastUsed: null,
    });
  });

  test("is newest first, and what my groups were given, too, each once", async () => {
    const [first, second] = [await agent("First"), await agent("Second")];
    await house.change([high(grant(ENGINEERING, first, VIEWER)), high(grant(PLATFORM, second, VIEWER))]);
    await give("ada", first, BEN);
    const shares = await withMe("ben", 1);
    expect(shares.map(({ grantId }) => grantId)).toEqual(
      shares.map(({ grantId }) => grantId).toSorted((a, b) => b - a),
    );
    expect(
      find(shares, first)
        .map(({ principal }) => principal)
        .sort(),
    ).toEqual([ENGINEERING, userOf("ben")].sort());
    expect(find(shares, second)).toHaveLength(1);
    expect(find(await withMe("cy"), first)).toEqual([]);
  });

  test("tells when I used it, of my own alone: a group's use is others'", async () => {
    const resource = await agent("Used");
    await house.change([high(grant(PLATFORM, resource, VIEWER))]);
    await give("ada", resource, BEN);
    await useBy("ben", resource);
    const used = new Map(find(await withMe("ben"), resource).map((one) => [one.principal, one.lastUsed]));
    const today = new Date().toISOString().slice(0, 10);
    expect(used).toEqual(
      new Map([
        [userOf("ben"), today],
        [PLATFORM, null],
      ]),
    );
  });

  test.each(["everyone", "role:USER"])("is not what %s has: that is no share with somebody", async (principal) => {
    const resource = await agent("For all");
    await house.change([high(grant(principal, resource, VIEWER))]);
    expect(find(await withMe("ben"), resource)).toEqual([]);
  });

  test("is not what a group lets its own members do with it", async () => {
    await house.change([
      high(grant(PLATFORM, PLATFORM, ["shareInto"])),
      high(grant(PLATFORM, ENGINEERING, ["shareInto"])),
    ]);
    const shares = await withMe("ben");
    expect(find(shares, PLATFORM)).toEqual([]);
    expect(find(shares, ENGINEERING)).toHaveLength(1);
  });

  test("is not what is denied, has ended, is under a condition that fails, or is my own", async () => {
    const [denied, conditional, own] = [await agent("Denied"), await agent("If"), await agent("Own", "ben")];
    await give("ada", denied, BEN);
    await give("ada", denied, { principal: userOf("ben"), deny: ["use", "execute"] });
    await give("ada", conditional, { ...BEN, condition: 'subject.kind == "service"' });
    await house.change([high(grant(userOf("ben"), own, VIEWER)), high(grant(userOf("ben"), denied, VIEWER, 1))]);
    const shares = await withMe("ben");
    for (const resource of [denied, conditional, own]) expect(find(shares, resource)).toEqual([]);
  });

  test("is not the grant that fails, beside one that holds", async () => {
    const resource = await agent("Twice");
    await give("ada", resource, { ...BEN, condition: 'subject.kind == "service"' });
    await house.change([high(grant(PLATFORM, resource, VIEWER))]);
    expect(find(await withMe("ben"), resource).map(({ principal }) => principal)).toEqual([PLATFORM]);
  });

  test("lists a grant if and only if the engine uses it", async () => {
    const { engine } = house.access.of(house.here);
    for (const person of ["ada", "ben", "cy", "sue"]) {
      const me = userOf(person);
      const listed = (await withMe(person)).map(({ grantId }) => grantId).sort();
      const used = engine.state().flatMap((one) => {
        if (one.kind !== "grant-set" || ["everyone", "anyone", "role:USER"].includes(one.grant.principal)) return [];
        const { id, resource, allow } = one.grant;
        if (engine.describe(resource)?.owner === me || one.grant.principal === resource) return [];
        const context = { capabilities: false };
        const isUsed = allow.some(
          (action) =>
            engine.check(me, action, resource, context).allowed &&
            engine.grantsUsed(me, action, resource, context).includes(id),
        );
        return isUsed ? [id] : [];
      });
      expect([person, listed]).toEqual([person, used.sort()]);
    }
  });
});

describe("both are refused", () => {
  test.each(["shared-by-me", "shared-with-me"])("what is no question: %s", async (list) => {
    for (const query of ["?limit=0", "?limit=101", "?type=agent", "?cursor=eA.eA"])
      expect((await house.as("ben", "GET", `/api/access/${list}${query}`)).statusCode, query).toBe(400);
  });
});

onEveryDatabase("what people share", (given) => {
  test("is found by both, page by page", async () => {
    const one = await openHouse({ database: await given() });
    try {
      const { byMe, withMe, give, json } = using(() => one);
      const made: string[] = [];
      for (const name of ["A", "B", "C"]) made.push(await agent(name, "ada", one));
      for (const resource of made) await give("ada", resource, BEN);
      await one.change([high(grant(PLATFORM, made[0] ?? "", VIEWER))]);
      const { resource } = await talk(one, "ada", "Ours");
      await give("ada", resource, BEN);
      expect(new Set((await byMe("ada", 1)).map((thing) => thing.resource))).toEqual(new Set([...made, resource]));
      expect((await withMe("ben", 1)).map((share) => share.resource)).toHaveLength(5);
      for (const whose of ["me", "others"])
        for (const type of ["conversation", "file", "agent", "group", "model", "project"])
          await json("ada", "GET", `/api/access/mine?type=${type}&whose=${whose}&limit=1`);
      await talk(one, "ada", "Another");
      const first = await json("ada", "GET", "/api/access/mine?type=conversation&whose=me&limit=1");
      const url = `/api/access/mine?type=conversation&whose=me&limit=1&cursor=${encodeURIComponent(first.nextCursor)}`;
      const second = await json("ada", "GET", url);
      expect([first, second].map(({ things }) => things[0].name)).toEqual(["Another", "Ours"]);
      expect(second.nextCursor).toBeNull();
    } finally {
      await one.close();
    }
  });
});
