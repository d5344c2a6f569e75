import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type House, openHouse } from "../../moderation/testing/house.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";

/* Sue is super admin, Mo moderates, Ben and Cy are members who ask models from programs. Who is refused because of a limit stands in the live view. */
const LIVE = "/api/admin/limits/live";

onEveryDatabase("who is being limited", (given) => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse({ LOGIN_MAX: "9" }, { database: await given() });
    await house.change({ kind: "feature-set", role: "role:USER", feature: "REMOTE_AGENTS.USE", on: true });
  });
  afterEach(() => house.close());

  const limit = (principal: string, requests: number, more: object = {}) =>
    house.ok("sue", "POST", "/api/admin/limits", { principal, requests, windowSeconds: 3_600, ...more });
  const complete = (person: string) =>
    house.as(person, "POST", "/v1/chat/completions", {
      model: "echo/echo",
      messages: [{ role: "user", content: "Hi" }],
    });
  const live = async (person = "sue") => house.ok(person, "GET", LIVE);
  const about = async (name: string, by = "sue") =>
    (await live(by)).limited.filter(({ subject }: { subject: string }) => subject === `user:${house.id(name)}`);

  test("nobody, as long as nobody is refused", async () => {
    await limit("everyone", 1);
    expect((await complete("ben")).status).toBe(200);
    expect(await live()).toEqual({ limited: [], isWhole: true });
  });

  test("a line for each of them and limit: how often, since when, until when, and who can raise it", async () => {
    await limit("everyone", 1);
    for (const person of ["ben", "ben", "ben", "cy", "cy"]) await complete(person);
    const { limited } = await live();
    expect(limited.map(({ name, times }: { name: string; times: number }) => `${name} ${times}`)).toEqual([
      "cy 1",
      "ben 2",
    ]);
    expect(limited[1]).toEqual({
      subject: `user:${house.id("ben")}`,
      name: "ben",
      key: null,
      address: null,
      limit: {
        name: "requests",
        by: "everyone",
        byName: "Everyone in the organization",
        model: null,
        max: 1,
        windowSeconds: 3_600,
      },
      code: "rate-limited",
      raisedBy: "manage:balances",
      times: 2,
      firstAt: expect.any(String),
      lastAt: expect.any(String),
      freesAt: expect.any(String),
    });
    expect(Date.parse(limited[1].freesAt)).toBeGreaterThan(Date.parse(limited[1].lastAt));
  });

  test("an answer that is refused in a conversation is there, too, once", async () => {
    await limit("everyone", 0);
    const { streamId } = await house.ok("ben", "POST", "/api/agents/chat/echo", { text: "Hi", model: "echo" });
    await house.as("ben", "GET", `/api/agents/chat/stream/${streamId}`);
    expect(await about("ben")).toMatchObject([{ times: 1, limit: { name: "requests", max: 0 } }]);
  });

  test("by which key it was is told to those who may see keys of theirs", async () => {
    await house.change({ kind: "feature-set", role: "role:USER", feature: "REMOTE_AGENTS.CREATE", on: true });
    await limit("everyone", 0);
    const { id, key } = await house.ok("ben", "POST", "/api/api-keys", { name: "Nightly" });
    const body = { model: "echo/echo", messages: [{ role: "user", content: "Hi" }] };
    await house.call("POST", "/v1/chat/completions", body, key);
    expect(await about("ben")).toMatchObject([{ key: { id, name: "Nightly" } }]);
    await bookkeeper("access:admin", "manage:balances");
    expect(await about("ben", "mo")).toMatchObject([{ name: "ben", key: null }]);
  });

  test("who tries to sign in too often is an address, for whoever sees addresses elsewhere", async () => {
    for (let time = 0; time < 12; time++)
      await house.call("POST", "/api/auth/login", { email: "nobody@example.org", password: "wrong wrong" });
    const [line] = (await live()).limited;
    expect(line).toMatchObject({
      subject: null,
      address: "127.0.0.1",
      limit: { name: "login", by: "ip", max: 9 },
      raisedBy: "operator",
    });
    await bookkeeper("access:admin", "manage:balances");
    expect((await live("mo")).limited).toMatchObject([{ subject: null, address: null, times: line.times }]);
  });

  test("whoever manages the balances of some people hears of these alone", async () => {
    await limit("everyone", 0);
    for (const person of ["ben", "cy"]) await complete(person);
    const { group } = await house.ok("sue", "POST", "/api/admin/groups", { name: "Research" });
    const scope = `group:${group._id}`;
    await house.change(
      { kind: "membership-set", member: `user:${house.id("ben")}`, group: scope, expiresAt: null },
      ...bookkeeperOf("access:admin", null),
      ...bookkeeperOf("manage:balances", scope),
    );
    expect((await live("mo")).limited.map(({ name }: { name: string }) => name)).toEqual(["ben"]);
  });

  describe("whoever manages the balances of some people hears whose limit it was as far as they may see that", () => {
    beforeEach(async () => {
      await house.change({ kind: "feature-set", role: "role:USER", feature: "REMOTE_AGENTS.CREATE", on: true });
      const team = await groupOf("Team");
      await house.change(...bookkeeperOf("access:admin", null), ...bookkeeperOf("manage:balances", team));
    });
    const groupOf = async (name: string) => {
      const { group } = await house.ok("sue", "POST", "/api/admin/groups", { name });
      const scope = `group:${group._id}`;
      await house.change({
        ...{ kind: "membership-set", member: `user:${house.id("ben")}`, group: scope, expiresAt: null },
      });
      return scope;
    };
    const ask = async (limits: object) => {
      const { id, key } = await house.ok("ben", "POST", "/api/api-keys", { name: "Nightly", limits });
      const body = { model: "echo/echo", messages: [{ role: "user", content: "Hi" }] };
      await house.call("POST", "/v1/chat/completions", body, key);
      return `key:${id}`;
    };
    const met = async (by = "mo") =>
      (await about("ben", by)).map(({ limit: { by, byName } }: { limit: Record<string, unknown> }) => [by, byName]);
    const WITHHELD = ["withheld", null];

    test("of a key, who may see keys of theirs; what another's key met is one line with it", async () => {
      const keys = [await ask({ requestsPerMinute: 0 }), await ask({ requestsPerMinute: 0 })];
      const told = await live("mo");
      expect(told.limited).toMatchObject([{ name: "ben", code: "rate-limited", times: 2, key: null }]);
      expect(await met()).toEqual([WITHHELD]);
      for (const key of keys) expect(JSON.stringify(told)).not.toContain(key.slice("key:".length));
      expect((await met("sue")).map(([by]: string[]) => by).sort()).toEqual([...keys].sort());
      await house.change(...bookkeeperOf("manage:keys", null));
      expect((await met()).map(([by]: string[]) => by).sort()).toEqual([...keys].sort());
    });

    test("of a group that they may not see, nothing", async () => {
      await limit(await groupOf("Secret"), 0);
      await complete("ben");
      expect(await met()).toEqual([WITHHELD]);
      expect(JSON.stringify(await live("mo"))).not.toContain("Secret");
    });

    test("of a role, who has it, or reads roles", async () => {
      await limit("role:USER", 0);
      await complete("ben");
      expect(await met()).toEqual([WITHHELD]);
      await house.change(...bookkeeperOf("read:roles", null));
      expect(await met()).toMatchObject([["role:USER", expect.anything()]]);
    });

    test.each(["everyone", "theirs"])("of %s", async (whose) => {
      const principal = whose === "theirs" ? `user:${house.id("ben")}` : whose;
      await limit(principal, 0);
      await complete("ben");
      expect(await met()).toMatchObject([[principal, expect.any(String)]]);
    });
  });

  test("nobody else hears of anybody", async () => {
    for (const person of ["ben", "mo"]) expect((await house.as(person, "GET", LIVE)).status).toBe(403);
  });

  const bookkeeperOf = (capability: string, scope: string | null) =>
    [{ kind: "capability-set", principal: `user:${house.id("mo")}`, capability, scope, expiresAt: null }] as const;
  const bookkeeper = (...capabilities: string[]) =>
    house.change(...capabilities.flatMap((capability) => bookkeeperOf(capability, null)));
});
