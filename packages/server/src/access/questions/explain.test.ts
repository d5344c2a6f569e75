import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, houseOn, type SignedInPerson } from "../../identity/testing/house.ts";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";

interface Explained {
  allowed: boolean;
  reason: string;
  remedies: { changes: { kind: string; grant?: { principal: string } }[] }[];
  denies: unknown[];
}

/* A no about oneself: what would turn it, as far as it names nothing that one may not know. */
let database: EmptyDatabase;
let house: House;
let ada: SignedInPerson;
let ben: SignedInPerson;
let cy: SignedInPerson;
let max: SignedInPerson;
let group: string;
const plan = "project:plan";

beforeAll(async () => {
  database = await emptySqlite();
  house = await houseOn(database);
  [ada, ben, cy] = [await house.person("ada"), await house.person("ben"), await house.person("cy")];
  max = await house.person("max");
  const made = await house.call("POST", "/api/admin/groups", { name: "Secret project" }, ada.token);
  group = `group:${made.json().group._id}`;
  for (const resource of [plan, "project:shut"]) {
    await put(resource);
    await give(resource, { principal: `user:${ben.id}`, role: "viewer" });
    await give(resource, { principal: group, role: "editor" });
  }
  await give("project:shut", { principal: "everyone", deny: ["update"] });
});
afterAll(async () => {
  await house.close();
  await database.remove();
});

const pathOf = (resource: string) => `/api/access/resources/${resource.replace(":", "/")}`;
async function put(resource: string) {
  expect((await house.call("PUT", pathOf(resource), {}, ada.token)).statusCode).toBe(201);
}
async function give(resource: string, grant: object) {
  const given = await house.operate("POST", `${pathOf(resource)}/grants`, grant);
  expect(given.statusCode, given.body).toBe(201);
}
async function explain(who: SignedInPerson, action: string, resource?: string, subject?: string) {
  const question = { action, ...(resource && { resource }), ...(subject && { subject }) };
  const answer = await house.call("POST", "/api/access/explain", question, who.token);
  expect(answer.statusCode, answer.body).toBe(200);
  return { ...answer.json<Explained>(), text: answer.body };
}
const kindsOf = ({ remedies }: Explained) => remedies.map(({ changes }) => changes.map(({ kind }) => kind));

describe("who may neither share a thing nor read access", () => {
  test("is told what would turn it that names only themselves and the thing", async () => {
    const explained = await explain(ben, "update", plan);
    expect(explained).toMatchObject({ allowed: false, reason: "nothing-allows" });
    expect(explained.remedies).toMatchObject([
      { changes: [{ kind: "grant-set", grant: { principal: `user:${ben.id}`, resource: plan } }] },
    ]);
    expect(explained.text).not.toContain(group);
  });

  test("while who may share it is told of the groups as well", async () => {
    const explained = await explain(ada, "update", plan, `user:${ben.id}`);
    expect(kindsOf(explained)).toEqual([["grant-set"], ["membership-set"], ["capability-set"]]);
  });

  test("is told of the capability or feature that they asked for", async () => {
    expect(kindsOf(await explain(ben, "manage:users"))).toEqual([["capability-set"]]);
  });

  test("is not told of roles", async () => {
    const explained = await explain(ben, "MARKETPLACE.USE");
    expect(explained.allowed).toBe(false);
    expect(explained.text).not.toContain("role:");
  });

  test("is not told of denies, nor of what takes them away", async () => {
    const explained = await explain(ben, "update", "project:shut");
    expect(explained).toMatchObject({ allowed: false, reason: "denied", denies: [], remedies: [] });
    expect(kindsOf(await explain(ada, "update", "project:shut", `user:${ben.id}`))).not.toEqual([]);
  });
});

test("a stranger gets the explanation of an unknown id, and no remedy", async () => {
  const without = ({ text: _, ...explained }: Awaited<ReturnType<typeof explain>>, id: string) =>
    JSON.parse(JSON.stringify(explained).replaceAll(id, "project:x"));
  const there = await explain(cy, "view", plan);
  expect(there).toMatchObject({ allowed: false, reason: "unknown-resource", remedies: [] });
  expect(without(there, plan)).toEqual(without(await explain(cy, "view", "project:none"), "project:none"));
});

describe("who may share a thing and not know of all that it lies in", () => {
  const above = "project:above";
  const below = "project:below";
  beforeAll(async () => {
    await put(above);
    await put(below);
    expect((await house.operate("PUT", pathOf(below), { parents: [above] })).statusCode).toBe(200);
    await give(below, { principal: `user:${ben.id}`, role: "owner" });
    await give(above, { principal: `user:${cy.id}`, role: "viewer" });
    await give(above, { principal: `user:${max.id}`, role: "viewer" });
    await give(above, { principal: `user:${max.id}`, deny: ["view"] });
  });

  test("is told that somebody has it by something above, and not by what", async () => {
    const explained = await explain(ben, "view", below, `user:${cy.id}`);
    expect(explained.allowed).toBe(true);
    expect(explained.text).toContain('"from":"project:?"');
    expect(explained.text).not.toContain(above);
    expect(explained.text).not.toContain('"grant":');
  });

  test("is not told of a deny there, nor of what would take it away", async () => {
    const explained = await explain(ben, "view", below, `user:${max.id}`);
    expect(explained).toMatchObject({ allowed: false, reason: "denied", denies: [] });
    expect(explained.text).not.toContain(above);
  });

  test("is told all of it once they know of it", async () => {
    const explained = await explain(ada, "view", below, `user:${cy.id}`);
    expect(explained.text).toContain(above);
  });
});

describe("who may share a thing", () => {
  const ask = (path: string, body: object) => house.call("POST", `/api/access/${path}`, body, ben.token);
  const own = "prompt:bens";
  beforeAll(async () => {
    const features = { permissions: { PROMPTS: { USE: true, SHARE: true } } };
    expect((await house.operate("PATCH", "/api/admin/roles/USER/permissions", features)).statusCode).toBe(200);
    expect((await house.operate("PUT", pathOf(own), { owner: `user:${ben.id}` })).statusCode).toBe(201);
  });

  test("is told what others may do with it", async () => {
    const answer = await ask("check", { subject: `user:${ada.id}`, action: "use", resource: own });
    expect([answer.statusCode, answer.json().reason]).toEqual([200, "nothing-allows"]);
  });

  test.each(["manage:users", "read:audit_log", "hide", "restore", "ban:users:short"])(
    "is not told by it who holds `%s`: that takes `read:access`",
    async (action) => {
      const answers = await Promise.all([
        ask("check", { subject: `user:${ada.id}`, action, resource: own }),
        ask("explain", { subject: `user:${ada.id}`, action, resource: own }),
        ask("subjects", { action, resource: own }),
      ]);
      expect(answers.map((answer) => [answer.statusCode, answer.json().code])).toEqual(
        Array(3).fill([403, "forbidden"]),
      );
    },
  );
});
