import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capabilities, featureCatalogue } from "@gatehouse/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyPostgres } from "../../packages/server/src/store/testing/databases.ts";
import { matrix } from "./matrix.ts";
import { codeOf } from "./support/answers.ts";
import { House } from "./support/house.ts";
import { callOf, methodOf, Stage, titleOf } from "./support/scene.ts";
import { World } from "./support/world.ts";

/*
 * O2: closed by default, and closed when something that is needed is not there.
 */
describe("a fresh install", () => {
  const SNAPSHOT = join(import.meta.dirname, "fresh-install.json");
  let house: House;
  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house?.close());

  /** What each built-in role, and a service, may on a fresh install: features, capabilities, and what they may make. */
  async function decisions(): Promise<Record<string, Record<string, string[]>>> {
    const { engine } = house.gatehouse.access.of(house.here);
    const questions = {
      features: Object.entries(featureCatalogue).flatMap(([type, all]) => all.map((one) => `${type}.${one}`)),
      capabilities: [...capabilities],
      creates: ["agent", "prompt", "conversation", "file", "project", "sharedLink", "group", "model", "tool"],
    };
    const asked = async (subject: string) => {
      const check = async (action: string, resource?: string) => {
        const body = { subject, action, ...(resource !== undefined && { resource }) };
        return (await house.operate("POST", { url: "/api/access/check", body })).body.allowed === true;
      };
      const held: Record<string, string[]> = { features: [], capabilities: [], creates: [] };
      for (const feature of questions.features) if (await check(feature)) held.features?.push(feature);
      for (const capability of questions.capabilities) if (await check(capability)) held.capabilities?.push(capability);
      for (const type of questions.creates) if (await check("create", type)) held.creates?.push(type);
      return held;
    };
    const found: Record<string, Record<string, string[]>> = {};
    for (const role of ["SUPER_ADMIN", "ADMIN", "MODERATOR", "USER"])
      found[role] = await asked(`user:${await house.person(`${role.toLowerCase()}@example.org`, `role:${role}`)}`);
    const service = await house.operate("POST", { url: "/api/admin/services", body: { name: "Other" } });
    found.service = await asked(`service:${service.body.service.id}`);
    found.visitor = Object.fromEntries(
      Object.entries(questions).map(([kind, names]) => [
        kind,
        names.filter((name) =>
          kind === "creates" ? engine.check("visitor", "create", name).allowed : engine.check("visitor", name).allowed,
        ),
      ]),
    );
    return found;
  }

  test("decides as fresh-install.json says, which was read by people", async () => {
    const found = await decisions();
    // Written anew, to be read again, by `UPDATE_FRESH_INSTALL=true`.
    if (process.env.UPDATE_FRESH_INSTALL === "true") writeFileSync(SNAPSHOT, `${JSON.stringify(found, null, 2)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(SNAPSHOT, "utf8")));
  });

  test("is closed: members share nothing, services and visitors do nothing", () => {
    const snapshot = JSON.parse(readFileSync(SNAPSHOT, "utf8"));
    expect(
      snapshot.USER.features.filter((name: string) => /^(AGENTS|PROMPTS)\.SHARE|^PEOPLE_PICKER/.test(name)),
    ).toEqual([]);
    expect(snapshot.USER.capabilities).toEqual([]);
    expect(snapshot.service.features).toEqual([]);
    expect(snapshot.service.capabilities).toEqual([]);
    expect(snapshot.visitor).toEqual({ features: [], capabilities: [], creates: [] });
  });
});

describe("a server that has not heard from the log for too long", () => {
  let world: World;
  let heard: () => number;
  beforeAll(async () => {
    world = await World.make();
    const { store } = world.house.gatehouse;
    heard = store.lastHeardAt.bind(store);
  });
  afterAll(() => world?.house.close());

  test.each(
    matrix
      .filter((row) => row.who.of("anonymous") !== "allowed" && !row.console && !row.endsSession)
      .map((row) => ({ title: titleOf(row), row })),
  )("decides nothing: $title", async ({ row }) => {
    const { house, people } = world;
    const persona = row.who.of("owner") === "allowed" ? "owner" : "super admin";
    const call = await callOf(row, new Stage(world, row).scene(persona));
    const before = await house.writes();
    Object.assign(house.gatehouse.store, { lastHeardAt: () => 0 });
    const answer = await house.call(methodOf(row), call, people[persona].token).finally(() => {
      Object.assign(house.gatehouse.store, { lastHeardAt: heard });
    });
    expect({ status: answer.status, code: codeOf(answer) }).toEqual(
      row.who.text.startsWith("everybody")
        ? expect.objectContaining({ status: expect.any(Number) })
        : { status: 503, code: "not-current" },
    );
    expect((await house.writtenSince(before)).filter((table) => !row.writesAnyway?.includes(table))).toEqual([]);
  });

  test("says so to whoever balances the load", async () => {
    const { store } = world.house.gatehouse;
    Object.assign(store, { lastHeardAt: () => 0 });
    const answer = await world.house
      .call("GET", { url: "/readyz" })
      .finally(() => Object.assign(store, { lastHeardAt: heard }));
    expect(answer.status).toBe(503);
  });
});

const server = process.env.TEST_DATABASE_URL;
describe.skipIf(server === undefined)("a database that has gone (PostgreSQL)", () => {
  test("closes what needs it, with a code that says so, and the process lives", async () => {
    const database = await emptyPostgres(server ?? "");
    const house = await House.open({ DATABASE_URL: database.options.databaseUrl ?? "" });
    await house.person("ada@example.org", "role:SUPER_ADMIN");
    const { token } = await house.signIn("ada@example.org");
    await database.remove();
    try {
      for (const [method, url, body] of [
        ["GET", "/api/user", undefined],
        ["GET", "/api/admin/users", undefined],
        ["POST", "/api/agents", { name: "x", provider: "echo", model: "echo" }],
        ["POST", "/api/admin/groups", { name: "x" }],
        ["POST", "/api/auth/login", { email: "ada@example.org", password: "correct horse battery" }],
        ["GET", "/readyz", undefined],
      ] as const) {
        const answer = await house.call(method, { url, ...(body && { body }) }, token);
        expect({ url, status: answer.status }).toEqual({ url, status: 503 });
        if (url !== "/readyz") expect(["store-unavailable", "not-current"]).toContain(answer.body.code);
      }
      expect((await house.call("GET", { url: "/livez" })).status).toBe(200);
    } finally {
      await house.close().catch(() => undefined);
    }
  });
});
