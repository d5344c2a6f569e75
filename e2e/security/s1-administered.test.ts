import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Row } from "./matrix/row.ts";
import { matrix } from "./matrix.ts";
import type { Someone } from "./support/personas.ts";
import { callOf, methodOf, type Scene, Stage, titleOf } from "./support/scene.ts";
import { type Account, World } from "./support/world.ts";

/*
 * S1: somebody who administers the people of one group alone, on every route of the table that takes a capability. Of people outside they hear
 * nothing and do nothing, whatever they hold; of those inside they hear and do what their capabilities say, and no more.
 */
const held = [
  "manage:users",
  "ban:users",
  "manage:groups",
  "moderate:content",
  "read:usage",
  "read:access",
  "manage:agents",
  "manage:balances",
];
/** Lists that answer of the people inside; and what is about oneself. */
const answering: ReadonlySet<string> = new Set([
  "GET /api/admin/verify",
  "GET /api/admin/users",
  "GET /api/admin/users/search",
  "GET /api/admin/groups",
  "GET /api/admin/grants",
  "GET /api/admin/grants/effective",
  "GET /api/admin/grants/administered",
  "GET /api/admin/usage",
  "GET /api/admin/usage/people",
  "GET /api/admin/usage/kept",
  "GET /api/admin/analytics/csv",
  "GET /api/admin/moderation/summary",
  "GET /api/admin/moderation/cases",
  "GET /api/access/report",
  "GET /api/access/report/csv",
  "POST /api/access/report/take-away",
  "GET /api/admin/balances",
  "GET /api/admin/budgets",
  "GET /api/admin/limits",
  "GET /api/admin/limits/live",
]);

/** A role is given by whoever outranks it: nobody of rank 10 does. */
const takesMore: ReadonlySet<string> = new Set([
  "POST /api/admin/users/:id/roles",
  "DELETE /api/admin/users/:id/roles/:role",
]);

let world: World;
let me: Someone;
let scope: string;
let insider: Account;
let outsider: Account;

const account = async (isInside: boolean): Promise<Account> => {
  const made = await world.account();
  if (isInside)
    await world.house.change([{ kind: "membership-set", member: made.subject, group: scope, expiresAt: null }]);
  return made;
};

beforeAll(async () => {
  world = await World.make();
  const { house } = world;
  const made = await house.operate("POST", { url: "/api/admin/groups", body: { name: "Administered" } });
  scope = `group:${made.body.group._id}`;
  const email = "some@example.org";
  const id = await house.person(email);
  const subject = `user:${id}`;
  await house.change([
    { kind: "capability-set", principal: subject, capability: "access:admin", scope: null, expiresAt: null },
    ...held.map((capability) => ({
      ...{ kind: "capability-set" as const, principal: subject },
      ...{ capability, scope, expiresAt: null },
    })),
  ]);
  me = { id, subject, email, ...(await house.signIn(email)) };
  insider = await account(true);
  outsider = await account(false);
});
afterAll(() => world?.house.close());

/** A row of a capability, as this somebody calls it. */
const sceneOf = (row: Row, isInside: boolean): Scene => ({
  ...new Stage(world, row).scene("stranger"),
  me,
  account: () => account(isInside),
});
const rows = matrix.filter(({ route, who }) => /^\S+ \/api\/(admin|access)\//.test(route) && /^`\w+:/.test(who.text));
const capabilityOf = (row: Row): string => /^`([^`]+)`/.exec(row.who.text)?.[1] ?? "";
/** Those of what people may spend name one in their address or their body. */
const isOfPerson = ({ route }: Row) =>
  /\/api\/admin\/users\/:id|\/api\/admin\/moderation\/people\/:id|\/api\/admin\/(balances\/:|budgets\/:)/.test(route) ||
  /^(POST|PUT|DELETE) \/api\/admin\/limits/.test(route);

describe.each(rows.filter((row) => isOfPerson(row)).map((row) => ({ title: titleOf(row), row })))(
  "$title",
  ({ row }) => {
    test("of somebody outside is of nobody", async () => {
      const call = await callOf(row, sceneOf(row, false));
      const answer = await world.house.call(methodOf(row), call, me.token);
      expect([403, 404]).toContain(answer.status);
      if (!call.url.includes("/api/admin/users/")) return;
      const url = call.url.replace(/(\/api\/admin\/users\/)[^/?]+/, "$164f000000000000000000000");
      const nobody = await world.house.call(methodOf(row), { ...call, url }, me.token);
      expect([answer.status, answer.body.code]).toEqual([nobody.status, nobody.body.code]);
    });

    test("of somebody inside is as the capability says", async () => {
      const call = await callOf(row, sceneOf(row, true));
      const { status, text } = await world.house.call(methodOf(row), call, me.token);
      const name = capabilityOf(row);
      const names = [name, name.replace("read:", "manage:"), name.replace(":short", "")];
      const isHeld = held.some((one) => names.includes(one)) && !takesMore.has(row.route);
      if (isHeld) expect(status, text).toBeLessThan(300);
      else expect([400, 403, 404], text).toContain(status);
    });
  },
);

describe.each(rows.filter((row) => !isOfPerson(row)).map((row) => ({ title: titleOf(row), row })))(
  "$title",
  ({ row }) => {
    test("tells of nobody outside", async () => {
      const call = await callOf(row, sceneOf(row, false));
      const { status, text } = await world.house.call(methodOf(row), call, me.token);
      if (answering.has(row.route)) expect(status, text).toBe(200);
      else expect([400, 403, 404], text).toContain(status);
      const isAsked = JSON.stringify(call).includes(outsider.id);
      for (const one of [outsider.id, outsider.email, world.people.owner.id, world.people.viewer.id])
        if (!isAsked) expect(text).not.toContain(one);
    });
  },
);

test("the lists have those inside, and they alone", async () => {
  const { body } = await world.house.call("GET", { url: "/api/admin/users?limit=100" }, me.token);
  const ids = body.users.map((one: { id: string }) => one.id);
  expect(ids).toContain(insider.id);
  expect(body.total).toBe(ids.length);
  const names = ids.map((id: string) => `user:${id}`);
  const { engine } = world.house.gatehouse.access.of(world.house.here);
  expect(names.every((name: string) => engine.principalSet(name).includes(scope))).toBe(true);
});
