import type { Change, Grant } from "@gatehouse/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { codeOf, type House, houseOn, type SignedInPerson } from "../testing/house.ts";

/*
 * Nobody makes a key of a service for more than they have. Mel administers services, and has one agent, `own`; Ada's agents are `a`, `b`; CRM is
 * the service.
 */
onEveryDatabase("keys of a service, made by somebody", (given) => {
  let house: House;
  let mel: SignedInPerson;
  let ada: SignedInPerson;
  let crm: string;
  let grants = 0;
  beforeEach(async () => {
    house = await houseOn(await given());
    await house.person("root");
    [mel, ada] = [await house.person("mel"), await house.person("ada")];
    await house.operate("PATCH", `/api/admin/users/${mel.id}`, { role: "ADMIN" });
    crm = (await house.operate("POST", "/api/admin/services", { name: "CRM" })).json().service.id;
    await change(
      owned("agent:own", `user:${mel.id}`),
      owned("agent:a", `user:${ada.id}`),
      owned("agent:b", `user:${ada.id}`),
      { kind: "role-given", holder: `service:${crm}`, role: "role:USER", expiresAt: null },
    );
  });
  afterEach(() => house.close());

  const owned = (resource: string, owner: string): Change => ({
    kind: "resource-added",
    resource,
    owner,
    state: "active",
  });
  const grant = (principal: string, resource: string, terms: Partial<Grant> = {}): Change => ({
    kind: "grant-set",
    grant: {
      ...{ id: ++grants, principal, resource, allow: ["use"], deny: [], expiresAt: null, condition: null },
      ...terms,
    },
  });
  const change = async (...changes: Change[]) => {
    const access = house.access.of(house.access.list()[0]?.id ?? "");
    const actor = { organization: access.id, subject: "operator", name: "cli:test", from: "cli" };
    await access.commit(actor, async () => ({ changes, result: null }));
  };
  const keys = () => `/api/admin/services/${crm}/keys`;
  const make = async (scope: object = {}, token = mel.token) => {
    const answer = await house.call("POST", keys(), { name: "Nightly", scope }, token);
    return answer.statusCode === 201 ? answer.json() : codeOf(answer);
  };
  const isMade = async (scope?: object) => typeof (await make(scope)) !== "string";
  const refused = "service-exceeds-own";
  const service = () => `service:${crm}`;

  test("opens what both reach", async () => {
    await change(grant(service(), "agent:own"), grant(service(), "agent:a"), grant(`user:${mel.id}`, "agent:a"));
    expect(await isMade()).toBe(true);
  });

  test("is refused for more, says how much of which kind, and names nothing", async () => {
    await change(grant(service(), "agent:a"), grant(service(), "agent:b"), grant(service(), "agent:own"));
    const answer = await house.call("POST", keys(), { name: "Nightly" }, mel.token);
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, refused]);
    expect(answer.json()).toMatchObject({ exceeds: { things: { agent: 2 }, features: [] } });
    expect(answer.body).not.toMatch(/agent:[ab]/);
    expect((await house.call("GET", keys(), undefined, mel.token)).json().keys).toEqual([]);
  });

  test("what is narrowed away is not asked about", async () => {
    await change(grant(service(), "agent:a"), grant(service(), "agent:b"), grant(`user:${mel.id}`, "agent:a"));
    expect([await isMade({ agents: ["a"] }), await isMade({ agents: "none" })]).toEqual([true, true]);
    expect([await make({ agents: ["b"] }), await make({ agents: ["a", "b"] })]).toEqual([refused, refused]);
  });

  describe("whatever way the service reaches it", () => {
    test("by a group", async () => {
      await change(
        owned("group:g", "organization"),
        { kind: "membership-set", member: service(), group: "group:g", expiresAt: null },
        grant("group:g", "agent:a"),
      );
      expect(await make()).toBe(refused);
      await change({
        kind: "membership-set",
        member: `user:${mel.id}`,
        group: "group:g",
        expiresAt: null,
      });
      expect(await isMade()).toBe(true);
    });

    test("by a role", async () => {
      await change(
        { kind: "role-set", role: "role:Robots", rank: 1 },
        { kind: "role-given", holder: service(), role: "role:Robots", expiresAt: null },
        grant("role:Robots", "agent:a"),
      );
      expect(await make()).toBe(refused);
    });

    test("by the project that it lies in", async () => {
      await change(
        owned("project:p", `user:${ada.id}`),
        { kind: "parent-added", resource: "agent:a", parent: "project:p" },
        grant(service(), "project:p", { allow: ["view"] }),
      );
      expect(await make()).toBe(refused);
    });

    test("what is for everyone reaches no service, and stops nothing", async () => {
      await change(grant("everyone", "agent:a"));
      expect(await isMade()).toBe(true);
    });

    test("models: those that are open to everybody, and not those that are not", async () => {
      await change(owned("model:m", "organization"));
      expect(await isMade()).toBe(true);
      await change({ kind: "restricted-set", resource: "model:m", restricted: true });
      expect(await isMade()).toBe(true);
      await change(grant(service(), "model:m"));
      expect([await make(), await isMade({ models: "none" })]).toEqual([refused, true]);
    });

    test("models, whatever endpoints the key names: what these offer changes", async () => {
      await change(owned("model:m", "organization"), { kind: "restricted-set", resource: "model:m", restricted: true });
      await change(grant(service(), "model:m"), owned("model:another", "organization"));
      expect(await make({ endpoints: ["Not there yet"] })).toBe(refused);
      expect(await isMade({ endpoints: ["Not there yet"], models: ["another"] })).toBe(true);
    });

    test("what an agent takes of the service's own when it is talked to", async () => {
      await change(owned("model:m", "organization"), owned("tool:t", `user:${ada.id}`));
      await change(
        { kind: "restricted-set", resource: "model:m", restricted: true },
        { kind: "attachment-set", agent: "agent:own", thing: "model:m", mode: "own", attachedBy: `user:${mel.id}` },
        grant(service(), "agent:own"),
      );
      expect(await isMade({ agents: ["own"], models: "none" })).toBe(true);
      await change(grant(service(), "model:m"));
      expect(await make({ agents: ["own"], models: "none" })).toBe(refused);
    });
  });

  test("what the service owns is open to whoever makes its keys", async () => {
    await change(owned("agent:its", service()));
    expect(await isMade()).toBe(true);
  });

  test("a capability is a way: who holds it needs no grant; where it gives no use, it is none", async () => {
    await change(grant(service(), "agent:a"));
    expect(
      house.access.of(house.access.list()[0]?.id ?? "").engine.check(`user:${mel.id}`, "update", "agent:a"),
    ).toMatchObject({
      reason: "capability",
    });
    expect(await make({}, mel.token)).toBe(refused);
    expect(codeOf(await house.call("POST", keys(), { name: "x" }, (await house.signIn("root")).token))).toBe(refused);
  });

  describe("what is stopped for the service now, and can be started again, counts", () => {
    test.each([
      ["it is deactivated", () => [{ kind: "account-status-set", account: service(), status: "deactivated" }]],
      ["a deny", () => [grant(service(), "agent:a", { allow: [], deny: ["use"] })]],
      ["hidden by a moderator", () => [{ kind: "resource-state-set", resource: "agent:a", state: "hidden" }]],
      ["its role is taken away", () => [{ kind: "role-taken", holder: service(), role: "role:USER" }]],
      ["a switch of its role", () => [{ kind: "feature-set", role: "role:USER", feature: "AGENTS.USE", on: false }]],
    ])("%s", async (_, stops) => {
      await change(grant(service(), "agent:a"));
      await change(...(stops() as Change[]));
      expect(await make()).toBe(refused);
    });

    test("a condition, which may hold later", async () => {
      await change(grant(service(), "agent:a", { condition: "context.purpose == 'night'" }));
      expect(await make()).toBe(refused);
    });
  });

  test("a deny on whoever makes it is a deny", async () => {
    await change(grant(service(), "agent:a"), grant(`user:${mel.id}`, "agent:a"));
    await change(grant(`user:${mel.id}`, "agent:a", { allow: [], deny: ["use"] }));
    expect(await make()).toBe(refused);
  });

  test("nor for a feature that its maker has not", async () => {
    await change({ kind: "feature-set", role: "role:USER", feature: "REMOTE_AGENTS.USE", on: true });
    await change({ kind: "feature-set", role: "role:ADMIN", feature: "REMOTE_AGENTS.USE", on: false });
    const answer = await house.call("POST", keys(), { name: "Nightly" }, mel.token);
    expect(answer.json()).toMatchObject({
      code: refused,
      exceeds: { things: {}, features: ["REMOTE_AGENTS.USE"] },
    });
  });

  describe("what was made is not a way to more", () => {
    let id: string;
    beforeEach(async () => {
      await change(grant(service(), "agent:a"), grant(service(), "agent:b"), grant(`user:${mel.id}`, "agent:a"));
      ({ id } = await make({ agents: ["a"] }));
    });
    const patch = async (scope: object) =>
      (await house.call("PATCH", `${keys()}/${id}`, { scope }, mel.token)).statusCode;
    const rotate = async (token = mel.token) => {
      const answer = await house.call("POST", `${keys()}/${id}/rotate`, {}, token);
      return answer.statusCode === 200 ? "rotated" : codeOf(answer);
    };

    test("it is not widened to what its changer does not reach; and is narrowed by anybody", async () => {
      expect([await patch({ agents: ["a", "b"] }), await patch({ agents: "all" })]).toEqual([403, 403]);
      await house.operate("PATCH", `${keys()}/${id}`, { scope: { agents: ["a", "b"] } });
      expect(await patch({ agents: ["b"] })).toBe(200);
    });

    test("it is not brought back, once it has ended, by whoever does not reach any more what it opens", async () => {
      const patch = async (expiresAt: string | null) =>
        (await house.call("PATCH", `${keys()}/${id}`, { expiresAt }, mel.token)).statusCode;
      const [before, ahead] = ["2020-01-01T00:00:00.000Z", "2100-01-01T00:00:00.000Z"];
      expect([await patch(before), await patch(ahead), await patch(before)]).toEqual([200, 200, 200]);
      await change(grant(`user:${mel.id}`, "agent:a", { allow: [], deny: ["use"] }));
      expect([await patch(ahead), await patch(null), await patch(before)]).toEqual([403, 403, 403]);
      await house.operate("PATCH", `${keys()}/${id}`, { expiresAt: ahead });
      expect([await patch(null), await patch("2099-01-01T00:00:00.000Z")]).toEqual([403, 200]);
    });

    test("nor to models of further endpoints, nor to calling what it only lists", async () => {
      await change(owned("model:m", "organization"), { kind: "restricted-set", resource: "model:m", restricted: true });
      await change(grant(service(), "model:m"));
      const scope = { agents: "none", endpoints: ["Lab"], readOnly: true };
      await house.operate("PATCH", `${keys()}/${id}`, { scope });
      const wishes = [
        { ...scope, endpoints: ["Lab", "lab"] },
        { ...scope, endpoints: "all" },
        { ...scope, readOnly: false },
      ];
      expect(await Promise.all(wishes.map(patch))).toEqual([403, 403, 403]);
      expect([await patch(scope), await patch({ ...scope, models: "none" })]).toEqual([200, 200]);
    });

    describe("whoever does not reach any more what it opens", () => {
      const edit = async (wish: object) => (await house.call("PATCH", `${keys()}/${id}`, wish, mel.token)).statusCode;
      const [soon, later] = ["2099-01-01T00:00:00.000Z", "2100-01-01T00:00:00.000Z"];
      const terms = {
        expiresAt: later,
        addresses: ["203.0.113.0/24"],
        limits: { requestsPerMinute: 5, tokensPerMinute: 5 },
      };
      beforeEach(async () => {
        expect(await edit(terms)).toBe(200);
        await change(grant(`user:${mel.id}`, "agent:a", { allow: [], deny: ["use"] }));
      });

      test.each([
        { expiresAt: "2100-01-01T00:00:00.001Z" },
        { expiresAt: null },
        { addresses: ["203.0.113.0/24", "203.0.114.0/24"] },
        { addresses: ["203.0.113.7"] },
        { addresses: [] },
        { limits: { requestsPerMinute: 6 } },
        { limits: { requestsPerMinute: null } },
        { limits: { tokensPerMinute: 6 } },
        { limits: { tokensPerMinute: null } },
      ])("does not give it more: %j", async (wish) => expect(await edit(wish)).toBe(403));

      test.each([
        { expiresAt: soon },
        { limits: { requestsPerMinute: 4, tokensPerMinute: 0 } },
        { ...terms, name: "Daily" },
        { scope: { agents: "none", models: "none" }, addresses: [] },
      ])("may give it less, or the same, or more of what they reach: %j", async (wish) =>
        expect(await edit(wish)).toBe(200),
      );
    });

    test("whoever rotates it has another one, and so must reach what it opens", async () => {
      expect(await rotate()).toBe("rotated");
      await house.operate("PATCH", `${keys()}/${id}`, { scope: { agents: "all" } });
      expect(await rotate()).toBe(refused);
    });

    test("the credential is a key that nothing narrows", async () => {
      const renew = (token = mel.token) =>
        house.call("POST", `/api/admin/services/${crm}/credential`, undefined, token);
      expect(codeOf(await renew())).toBe(refused);
      await change(grant(`user:${mel.id}`, "agent:b"));
      expect((await renew()).statusCode).toBe(200);
    });

    test("the operator is bound by none of it", async () => {
      expect((await house.operate("POST", keys(), { name: "x" })).statusCode).toBe(201);
    });
  });
});
