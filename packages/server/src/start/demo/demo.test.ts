import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGatehouse, type Gatehouse } from "../../app.ts";
import { type EmptyDatabase, onEveryDatabase } from "../../store/testing/databases.ts";
import { addressOf, cast, namesOf, type Part, PEOPLE } from "./cast.ts";
import type { Demo } from "./loadDemo.ts";
import { Random } from "./random.ts";

interface Tool {
  name: string;
  ownerName: string;
}

const PASSWORD = "correct horse battery";

onEveryDatabase("gatehouse demo", (given) => {
  let folder: string;
  let house: Gatehouse;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-demo-"));
    house = await openOn(await given());
  });
  afterEach(async () => {
    await house.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function openOn({ options }: EmptyDatabase): Promise<Gatehouse> {
    const place =
      options.databaseUrl === undefined
        ? { DATA_DIR: options.dataDir }
        : { DATABASE_URL: options.databaseUrl, DATA_DIR: folder };
    return createGatehouse({ env: place, cwd: folder, log: pino({ level: "silent" }) });
  }
  const demo = (payload: object = {}) =>
    house.operatorInject({ method: "POST", url: "/api/gatehouse/demo", payload: { password: PASSWORD, ...payload } });

  let places = 0;
  const signedIn = async (email: string | undefined) => {
    const answer = await house.app.inject({
      // Each from elsewhere: one address comes in only so often.
      remoteAddress: `198.51.100.${++places}`,
      method: "POST",
      url: "/api/auth/login",
      payload: { email, password: PASSWORD },
      headers: { "user-agent": "Mozilla/5.0" },
    });
    return `Bearer ${answer.json<{ token: string }>().token}`;
  };

  test("whoever it says is of the staff comes to the administration, and others do not", {
    timeout: 60_000,
  }, async () => {
    const { signIn } = (await demo()).json<Demo>();
    const comes: [string, boolean][] = [];
    for (const { email, as } of signIn) {
      const asked = await house.app.inject({
        method: "POST",
        url: "/api/access/check",
        payload: { checks: [{ action: "access:admin" }] },
        headers: { authorization: await signedIn(email) },
      });
      comes.push([as, asked.json<{ answers: { allowed: boolean }[] }>().answers[0]?.allowed ?? false]);
    }
    expect(comes.map(([, isStaff]) => isStaff)).toEqual([true, true, true, true, true, true, false, false]);
  });

  test("members have tools: their own, shared ones, one of the organization; agents have them", {
    timeout: 60_000,
  }, async () => {
    expect((await demo()).statusCode).toBe(201);
    const toolsOf = async (part: Part, path = "/api/tools") => {
      const authorization = await signedIn(addressOf(cast[part]));
      const { tools } = (await house.app.inject({ url: path, headers: { authorization } })).json<{ tools: Tool[] }>();
      return tools.map(({ name, ownerName }) => `${name} of ${ownerName}`).sort();
    };
    const bens = "Build status of Ben Okafor";
    expect(await toolsOf("ben", "/api/tools?owner=me")).toEqual([bens]);
    expect(await toolsOf("ada")).toEqual([bens]);
    const [shared, organizations] = await toolsOf("emil");
    expect([shared, organizations]).toEqual([bens, expect.stringMatching(/^Parcels of /)]);
    const authorization = await signedIn(addressOf(cast.emil));
    const { data } = (await house.app.inject({ url: "/api/agents?limit=100", headers: { authorization } })).json<{
      data: { id: string; name: string }[];
    }>();
    const kind = data.find(({ name }) => name === "Kind answers");
    const has = await house.app.inject({ url: `/api/agents/${kind?.id}/tools`, headers: { authorization } });
    expect(has.json()).toMatchObject([{ mode: "own", name: "Parcels" }]);
  });

  test("every page of the administration has something to show", { timeout: 60_000 }, async () => {
    const made = await demo();
    expect(made.statusCode, made.body).toBe(201);
    const { people, conversations, signIn } = made.json<Demo>();
    expect(people).toBe(PEOPLE);
    expect(conversations).toBeGreaterThan(100);

    const authorization = await signedIn(signIn[0]?.email);
    const countOf = async (path: string, list: string) => {
      const response = await house.app.inject({ url: path, headers: { authorization } });
      expect(response.statusCode, `${path} ${response.body}`).toBe(200);
      return response.json<Record<string, unknown[]>>()[list]?.length ?? 0;
    };
    // The month that a week ago was in: the one of now may have begun this morning.
    const month = `by=month&from=${new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10)}`;
    const pages: readonly [path: string, list: string, atLeast: number][] = [
      ["/api/admin/users?limit=100", "users", PEOPLE],
      ["/api/admin/groups?limit=100", "groups", 12],
      ["/api/admin/roles?limit=100", "roles", 6],
      [`/api/admin/usage/people?${month}&sort=messages`, "people", 20],
      [`/api/admin/usage/models?${month}`, "things", 2],
      [`/api/admin/usage/agents?${month}`, "things", 3],
      [`/api/admin/usage/groups?${month}`, "groups", 10],
      ["/api/admin/analytics/sharing", "things", 10],
      ["/api/admin/analytics/refusals?periods=60", "periods", 60],
      ["/api/admin/models/endpoints", "endpoints", 1],
      ["/api/admin/overrides", "overrides", 2],
      ["/api/admin/services", "services", 1],
      ["/api/access/report", "lines", 20],
      ["/api/access/report?finding=ownerless", "lines", 1],
      ["/api/access/report?finding=expiring", "lines", 3],
      ["/api/access/shared", "things", 10],
      ["/api/admin/reviews", "reviews", 1],
      ["/api/admin/moderation/cases?state=open", "cases", 1],
      ["/api/admin/moderation/cases?state=appealed", "cases", 1],
      ["/api/admin/addresses", "bans", 1],
      ["/api/admin/openings", "openings", 1],
      ["/api/audit/entries?limit=100", "entries", 100],
      ["/api/admin/outbox", "letters", 2],
      ["/api/admin/invitations", "invitations", 2],
      ["/api/access/requests?box=to-me", "requests", 1],
      ["/api/share", "links", 1],
      ["/api/tools", "tools", 1],
      ["/api/access/report?on=tool", "lines", 4],
    ];
    // What waits is sealed once somebody asks for the head.
    await house.app.inject({ url: "/api/audit/head", headers: { authorization } });
    const counted = await Promise.all(pages.map(async ([path, list]) => [path, await countOf(path, list)] as const));
    const tooFew = counted.filter(([, count], at) => count < (pages[at]?.[2] ?? 0));
    expect(tooFew).toEqual([]);

    // Somebody is in now: it refuses, says what to do, and changes nothing.
    const refused = await demo();
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({ code: "already-exists", help: expect.stringContaining("--organization") });
    expect(await countOf("/api/admin/users?limit=100", "users")).toBe(PEOPLE);
  });
});

test("the same seed makes the same people, another one others", () => {
  const people = (seed: number) => namesOf(new Random(seed));
  expect(people(7)).toEqual(people(7));
  expect(people(7)).not.toEqual(people(8));
  expect(new Set(people(7)).size).toBe(PEOPLE);
});
