import { afterEach, beforeEach, expect, test } from "vitest";
import { type House, openHouse } from "../../moderation/testing/house.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";

/* Sue is super admin; Mo manages the balances of Research, in which is Ben; Cy is in no group. */
const LIMITS = "/api/admin/limits";

onEveryDatabase("limits, for whoever administers some people", (given) => {
  let house: House;
  let research: string;
  beforeEach(async () => {
    house = await openHouse({}, { database: await given() });
    await house.change({ kind: "feature-set", role: "role:USER", feature: "REMOTE_AGENTS.USE", on: true });
    const { group } = await house.ok("sue", "POST", "/api/admin/groups", { name: "Research" });
    research = `group:${group._id}`;
    const mo = `user:${house.id("mo")}`;
    await house.change(
      { kind: "membership-set", member: `user:${house.id("ben")}`, group: research, expiresAt: null },
      { kind: "capability-set", principal: mo, capability: "access:admin", scope: null, expiresAt: null },
      { kind: "capability-set", principal: mo, capability: "manage:balances", scope: research, expiresAt: null },
    );
  });
  afterEach(() => house.close());

  const of = (person: string) => `user:${house.id(person)}`;
  const limit = (by: string, principal: string, requests = 5) => house.as(by, "POST", LIMITS, { principal, requests });
  const listed = async (by: string) =>
    (await house.ok(by, "GET", LIMITS)).limits.map(
      ({ name, principal }: { name: string | null; principal: string }) => `${name ?? principal}`,
    );

  test("they set, change and lift those of these people", async () => {
    const { id } = await house.ok("mo", "POST", LIMITS, { principal: of("ben"), requests: 1 });
    const ask = async () =>
      (
        await house.as("ben", "POST", "/v1/chat/completions", {
          model: "echo/echo",
          messages: [{ role: "user", content: "Hi" }],
        })
      ).status;
    expect([await ask(), await ask()]).toEqual([200, 429]);
    await house.ok("mo", "PUT", `${LIMITS}/${id}`, { principal: of("ben"), requests: 100 });
    expect(await ask()).toBe(200);
    expect(await listed("mo")).toEqual(["ben"]);
    expect((await house.as("mo", "DELETE", `${LIMITS}/${id}`)).status).toBe(204);
    expect(await listed("mo")).toEqual([]);
  });

  test("they see none of others: of everybody, a role, their group, a service or somebody outside", async () => {
    const { service } = await house.ok("sue", "POST", "/api/admin/services", { name: "CRM" });
    for (const principal of ["everyone", "role:USER", research, `service:${service.id}`, of("cy"), of("ben")])
      expect((await limit("sue", principal)).status, principal).toBe(201);
    expect(await listed("sue")).toHaveLength(6);
    expect(await listed("mo")).toEqual(["ben"]);
  });

  test("they set none of others, and hear the same of whom there is not", async () => {
    for (const principal of ["everyone", "role:USER", research, of("cy"), `user:${"f".repeat(24)}`, "group:none"]) {
      const answer = await limit("mo", principal);
      expect([answer.status, answer.body.code], principal).toEqual([403, "forbidden"]);
    }
    expect(await listed("sue")).toEqual([]);
  });

  test("those of others are as if they were not there; and one's own are not turned into one of somebody else", async () => {
    const { id } = (await limit("sue", of("cy"))).body;
    const nobody = "0".repeat(24);
    for (const one of [id, nobody]) {
      const body = { principal: of("ben"), requests: 9 };
      expect((await house.as("mo", "PUT", `${LIMITS}/${one}`, body)).status).toBe(404);
      expect((await house.as("mo", "DELETE", `${LIMITS}/${one}`)).status).toBe(404);
    }
    const own = (await limit("mo", of("ben"))).body;
    const moved = await house.as("mo", "PUT", `${LIMITS}/${own.id}`, { principal: of("cy"), requests: 9 });
    expect(moved.status).toBe(403);
    expect(await listed("sue")).toEqual(expect.arrayContaining(["cy", "ben"]));
  });

  test("whoever leaves the group is administered no more", async () => {
    const { id } = (await limit("mo", of("ben"))).body;
    await house.change({ kind: "membership-removed", member: of("ben"), group: research });
    expect((await house.as("mo", "DELETE", `${LIMITS}/${id}`)).status).toBe(404);
    expect(await listed("mo")).toEqual([]);
  });

  test("without `access:admin` they come in nowhere", async () => {
    await house.change({ kind: "capability-removed", principal: of("mo"), capability: "access:admin", scope: null });
    // A moderator has it by the role.
    await house.change({ kind: "primary-role-set", user: of("mo"), role: "role:USER" });
    expect((await house.as("mo", "GET", LIMITS)).status).toBe(403);
    expect((await limit("mo", of("ben"))).status).toBe(403);
  });

  test("a key is limited by whoever may limit all, and goes by its name", async () => {
    await house.change({ kind: "feature-set", role: "role:USER", feature: "REMOTE_AGENTS.CREATE", on: true });
    const { id, key } = await house.ok("ben", "POST", "/api/api-keys", { name: "Nightly" });
    expect((await limit("mo", `key:${id}`)).status).toBe(403);
    expect((await limit("sue", `key:${"0".repeat(24)}`)).status).toBe(404);
    expect((await limit("sue", `key:${id}`, 1)).body).toMatchObject({ name: "Nightly", keyOf: "ben" });
    const body = { model: "echo/echo", messages: [{ role: "user", content: "Hi" }] };
    const ask = async (token: string) => (await house.call("POST", "/v1/chat/completions", body, token)).status;
    expect([await ask(key), await ask(key)]).toEqual([200, 429]);
    expect((await house.as("ben", "POST", "/v1/chat/completions", body)).status).toBe(200);
    await house.ok("ben", "DELETE", `/api/api-keys/${id}`);
    expect(await listed("sue")).toEqual([]);
  });
});
