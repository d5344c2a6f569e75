import { expect, test } from "vitest";
import { onEveryDatabase } from "../store/testing/databases.ts";
import { CASES, DAY, decide, type House, openHouse, reported } from "./testing/house.ts";

/*
 * Who administers the people of one group alone. Dee does so for Research: Mo, who moderates all, is in it, and so is the group Lab, with Ben.
 * Cy is outside, as is everybody else.
 */
const GRANTS = "/api/admin/grants";
const USERS = "/api/admin/users";
const GROUPS = "/api/admin/groups";
const POWERS = ["manage:users", "manage:groups", "moderate:content", "ban:users", "read:usage", "read:access"];

interface Office {
  house: House;
  research: string;
  lab: string;
  give(capability: string, more?: object): Promise<unknown>;
}

async function openOffice(database?: Parameters<typeof openHouse>[1]): Promise<Office> {
  const house = await openHouse({}, database);
  const made = async (name: string) => (await house.ok("sue", "POST", GROUPS, { name })).group._id;
  const [research, lab] = [await made("Research"), await made("Lab")];
  await house.ok("sue", "POST", `${GROUPS}/${research}/members`, { groupId: lab });
  await house.ok("sue", "POST", `${GROUPS}/${research}/members`, { userId: house.id("mo") });
  await house.ok("sue", "POST", `${GROUPS}/${lab}/members`, { userId: house.id("ben") });
  const give = (capability: string, more: object = {}) =>
    house.ok("sue", "POST", GRANTS, { principalType: "user", principalId: house.id("dee"), capability, ...more });
  await give("access:admin");
  for (const capability of POWERS) await give(capability, { scope: research });
  return { house, research, lab, give };
}

const namesIn = (rows: { name: string }[]) => rows.map(({ name }) => name);

onEveryDatabase("whoever administers the people of one group", (given) => {
  const inOffice = async (then: (office: Office) => Promise<void>) => {
    const office = await openOffice({ database: await given() });
    try {
      await then(office);
    } finally {
      await office.house.close();
    }
  };

  test("lists, pages, counts and finds them, those of nested groups too, and nobody else", () =>
    inOffice(async ({ house }) => {
      const all = await house.ok("dee", "GET", USERS);
      expect([namesIn(all.users), all.total]).toEqual([["ben", "mo"], 2]);
      const second = await house.ok("dee", "GET", `${USERS}?limit=1&offset=1`);
      expect([namesIn(second.users), second.total]).toEqual([["mo"], 2]);
      const found = async (q: string) => {
        const { users, total, capped } = await house.ok("dee", "GET", `${USERS}/search?q=${q}`);
        return [namesIn(users), total, capped];
      };
      expect(await found("example.org")).toEqual([["ben", "mo"], 2, false]);
      expect(await found("cy")).toEqual([[], 0, false]);
    }));

  test("sorts and searches them page by page, and nobody else stands on any page", () =>
    inOffice(async ({ house }) => {
      const read = async (query: string) => {
        const { users, total } = await house.ok("dee", "GET", `${USERS}?${query}`);
        return [namesIn(users), total];
      };
      for (const sort of ["name", "email"]) {
        expect(await read(`sort=${sort}&order=desc`), sort).toEqual([["mo", "ben"], 2]);
        expect(await read(`sort=${sort}&order=desc&limit=1&offset=1`), sort).toEqual([["ben"], 2]);
      }
      expect((await read("sort=created&order=desc"))[1]).toBe(2);
      expect(await read("search=example.org&order=desc&limit=1")).toEqual([["mo"], 2]);
      expect(await read("search=example.org&order=desc&limit=1&offset=1")).toEqual([["ben"], 2]);
      expect(await read("search=cy")).toEqual([[], 0]);
    }));

  test("hears of somebody outside what they hear of nobody", () =>
    inOffice(async ({ house }) => {
      const heard = async (method: "GET" | "PATCH" | "DELETE" | "POST", path: string, body?: object) => {
        const answers = [];
        for (const id of [house.id("cy"), "64f000000000000000000000"]) {
          const { status, body: said } = await house.as("dee", method, `${USERS}/${id}${path}`, body);
          answers.push({ status, said: JSON.stringify({ ...said, requestId: "" }).replaceAll(id, "…") });
        }
        expect(answers[0], `${method} …${path}`).toEqual(answers[1]);
        expect([403, 404]).toContain(answers[0]?.status);
      };
      await heard("GET", "");
      await heard("PATCH", "", { name: "Other" });
      await heard("DELETE", "");
      await heard("POST", "/ban", { until: null, reason: "spam" });
      await heard("POST", "/roles", { role: "MODERATOR" });
      await heard("GET", "/sessions");
      await heard("GET", "/usage");
      await heard("GET", "/violations");
      await heard("POST", "/reset-password");
      const powers = async (id: string) => (await house.as("dee", "GET", `${GRANTS}/user/${id}`)).status;
      expect([await powers(house.id("ben")), await powers(house.id("cy")), await powers("64f0")]).toEqual([
        200, 404, 404,
      ]);
    }));

  test("acts on them, but on nobody above, not on themselves, and raises nobody", () =>
    inOffice(async ({ house, research }) => {
      const edit = async (name: string, body: object) =>
        (await house.as("dee", "PATCH", `${USERS}/${house.id(name)}`, body)).status;
      expect(await edit("ben", { username: "benny" })).toBe(200);
      expect([await edit("mo", { name: "Other" }), await edit("ben", { role: "MODERATOR" })]).toEqual([403, 403]);
      const acting = async (name: string) => {
        const { acting } = await house.ok("dee", "GET", `${USERS}/${house.id(name)}`);
        return acting.map(({ capability, reason }: { capability: string; reason: string | null }) => [
          capability,
          reason,
        ]);
      };
      expect([(await acting("ben"))[0], (await acting("mo"))[0]]).toEqual([
        ["manage:users", null],
        ["manage:users", "rank-too-low"],
      ]);
      const given = async (name: string, wish: object) =>
        (await house.as("dee", "POST", GRANTS, { principalType: "user", principalId: house.id(name), ...wish })).status;
      // What one holds for the people of a group one may give to these, for the people of that group.
      expect(await given("ben", { capability: "read:usage", scope: research })).toBe(201);
      expect(await given("ben", { capability: "read:usage" })).toBe(403);
      expect(await given("ben", { capability: "read:logs", scope: research })).toBe(403);
      await house.ok("sue", "POST", `${GROUPS}/${research}/members`, { userId: house.id("dee") });
      expect([await edit("dee", { username: "other" }), await given("dee", { capability: "read:logs" })]).toEqual([
        403, 403,
      ]);
      const put = await house.as("dee", "POST", `${GROUPS}/${research}/members`, { userId: house.id("cy") });
      expect(put.status).toBe(403);
      expect((await house.as("dee", "POST", USERS, { name: "New", email: "new@example.org" })).status).toBe(403);
    }));

  test("knows nobody any more who has left, nor anybody once it has ended", () =>
    inOffice(async ({ house, research, lab }) => {
      const names = async () => namesIn((await house.ok("dee", "GET", USERS)).users);
      await house.ok("sue", "DELETE", `${GROUPS}/${lab}/members/${house.id("ben")}`);
      expect(await names()).toEqual(["mo"]);
      expect((await house.as("dee", "GET", `${USERS}/${house.id("ben")}`)).status).toBe(404);
      const [benIn, ofDee] = [`user:${house.id("ben")}`, `user:${house.id("dee")}`];
      const inLab = (expiresAt: number) =>
        house.change({ kind: "membership-set", member: benIn, group: `group:${lab}`, expiresAt });
      await inLab(Date.now() + DAY);
      expect(await names()).toEqual(["ben", "mo"]);
      await inLab(Date.now() - 1);
      expect(await names()).toEqual(["mo"]);
      const held = { principal: ofDee, capability: "manage:users", scope: `group:${research}` };
      const until = async (expiresAt: number) => house.change({ ...held, kind: "capability-set", expiresAt });
      const end = Date.now() + DAY;
      await until(end);
      const { scopes } = await house.ok("dee", "GET", `${GRANTS}/administered`);
      expect(scopes).toMatchObject([{ name: "Research", people: 1 }]);
      expect(scopes[0].capabilities).toContainEqual({
        capability: "manage:users",
        expiresAt: new Date(end).toISOString(),
      });
      await until(Date.now() - 1);
      expect((await house.as("dee", "GET", USERS)).status).toBe(403);
    }));

  test("has the people of several groups together, each once", () =>
    inOffice(async ({ house, lab, give }) => {
      const sales = (await house.ok("sue", "POST", GROUPS, { name: "Sales" })).group._id;
      for (const userId of ["cy", "ben"].map(house.id))
        await house.ok("sue", "POST", `${GROUPS}/${sales}/members`, { userId });
      await give("read:users", { scope: sales });
      await give("read:users", { scope: lab });
      const { users, total } = await house.ok("dee", "GET", USERS);
      expect([namesIn(users), total]).toEqual([["ben", "cy", "mo"], 3]);
      const { scopes } = await house.ok("dee", "GET", `${GRANTS}/administered`);
      expect(namesIn(scopes).sort()).toEqual(["Lab", "Research", "Sales"]);
    }));

  test("lists the groups that are theirs, never the group itself, and the powers that they hold", () =>
    inOffice(async ({ house, research, give }) => {
      expect(await house.ok("dee", "GET", GROUPS)).toMatchObject({ groups: [], total: 0 });
      await house.ok("sue", "POST", GRANTS, {
        principalType: "user",
        principalId: house.id("ben"),
        capability: "manage:groups",
      });
      const bens = (await house.ok("ben", "POST", GROUPS, { name: "Ben's" })).group._id;
      expect(await house.ok("dee", "GET", GROUPS)).toMatchObject({ groups: [{ name: "Ben's" }], total: 1 });
      expect((await house.as("dee", "GET", `${GROUPS}/${bens}`)).status).toBe(200);
      expect((await house.as("dee", "GET", `${GROUPS}/${research}`)).status).toBe(404);
      await give("read:logs");
      const { grants, total } = await house.ok("dee", "GET", GRANTS);
      expect(grants.map((one: { principalName: string }) => one.principalName)).toEqual(["ben"]);
      expect(total).toBe(1);
    }));

  test("is told no powers of groups and services inside, nor counts them", () =>
    inOffice(async ({ house, research, lab }) => {
      const held = { capability: "read:usage", scope: lab };
      await house.ok("sue", "POST", GRANTS, { principalType: "user", principalId: house.id("ben"), ...held });
      await house.ok("sue", "POST", GRANTS, { principalType: "group", principalId: lab, capability: "read:usage" });
      await house.change(
        { kind: "service-added", service: "service:wiki", status: "active" },
        { kind: "membership-set", member: "service:wiki", group: `group:${research}`, expiresAt: null },
        ...["service:wiki"].map(
          (principal) =>
            ({ kind: "capability-set", principal, capability: "read:logs", scope: null, expiresAt: null }) as const,
        ),
      );
      const { grants, total } = await house.ok("dee", "GET", GRANTS);
      expect(grants.map((one: { principalType: string }) => one.principalType)).toEqual(["user"]);
      expect(total).toBe(1);
    }));

  test("sees how much they write, and they alone", () =>
    inOffice(async ({ house }) => {
      for (const name of ["ben", "cy"]) await house.talk(name, "Hello");
      const { people, nextCursor } = await house.ok("dee", "GET", "/api/admin/usage/people?limit=1");
      expect([namesIn(people), nextCursor]).toEqual([["ben"], null]);
      const { periods } = await house.ok("dee", "GET", "/api/admin/usage?periods=2");
      expect(periods).toMatchObject([{ active: 0 }, { active: 1, messages: 1, conversations: 1 }]);
      expect((await house.ok("sue", "GET", "/api/admin/usage?periods=1")).periods).toMatchObject([{ active: 2 }]);
    }));

  test("moderates what is reported of them; who reported is no name where they are outside", () =>
    inOffice(async ({ house }) => {
      const agentOf = async (name: string) => {
        const { _id, id } = await house.ok(name, "POST", "/api/agents", { name, provider: "echo", model: "echo" });
        await house.change({
          kind: "grant-set",
          grant: {
            ...{ id: name === "ben" ? 1_001 : 1_002, principal: "everyone", resource: `agent:${_id}` },
            ...{ allow: ["use", "execute"], deny: [], expiresAt: null, condition: null },
          },
        });
        return { resource: `agent:${id}`, thing: `agent:${_id}` };
      };
      const [bens, cys] = [await agentOf("ben"), await agentOf("cy")];
      await house.ok("max", "POST", "/api/reports", { resource: cys.resource, category: "spam" });
      const outside = (await house.ok("mo", "GET", CASES)).cases[0].id;
      expect(await house.ok("dee", "GET", CASES)).toEqual({ cases: [], nextCursor: null });
      const id = await reported(house, "cy", { resource: bens.resource }, "dee");
      expect((await house.ok("dee", "GET", "/api/admin/moderation/summary")).mine).toBe(1);
      const its = await house.ok("dee", "GET", `${CASES}/${id}`);
      expect(its).toMatchObject({ about: { name: "ben" }, mayDecide: true, mayActOnThing: true });
      expect(JSON.stringify(its)).not.toContain(house.id("cy"));
      await decide(house, id, { thing: "hide" }, "dee");
      expect((await house.as("cy", "GET", `/api/agents/${bens.resource.slice(6)}`)).status).toBe(404);
      for (const [method, path] of [
        ["GET", ""],
        ["POST", "/assignment"],
      ] as const)
        expect((await house.as("dee", method, `${CASES}/${outside}${path}`)).status).toBe(404);
    }));

  test("hears of no group that they may not see, nor of owners outside, however they look at somebody", () =>
    inOffice(async ({ house, research, lab, give }) => {
      await give("view:as", { scope: research });
      const hidden = (await house.ok("sue", "POST", GROUPS, { name: "Takeover" })).group._id;
      await house.ok("sue", "POST", `${GROUPS}/${hidden}/members`, { userId: house.id("ben") });
      const agentFor = async (id: number, group: string) => {
        const { _id } = await house.ok("cy", "POST", "/api/agents", { name: "Of cy", provider: "echo", model: "echo" });
        await house.change({
          kind: "grant-set",
          grant: {
            ...{ id, principal: `group:${group}`, resource: `agent:${_id}` },
            ...{ allow: ["use"], deny: [], expiresAt: null, condition: null },
          },
        });
        return `agent:${_id}`;
      };
      const [unseen, known] = [await agentFor(3_001, hidden), await agentFor(3_002, research)];
      const ben = `user:${house.id("ben")}`;
      const told = [
        await house.ok("dee", "GET", `${USERS}/${house.id("ben")}/view-as/things?type=agent`),
        await house.ok("dee", "GET", `/api/access/report/reached?type=agent&who=${ben}`),
        await house.ok("dee", "POST", "/api/access/explain", { subject: ben, action: "use", resource: unseen }),
        await house.ok("dee", "POST", "/api/access/explain", { subject: ben, action: "use", resource: known }),
      ];
      for (const one of told) {
        const text = JSON.stringify(one);
        for (const outside of [hidden, "Takeover", house.id("cy"), `"cy"`, lab, "Lab"])
          expect(text).not.toContain(outside);
      }
      // Whose people one administers oneself one knows.
      expect(JSON.stringify(told[3])).toContain(`group:${research}`);
      const [seen] = told[0].things;
      expect(seen).toMatchObject({ owner: "user:withheld", ways: [{ reason: "grant" }] });
      expect(
        await house.ok("sue", "POST", "/api/access/explain", { subject: ben, action: "use", resource: unseen }),
      ).toMatchObject({ names: { [`group:${hidden}`]: "Takeover" } });
      // Whoever reads the group hears its name.
      await house.change({
        kind: "grant-set",
        grant: {
          ...{ id: 3_003, principal: `user:${house.id("dee")}`, resource: `group:${hidden}` },
          ...{ allow: ["view"], deny: [], expiresAt: null, condition: null },
        },
      });
      expect(
        JSON.stringify(await house.ok("dee", "GET", `${USERS}/${house.id("ben")}/view-as/things?type=agent`)),
      ).toContain("Takeover");
    }));

  test("asks who was given what is theirs, and what they reach", () =>
    inOffice(async ({ house }) => {
      const ids: string[] = [];
      for (const [name, to] of [
        ["ben", "cy"],
        ["cy", "ben"],
      ] as const) {
        const { _id } = await house.ok(name, "POST", "/api/agents", {
          name: `Of ${name}`,
          provider: "echo",
          model: "echo",
        });
        ids.push(_id);
        await house.change({
          kind: "grant-set",
          grant: {
            ...{ id: 2_000 + ids.length, principal: `user:${house.id(to)}`, resource: `agent:${_id}` },
            ...{ allow: ["use"], deny: [], expiresAt: null, condition: null },
          },
        });
      }
      const { lines, nextCursor } = await house.ok("dee", "GET", "/api/access/report");
      expect([lines.length, lines[0].resource, nextCursor]).toEqual([1, `agent:${ids[0]}`, null]);
      expect(lines[0]).toMatchObject({ principal: "user:withheld", owner: `user:${house.id("ben")}` });
      const about = (query: string) => house.as("dee", "GET", `/api/access/report?${query}`);
      expect((await about("sort=thing")).body.lines).toEqual(lines);
      // Other orders would be walked past what others have: how long that takes would tell of it.
      for (const sort of ["given", "who", "ends"]) expect((await about(`sort=${sort}`)).status).toBe(400);
      // To a group that they may not see: that it is a group is told, and nothing else of it.
      const unseen = (await house.ok("sue", "POST", GROUPS, { name: "Takeover" })).group._id;
      await house.ok("sue", "POST", `${GROUPS}/${unseen}/members`, { userId: house.id("ben") });
      await house.change({
        kind: "grant-set",
        grant: {
          ...{ id: 2_010, principal: `group:${unseen}`, resource: `agent:${ids[0]}` },
          ...{ allow: ["use"], deny: [], expiresAt: null, condition: null },
        },
      });
      const bensAll = await house.ok("dee", "GET", `/api/access/report?of=user:${house.id("ben")}&through=true`);
      const group = { principal: "group:withheld", principalName: "A group that you may not see" };
      expect(bensAll.lines).toMatchObject([{ ...group, through: "group:withheld" }]);
      expect((await about(`of=user:${house.id("cy")}`)).status).toBe(400);
      expect((await about(`on=agent:${ids[1]}`)).status).toBe(400);
      const reached = (who: string) =>
        house.as("dee", "GET", `/api/access/report/reached?type=agent&who=user:${house.id(who)}`);
      const bens = (await reached("ben")).body.things;
      expect(bens).toMatchObject([{ resource: `agent:${ids[1]}`, owner: "user:withheld" }]);
      expect((await reached("cy")).status).toBe(403);
      const check = (subject: string, resource: string) =>
        house.as("dee", "POST", "/api/access/check", { subject: `user:${house.id(subject)}`, action: "use", resource });
      expect((await check("ben", `agent:${ids[1]}`)).body.allowed).toBe(true);
      expect((await check("cy", `agent:${ids[0]}`)).status).toBe(403);
      const hidden = await house.ok("cy", "POST", "/api/agents", { name: "Secret", provider: "echo", model: "echo" });
      expect((await check("ben", `agent:${hidden._id}`)).body.reason).toBe("unknown-resource");
      const removed = await house.as("dee", "POST", "/api/access/report/take-away", { grantIds: [2_001, 2_002] });
      expect([removed.status, removed.body.refused]).toMatchObject([200, [{ grantId: 2_001 }, { grantId: 2_002 }]]);
    }));
});

test("a capability for the people of a group alone lets nobody into the administration", async () => {
  const house = await openHouse();
  const group = (await house.ok("sue", "POST", GROUPS, { name: "Research" })).group._id;
  const give = (capability: string) =>
    house.ok("sue", "POST", GRANTS, { principalType: "user", principalId: house.id("dee"), capability, scope: group });
  await give("read:users");
  await give("access:admin");
  for (const path of [USERS, `${GRANTS}/administered`]) expect((await house.as("dee", "GET", path)).status).toBe(403);
  await house.close();
});
