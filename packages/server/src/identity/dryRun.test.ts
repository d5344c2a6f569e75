import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptySqlite } from "../store/testing/databases.ts";
import { everythingIn } from "../store/testing/everything.ts";
import { type House, houseOn, type SignedInPerson } from "./testing/house.ts";

/*
 * Every call about people, groups, roles and capabilities that can be tried without being made (`Gatehouse-Dry-Run`): it answers, and not a row of
 * the database is otherwise; made, it is done. Ada administers; Ben and Cy are members.
 */
let house: House;
let close: () => Promise<void>;
let ada: SignedInPerson;
let ben: SignedInPerson;
let cy: SignedInPerson;
let group: string;
let inner: string;
let lasting: string;
let own: string;
let service: string;

beforeAll(async () => {
  const database = await emptySqlite();
  house = await houseOn(database, { GROUPS_BY_MEMBERS: "true" });
  close = async () => {
    await house.close();
    await database.remove();
  };
  ada = await house.person("Ada");
  ben = await house.person("Ben");
  cy = await house.person("Cy");
  const made = async (url: string, body: object) => (await house.call("POST", url, body, ada.token)).json();
  const newGroup = async (name: string) => (await made("/api/admin/groups", { name })).group._id;
  group = await newGroup("Sales");
  inner = await newGroup("Field");
  // Not of her own: nobody gives a role to a group that they could join.
  lasting = (await house.operate("POST", "/api/admin/groups", { name: "Press" })).json().group._id;
  await made(`/api/admin/groups/${group}/members`, { groupId: inner });
  await made(`/api/admin/groups/${group}/members`, { userId: cy.id });
  await made("/api/admin/roles", { name: "EDITORS" });
  await made("/api/admin/roles", { name: "TEMPS" });
  await made(`/api/admin/users/${cy.id}/roles`, { role: "EDITORS" });
  own = (await made("/api/groups", { name: "Chess" })).group.id;
  service = (await made("/api/admin/services", { name: "Wiki" })).service.id;
});
afterAll(() => close());

type Trial = [route: string, url: () => string, body?: () => object];
/** In an order in which each can be made after those before it. */
const trials: Trial[] = [
  ["POST /api/admin/groups/:id/members", () => `/api/admin/groups/${group}/members`, () => ({ userId: ben.id })],
  ["PATCH /api/admin/groups/:id", () => `/api/admin/groups/${group}`, () => ({ organizationWide: true })],
  ["DELETE /api/admin/groups/:id/members/:userId", () => `/api/admin/groups/${group}/members/${cy.id}`],
  ["DELETE /api/admin/groups/:id/subgroups/:groupId", () => `/api/admin/groups/${group}/subgroups/${inner}`],
  ["POST /api/groups/:id/members", () => `/api/groups/${inner}/members`, () => ({ userId: cy.id })],
  ["DELETE /api/groups/:id/members/:userId", () => `/api/groups/${inner}/members/${cy.id}`],
  ["DELETE /api/groups/:id", () => `/api/groups/${own}`],
  ["DELETE /api/admin/groups/:id", () => `/api/admin/groups/${inner}`],
  [
    "PATCH /api/admin/roles/:name/permissions",
    () => "/api/admin/roles/EDITORS/permissions",
    () => ({ permissions: { AGENTS: { SHARE: true } } }),
  ],
  ["PATCH /api/admin/roles/:name", () => "/api/admin/roles/TEMPS", () => ({ rank: 20, description: "For a while" })],
  ["POST /api/admin/roles/:name/members", () => "/api/admin/roles/EDITORS/members", () => ({ serviceId: service })],
  ["DELETE /api/admin/roles/:name/services/:id", () => `/api/admin/roles/EDITORS/services/${service}`],
  ["POST /api/admin/roles/:name/members", () => "/api/admin/roles/EDITORS/members", () => ({ groupId: lasting })],
  ["DELETE /api/admin/roles/:name/groups/:id", () => `/api/admin/roles/EDITORS/groups/${lasting}`],
  ["POST /api/admin/roles/:name/members", () => "/api/admin/roles/TEMPS/members", () => ({ userId: ben.id })],
  ["DELETE /api/admin/roles/:name/members/:userId", () => `/api/admin/roles/TEMPS/members/${ben.id}`],
  ["DELETE /api/admin/roles/:name", () => "/api/admin/roles/TEMPS"],
  ["POST /api/admin/users/:id/roles", () => `/api/admin/users/${ben.id}/roles`, () => ({ role: "EDITORS" })],
  ["DELETE /api/admin/users/:id/roles/:role", () => `/api/admin/users/${ben.id}/roles/EDITORS`],
  [
    "POST /api/admin/grants",
    () => "/api/admin/grants",
    () => ({ principalType: "user", principalId: ben.id, capability: "read:users" }),
  ],
  [
    "DELETE /api/admin/grants/:principalType/:principalId/:capability",
    () => `/api/admin/grants/user/${ben.id}/read:users`,
  ],
  ["PATCH /api/admin/users/:id", () => `/api/admin/users/${ben.id}`, () => ({ name: "Benno", status: "deactivated" })],
  ["PATCH /api/admin/users/:id", () => `/api/admin/users/${ben.id}`, () => ({ status: "active", role: "MODERATOR" })],
  ["POST /api/admin/users/:id/ban", () => `/api/admin/users/${cy.id}/ban`, () => ({ until: null, reason: "Spam" })],
  ["DELETE /api/admin/users/:id/ban", () => `/api/admin/users/${cy.id}/ban`],
  ["DELETE /api/admin/users/:id", () => `/api/admin/users/${cy.id}`],
];

test("all of them are tried here", () => {
  const kinds = /^\/api\/(admin|groups)/;
  const routes = house.app.routeTable
    .filter(({ dryRun, url }) => dryRun && kinds.test(url))
    .map(({ method, url }) => `${method} ${url}`);
  expect([...new Set(trials.map(([route]) => route))].sort()).toEqual(routes.sort());
});

const everything = () => everythingIn(house.store.db);

describe("what can be tried without being made", () => {
  test.each(trials)("%s", async (route, url, body) => {
    const method = route.split(" ")[0] as "POST";
    const call = (more?: object) => house.call(method, url(), body?.(), ada.token, more);
    const before = await everything();
    const tried = await call({ headers: { "gatehouse-dry-run": "true" } });
    expect([tried.statusCode, tried.headers["gatehouse-dry-run"]], tried.body).toEqual([200, "true"]);
    expect(tried.json()).toMatchObject({ subjects: {}, things: {} });
    expect(await everything()).toBe(before);
    const made = await call();
    expect(made.statusCode, made.body).toBeLessThan(300);
    expect(made.headers["gatehouse-dry-run"]).toBeUndefined();
    expect(await everything()).not.toBe(before);
  });
});

test("a session goes on after its end was tried", async () => {
  const dee = await house.person("Dee");
  const body = { until: null, reason: "Spam" };
  await house.call("POST", `/api/admin/users/${dee.id}/ban`, body, ada.token, {
    headers: { "gatehouse-dry-run": "true" },
  });
  expect((await house.call("GET", "/api/user", undefined, dee.token)).statusCode).toBe(200);
});

test("whoever may make a change, and not ask about others, is told neither", async () => {
  await house.call("POST", "/api/admin/roles", { name: "CLERKS", rank: 50 }, ada.token);
  for (const capability of ["access:admin", "manage:users"])
    await house.call(
      "POST",
      "/api/admin/grants",
      { principalType: "role", principalId: "CLERKS", capability },
      ada.token,
    );
  const eve = await house.person("Eve");
  await house.call("POST", `/api/admin/users/${eve.id}/roles`, { role: "CLERKS" }, ada.token);
  const gus = await house.person("Gus");
  const tried = await house.call("PATCH", `/api/admin/users/${gus.id}`, { status: "deactivated" }, eve.token, {
    headers: { "gatehouse-dry-run": "true" },
  });
  expect([tried.statusCode, tried.json().code]).toEqual([403, "forbidden"]);
  expect((await house.call("GET", "/api/user", undefined, gus.token)).statusCode).toBe(200);
});
