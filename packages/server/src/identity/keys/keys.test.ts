import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { codeOf, type House, houseOn, type SignedInPerson } from "../testing/house.ts";

const KEYS = "/api/api-keys";
const CHECK = "/api/access/check";
const MINUTE = 60_000;

onEveryDatabase("API keys", (given) => {
  let house: House;
  let root: SignedInPerson;
  let ben: SignedInPerson;
  beforeEach(async () => {
    house = await houseOn(await given());
    root = await house.person("root");
    ben = await house.person("ben");
    for (const permission of ["USE", "CREATE"]) await feature(`REMOTE_AGENTS`, permission, true);
  });
  afterEach(() => house.close());

  const feature = async (type: string, permission: string, on: boolean) => {
    const answer = await house.operate("PATCH", "/api/admin/roles/USER/permissions", {
      permissions: { [type]: { [permission]: on } },
    });
    expect(answer.statusCode, answer.body).toBe(200);
  };
  const make = async (body: object = {}, token = ben.token) => {
    const answer = await house.call("POST", KEYS, { name: "Nightly", ...body }, token);
    expect(answer.statusCode, answer.body).toBe(201);
    return answer.json();
  };
  /** What a question by the key is answered with: a yes, a no, or the code of the refusal. */
  const ask = async (key: string, action = "REMOTE_AGENTS.USE", more: { remoteAddress?: string } = {}) => {
    const answer = await house.call("POST", CHECK, { action }, key, more);
    return answer.statusCode === 200 ? answer.json().allowed : codeOf(answer);
  };
  const list = async (token = ben.token) => (await house.call("GET", KEYS, undefined, token)).json().keys;

  test("is shown once, kept as its hash alone, and recognised by its beginning", async () => {
    const { key, ...made } = await make();
    expect(key).toMatch(/^sk-[0-9a-f]{64}$/);
    expect(made).toMatchObject({ name: "Nightly", keyPrefix: key.slice(0, 8), expiresAt: null, lastUsedAt: null });
    expect(await list()).toEqual([made]);
    const [row] = await house.store.db.selectFrom("api_keys").selectAll().execute();
    expect(row?.key_hash).toBe(createHash("sha256").update(key).digest("hex"));
    expect(JSON.stringify(row)).not.toContain(key.slice(8));
  });

  test("comes in as its account, and says when it was used last", async () => {
    const { key } = await make();
    expect(await ask(key)).toBe(true);
    await expect.poll(async () => (await list())[0].lastUsedAt).not.toBeNull();
  });

  describe("opens no more than its account may", () => {
    test("a feature that the account has not", async () => {
      const { key } = await make();
      await feature("REMOTE_AGENTS", "USE", false);
      expect(await ask(key)).toBe("feature-off");
      await feature("REMOTE_AGENTS", "USE", true);
      expect(await ask(key)).toBe(true);
    });

    test("making one takes a feature of its own", async () => {
      await feature("REMOTE_AGENTS", "CREATE", false);
      expect(codeOf(await house.call("POST", KEYS, { name: "No" }, ben.token))).toBe("feature-off");
      expect(await list()).toEqual([]);
    });

    test("of a banned and of a deactivated account nothing", async () => {
      const { key } = await make();
      await house.operate("PATCH", `/api/admin/users/${ben.id}`, { status: "deactivated" });
      expect(await ask(key)).toBe("account-deactivated");
      await house.operate("PATCH", `/api/admin/users/${ben.id}`, { status: "active" });
      expect(await ask(key)).toBe(true);
    });

    test("and goes with the account", async () => {
      const { key } = await make();
      const answer = await house.operate("DELETE", `/api/admin/users/${ben.id}`, {});
      expect(answer.statusCode, answer.body).toBe(200);
      expect(await ask(key)).toBe("token-invalid");
      expect(await house.store.db.selectFrom("api_keys").select("id").execute()).toEqual([]);
    });
  });

  test.each([{ models: ["nowhere"] }, { agents: ["nowhere"] }, { models: ["nowhere"], endpoints: ["Lab"] }])(
    "is not made for what is not there: %j",
    async (scope) => {
      const answer = await house.call("POST", KEYS, { name: "x", scope }, ben.token);
      const [field] = Object.keys(scope);
      expect([answer.statusCode, codeOf(answer)]).toEqual([400, "request-invalid"]);
      expect(answer.json().detail).toBe(
        `\`scope.${field}\`: there is no ${field?.slice(0, -1)} \`nowhere\`, or it is not for this account`,
      );
      const { id } = await make();
      expect((await house.call("PATCH", `${KEYS}/${id}`, { scope }, ben.token)).statusCode).toBe(400);
      expect(await list()).toHaveLength(1);
    },
  );

  test("what is there for somebody else is told as what is not there; what went meanwhile may stay named", async () => {
    const access = house.access.of(house.access.list()[0]?.id ?? "");
    const operator = { organization: access.id, subject: "operator", name: "cli:test", from: "cli" };
    const added = (resource: string, owner: string) =>
      ({ kind: "resource-added", resource, owner: `user:${owner}`, state: "active" }) as const;
    await access.commit(operator, async () => ({
      changes: [added("agent:mine", ben.id), added("agent:others", root.id)],
      result: null,
    }));
    const scope = { agents: ["mine"] };
    const others = await house.call("POST", KEYS, { name: "x", scope: { agents: ["others"] } }, ben.token);
    expect(others.json().detail).toContain("there is no agent `others`");
    const { id } = await make({ scope });
    await access.commit(operator, async () => ({
      changes: [{ kind: "resource-removed", resource: "agent:mine" }],
      result: null,
    }));
    expect((await house.call("PATCH", `${KEYS}/${id}`, { scope, name: "y" }, ben.token)).statusCode).toBe(200);
    expect(codeOf(await house.call("POST", KEYS, { name: "x", scope }, ben.token))).toBe("request-invalid");
  });

  describe("opens no more than its scope names", () => {
    test.each([
      { scope: { models: "none" }, action: "AGENTS.USE", allowed: true },
      { scope: { agents: "none" }, action: "AGENTS.USE", allowed: false },
      { scope: {}, action: "PROMPTS.USE", allowed: false },
      { scope: {}, action: "manage:users", allowed: false },
    ])("$scope, $action: $allowed", async ({ scope, action, allowed }) => {
      const { key } = await make({ scope }, root.token);
      expect(await ask(root.token, action)).toBe(true);
      expect(await ask(key, action)).toBe(allowed);
    });

    test("some agents by their ids, and no others", async () => {
      const access = house.access.of(house.access.list()[0]?.id ?? "");
      const owned = (id: string) =>
        ({ kind: "resource-added", resource: `agent:${id}`, owner: `user:${ben.id}`, state: "active" }) as const;
      await access.commit(
        { organization: access.id, subject: "operator", name: "cli:test", from: "cli" },
        async () => ({ changes: [owned("a1"), owned("a2")], result: null }),
      );
      const { key } = await make({ scope: { agents: ["a1"] } });
      const may = async (id: string, action = "use") =>
        (await house.call("POST", CHECK, { action, resource: `agent:${id}` }, key)).json().allowed;
      expect([await may("a1"), await may("a2"), await may("a1", "update")]).toEqual([true, false, false]);
    });

    test.each([
      "GET /api/user",
      "GET /api/api-keys",
      "POST /api/auth/password",
      "GET /api/admin/users",
      "DELETE /api/user/delete",
    ])("what asks nobody is closed to keys: %s", async (call) => {
      const { key } = await make({}, root.token);
      const [method = "", url = ""] = call.split(" ");
      const answer = await house.call(method as "GET", url, method === "GET" ? undefined : {}, key);
      expect(codeOf(answer)).toBe("key-not-for-this");
    });
  });

  describe("ends", () => {
    test("at its moment", async () => {
      const { key } = await make({ expiresAt: new Date(Date.now() + 5 * MINUTE).toISOString() });
      expect(await ask(key)).toBe(true);
      house.wait(5 * MINUTE);
      expect(await ask(key)).toBe("key-ended");
      const others = await house.operate("GET", `/api/admin/users/${ben.id}/keys`);
      expect(others.json().keys).toMatchObject([{ isEnded: true }]);
    });

    test("when it is revoked, at once", async () => {
      const { key, id } = await make();
      expect(await ask(key)).toBe(true);
      expect((await house.call("DELETE", `${KEYS}/${id}`, undefined, ben.token)).statusCode).toBe(204);
      expect(await ask(key)).toBe("token-invalid");
      expect(codeOf(await house.call("DELETE", `${KEYS}/${id}`, undefined, ben.token))).toBe("resource-not-found");
    });

    test("and whoever listens hears which one", async () => {
      const [{ key, id }, other] = [await make(), await make()];
      await ask(key);
      await ask(other.key);
      const ended: string[] = [];
      house.identity.onKeyEnded((end) => ended.push(end.id));
      await house.call("DELETE", `${KEYS}/${id}`, undefined, ben.token);
      await expect.poll(() => ended).toEqual([id]);
    });

    test("also where its owner may make none any more", async () => {
      const { id } = await make();
      await feature("REMOTE_AGENTS", "CREATE", false);
      await feature("REMOTE_AGENTS", "USE", false);
      expect((await house.call("DELETE", `${KEYS}/${id}`, undefined, ben.token)).statusCode).toBe(204);
    });

    test("with its owner's leaving, which does not count those that are over", async () => {
      const [{ key }, over] = [await make(), await make()];
      const expiresAt = new Date(Date.now() - MINUTE).toISOString();
      await house.call("PATCH", `${KEYS}/${over.id}`, { expiresAt }, ben.token);
      const preview = await house.operate("POST", `/api/admin/users/${ben.id}/leaving/preview`, {});
      expect(preview.json().keys).toBe(1);
      const answer = await house.operate("POST", `/api/admin/users/${ben.id}/leaving`, {});
      expect(answer.json().ended.keys).toBe(1);
      await house.operate("PATCH", `/api/admin/users/${ben.id}`, { status: "active" });
      expect(await ask(key)).toBe("token-invalid");
    });
  });

  test("whoever listens hears of one that is changed, or replaced at once, and of none that is renamed or overlaps", async () => {
    const [renamed, overlapping, narrowed, replaced] = [await make(), await make(), await make(), await make()];
    for (const { key } of [renamed, overlapping, narrowed, replaced]) await ask(key);
    const ended: string[] = [];
    house.identity.onKeyEnded(({ id }) => ended.push(id));
    await house.call("PATCH", `${KEYS}/${renamed.id}`, { name: "Other" }, ben.token);
    await house.call("POST", `${KEYS}/${overlapping.id}/rotate`, { overlapMinutes: 5 }, ben.token);
    await house.call("PATCH", `${KEYS}/${narrowed.id}`, { scope: { models: "none" } }, ben.token);
    await house.call("POST", `${KEYS}/${replaced.id}/rotate`, {}, ben.token);
    await expect.poll(() => ended).toEqual([narrowed.id, replaced.id]);
  });

  describe("is rotated", () => {
    const rotate = async (id: string, overlapMinutes: number) => {
      const answer = await house.call("POST", `${KEYS}/${id}/rotate`, { overlapMinutes }, ben.token);
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json();
    };

    test("with a time in which both work", async () => {
      const { key, id } = await make();
      const next = await rotate(id, 10);
      expect(next).toMatchObject({ id, name: "Nightly" });
      expect([await ask(key), await ask(next.key)]).toEqual([true, true]);
      house.wait(10 * MINUTE);
      expect([await ask(key), await ask(next.key)]).toEqual(["key-ended", true]);
    });

    test("without one, at once", async () => {
      const { key, id } = await make();
      await ask(key);
      const next = await rotate(id, 0);
      expect([await ask(key), await ask(next.key)]).toEqual(["token-invalid", true]);
    });

    test("twice: only the last two can work", async () => {
      const { key, id } = await make();
      const second = await rotate(id, 60);
      const third = await rotate(id, 60);
      expect([await ask(key), await ask(second.key), await ask(third.key)]).toEqual(["token-invalid", true, true]);
    });

    test("but not when it has ended", async () => {
      const { id } = await make();
      await house.call("PATCH", `${KEYS}/${id}`, { expiresAt: new Date(Date.now() - MINUTE).toISOString() }, ben.token);
      expect(codeOf(await house.call("POST", `${KEYS}/${id}/rotate`, {}, ben.token))).toBe("key-ended");
    });
  });

  test("works from its addresses alone", async () => {
    const { key, addresses } = await make({ addresses: ["203.0.113.9/24", "2001:db8::/48"] });
    expect(addresses).toEqual(["203.0.113.0/24", "2001:db8::/48"]);
    expect(await ask(key, undefined, { remoteAddress: "203.0.113.200" })).toBe(true);
    expect(await ask(key, undefined, { remoteAddress: "2001:db8:0:1::5" })).toBe(true);
    expect(await ask(key, undefined, { remoteAddress: "198.51.100.1" })).toBe("key-address-refused");
  });

  test("is changed, and the change counts at once", async () => {
    const { key, id } = await make();
    expect(await ask(key, "AGENTS.USE")).toBe(true);
    const edit = { name: "Weekly", scope: { agents: "none" }, expiresAt: "2100-01-01T00:00:00.000Z" };
    const answer = await house.call("PATCH", `${KEYS}/${id}`, edit, ben.token);
    expect(answer.json()).toMatchObject({
      name: "Weekly",
      expiresAt: edit.expiresAt,
      scope: { agents: "none", models: "all" },
    });
    expect(await ask(key, "AGENTS.USE")).toBe(false);
  });

  test("nobody else's is seen, changed, rotated or revoked", async () => {
    const { id, key } = await make();
    const cleo = await house.person("cleo");
    const calls = [
      ["GET", `${KEYS}/${id}`],
      ["PATCH", `${KEYS}/${id}`, { name: "Mine" }],
      ["POST", `${KEYS}/${id}/rotate`, {}],
      ["DELETE", `${KEYS}/${id}`],
    ] as const;
    for (const [method, url, body] of calls)
      expect(codeOf(await house.call(method, url, body, cleo.token)), `${method} ${url}`).toBe("resource-not-found");
    expect(await list(cleo.token)).toEqual([]);
    expect(await ask(key)).toBe(true);
  });

  describe("of others", () => {
    test("an administrator lists and revokes them", async () => {
      const { id, key } = await make();
      const path = `/api/admin/users/${ben.id}/keys`;
      expect((await house.call("GET", path, undefined, root.token)).json().keys).toMatchObject([
        { id, name: "Nightly" },
      ]);
      expect((await house.call("DELETE", `${path}/${id}`, undefined, root.token)).statusCode).toBe(204);
      expect(await ask(key)).toBe("token-invalid");
      expect(codeOf(await house.call("GET", path.replace(ben.id, "f".repeat(24)), undefined, root.token))).toBe(
        "resource-not-found",
      );
    });

    test("a member does not, nor does an administrator of whoever ranks as high", async () => {
      const { id } = await make({}, root.token);
      const path = `/api/admin/users/${root.id}/keys`;
      expect(codeOf(await house.call("GET", path, undefined, ben.token))).toBe("forbidden");
      const admin = await house.person("adam");
      await house.operate("PATCH", `/api/admin/users/${admin.id}`, { role: "ADMIN" });
      expect((await house.call("DELETE", `${path}/${id}`, undefined, admin.token)).statusCode).toBe(403);
      expect((await list(root.token)).length).toBe(1);
    });

    test("a service has keys, made by whoever could be it", async () => {
      const { service } = (await house.operate("POST", "/api/admin/services", { name: "CRM" })).json();
      const path = `/api/admin/services/${service.id}/keys`;
      expect(codeOf(await house.call("POST", path, { name: "x" }, ben.token))).toBe("forbidden");
      const made = (await house.call("POST", path, { name: "Nightly" }, root.token)).json();
      expect(made).toMatchObject({ account: `service:${service.id}`, madeBy: `user:${root.id}` });
      // A service has no role until it is given one.
      expect(await ask(made.key)).toBe("feature-off");
      const next = (await house.call("POST", `${path}/${made.id}/rotate`, {}, root.token)).json();
      expect([await ask(made.key), await ask(next.key)]).toEqual(["token-invalid", "feature-off"]);
      expect((await house.call("DELETE", `${path}/${made.id}`, undefined, root.token)).statusCode).toBe(204);
      expect(await ask(next.key)).toBe("token-invalid");
    });
  });

  test.each([
    {},
    { name: "" },
    { name: "a\u0000b" },
    { name: "n".repeat(101) },
    { name: "x", expiresAt: "tomorrow" },
    { name: "x", expiresAt: "2020-01-01T00:00:00.000Z" },
    { name: "x", scope: { models: [] } },
    { name: "x", scope: { tools: "all" } },
    { name: "x", addresses: ["somewhere"] },
    { name: "x", addresses: ["10.0.0.0/99"] },
    { name: "x", account: "user:1" },
  ])("refuses %j", async (body) => {
    expect(codeOf(await house.call("POST", KEYS, body, ben.token))).toBe("request-invalid");
    expect(await list()).toEqual([]);
  });

  test.each(["sk-", `sk-${"0".repeat(64)}`, `sk-${"A".repeat(64)}`, `sk-${"a".repeat(63)}`, "sk-' or 1=1 --"])(
    "what is no key opens nothing: %s",
    async (key) => expect(await ask(key)).toBe("token-invalid"),
  );

  test("an account has a hundred at most", async () => {
    for (let made = 0; made < 100; made++) await make();
    expect(codeOf(await house.call("POST", KEYS, { name: "More" }, ben.token))).toBe("too-many-keys");
  });

  test("what is done with keys stands in the trail, without them", async () => {
    const { id, key } = await make();
    await house.call("POST", `${KEYS}/${id}/rotate`, {}, ben.token);
    await house.call("DELETE", `${KEYS}/${id}`, undefined, ben.token);
    const events = await house.store.db.selectFrom("audit_events").selectAll().where("kind", "like", "key-%").execute();
    expect(events.map(({ kind, actor }) => [kind, actor])).toEqual(
      ["key-made", "key-rotated", "key-revoked"].map((kind) => [kind, `user:${ben.id}`]),
    );
    expect(JSON.stringify(events)).not.toContain(key.slice(8));
  });
});
