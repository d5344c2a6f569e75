import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { ENGINEERING, type House, openHouse, PLATFORM, userOf } from "../../workspace/testing/house.ts";
import { talk } from "../../workspace/testing/talk.ts";

/*
 * Looking at changes before they are made, over HTTP. Ben is in Platform, which is in Engineering; Sue may ask about everybody; Cy may not.
 */
let house: House;
let agent: string;
beforeAll(async () => {
  house = await openHouse();
  const made = await house.as("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
  agent = `agent:${made.json()._id}`;
  await house.change([{ kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_GROUPS", on: true }]);
});
afterAll(() => house.close());

const simulate = (person: string, changes: object[], more: object = {}) =>
  house.as(person, "POST", "/api/access/simulate", { changes, ...more });
const shared = (principal: string, terms: object = { role: "viewer" }) => ({
  kind: "grant",
  resource: agent,
  principal,
  ...terms,
});

test("who would gain what is told, page by page, and nothing is written", async () => {
  const { revision } = (await house.as("sue", "GET", "/api/access/changes?limit=1")).json();
  const more = { of: { subject: userOf("ben") }, on: { resource: agent } };
  const told = (await simulate("sue", [shared(ENGINEERING)], more)).json();
  expect(told).toMatchObject({
    revision,
    gained: 2,
    lost: 0,
    subjects: { total: 1, rows: [{ subject: userOf("ben"), gained: 2, lost: 0 }], next: null },
    things: { total: 1, rows: [{ resource: agent, gained: 2, lost: 0 }], next: null },
    of: { rows: [{ resource: agent, gained: ["use", "execute"], lost: [] }], next: null },
    on: { rows: [{ subject: userOf("ben"), gained: ["use", "execute"], lost: [] }], next: null },
  });
  expect((await house.as("ben", "GET", `/api/access/resources/${agent.replace(":", "/")}`)).statusCode).toBe(404);
  expect((await house.as("sue", "GET", "/api/access/changes?limit=1")).json().revision).toBe(revision);
});

test("a thing is named by the id of its own calls, too", async () => {
  const made = await house.as("ada", "POST", "/api/agents", { name: "Second", provider: "echo", model: "echo" });
  const { id, _id } = made.json();
  const told = await simulate("sue", [{ ...shared(ENGINEERING), resource: `agent:${id}` }]);
  expect(told.json()).toMatchObject({ gained: 2, things: { rows: [{ resource: `agent:${_id}` }] } });
});

test("what comes first holds for what comes after", async () => {
  const changes = [
    shared(ENGINEERING),
    { kind: "member-removed", group: ENGINEERING, member: "group:0000000000000000000000e2" },
  ];
  expect(
    (await simulate("sue", changes)).json().subjects.rows.map(({ gained }: { gained: number }) => gained),
  ).not.toContain(2);
});

test("features count as what somebody gains or loses, beside the things that they open", async () => {
  const { subjects } = (
    await simulate("sue", [{ kind: "feature", role: "role:USER", feature: "AGENTS.USE", on: false }])
  ).json();
  const ada = subjects.rows.find(({ subject }: { subject: string }) => subject === userOf("ada"));
  expect(ada.powers.lost).toEqual(["AGENTS.USE"]);
  expect(ada.lost).toBeGreaterThan(0);
});

test("somebody's own role is looked at as well", async () => {
  const change = { kind: "primary-role", user: userOf("ben"), role: "role:SUPER_ADMIN" };
  const { subjects } = (await simulate("sue", [change])).json();
  expect(subjects.rows).toMatchObject([{ subject: userOf("ben") }]);
  expect(subjects.rows[0].powers.gained).toContain("unseal:content");
});

test("a conversation that nobody shared yet is looked at as if it were", async () => {
  const { resource } = await talk(house, "ada", "Hello");
  const told = (await simulate("sue", [{ kind: "grant", resource, principal: userOf("cy"), role: "viewer" }])).json();
  expect(told.subjects.rows).toMatchObject([{ subject: userOf("cy"), gained: 1 }]);
});

describe("is refused", () => {
  const codeOf = async (person: string, changes: object[], more: object = {}) => {
    const response = await simulate(person, changes, more);
    return [response.statusCode, response.json().code];
  };
  test("to whoever may not ask about others, their own things included", async () => {
    for (const person of ["ada", "cy"])
      expect(await codeOf(person, [shared(userOf("ben"))])).toEqual([403, "forbidden"]);
  });
  test.each([
    ["a group that there is not", () => shared("group:none"), 404, "resource-not-found"],
    [
      "a thing that there is not",
      () => ({ ...shared(userOf("ben")), resource: "agent:none" }),
      404,
      "resource-not-found",
    ],
    ["a role that the type has not", () => shared(userOf("ben"), { role: "king" }), 400, "request-invalid"],
    ["a role and actions", () => shared(userOf("ben"), { role: "viewer", allow: ["use"] }), 400, "request-invalid"],
    ["nothing that is given", () => shared(userOf("ben"), {}), 400, "request-invalid"],
    ["an action that the type has not", () => shared(userOf("ben"), { allow: ["fly"] }), 400, "request-invalid"],
    ["a group in itself", () => ({ kind: "member", group: ENGINEERING, member: ENGINEERING }), 409, "change-refused"],
    [
      "taking a role that they do not hold",
      () => ({ kind: "role-removed", holder: userOf("sue"), role: "role:NONE" }),
      404,
      "resource-not-found",
    ],
    ["what it does not know", () => ({ kind: "type-set" }), 400, "request-invalid"],
    ["a field that it does not know", () => ({ ...shared(userOf("ben")), glass: true }), 400, "request-invalid"],
  ])("%s", async (_, change, status, code) => expect(await codeOf("sue", [change()])).toEqual([status, code]));
  test.each([
    ["no change", [], {}],
    [
      "more than a hundred",
      Array.from({ length: 101 }, () => ({ kind: "feature", role: "role:USER", feature: "AGENTS.USE", on: true })),
      {},
    ],
    [
      "a page too large",
      [{ kind: "feature", role: "role:USER", feature: "AGENTS.USE", on: true }],
      { subjects: { limit: 101 } },
    ],
  ])("%s", async (_, changes, more) => expect(await codeOf("sue", changes, more)).toEqual([400, "request-invalid"]));
});

/* docs/guides/seeing-before-doing.md from its top to its end. */
const lines = readGuide("seeing-before-doing.md").split("\n");
const commands = lines.filter((line) => line.startsWith("look "));
const tries = lines.filter((line) => line.startsWith("try "));
const names: Record<string, string> = { AGENT: "", GROUP: PLATFORM.slice(6), PERSON: userOf("ben").slice(5) };
const filled = (command: string) =>
  command.replaceAll(/\$(AGENT|GROUP|PERSON)/g, (_all, name: string) =>
    name === "AGENT" ? agent.slice(6) : (names[name] ?? ""),
  );
const showsSomething = (response: Awaited<ReturnType<House["as"]>>) => {
  expect(response.statusCode, response.body).toBe(200);
  expect(response.json().gained + response.json().lost).toBeGreaterThan(0);
};
test("the guide has commands", () => expect([commands.length, tries.length]).toEqual([3, 2]));
test.each(commands)("%s", async (command) => {
  const body = JSON.parse(/^look '(.*)'$/.exec(filled(command))?.[1] ?? "");
  showsSomething(await house.as("sue", "POST", "/api/access/simulate", body));
});
test.each(tries)("%s", async (command) => {
  const [, url = "", body = "", pages = "true"] = /^try "(.*?)" '(.*?)'(?: '(.*)')?$/.exec(filled(command)) ?? [];
  showsSomething(await house.as("ada", "POST", url, JSON.parse(body), { "gatehouse-dry-run": pages }));
});
