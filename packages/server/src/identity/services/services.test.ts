import { describe, expect, it } from "vitest";
import { codeOf } from "../testing/house.ts";
import { closeAfterEach, openStaffedHouse } from "../testing/staff.ts";

closeAfterEach();

const SERVICES = "/api/admin/services";

async function withService() {
  const staff = await openStaffedHouse();
  const made = await staff.house.call("POST", SERVICES, { name: "CRM", description: "Customers" }, staff.ada.token);
  const { service, credential } = made.json();
  return { ...staff, made, id: service.id as string, credential: credential as string };
}

describe("a service", () => {
  it("signs in with its credential, which is stored as a hash and shown once", async () => {
    const { house, ada, made, id, credential } = await withService();
    expect(made.statusCode).toBe(201);
    expect(credential).toMatch(/^gh_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$/);
    expect((await house.call("POST", "/api/access/check", { action: "access:admin" }, credential)).json().allowed).toBe(
      false,
    );
    const shown = JSON.stringify((await house.call("GET", `${SERVICES}/${id}`, undefined, ada.token)).json());
    expect(shown).not.toContain(credential.slice(16));
    const rows = JSON.stringify(await house.store.db.selectFrom("services").selectAll().execute());
    expect(rows).not.toContain(credential.slice(16));
  });

  it("has no role, is nobody's password, and holds nothing until given it", async () => {
    const { house, ada, id, credential } = await withService();
    expect((await house.call("GET", "/api/admin/users", undefined, credential)).statusCode).toBe(403);
    expect((await house.call("GET", "/api/user", undefined, credential)).statusCode).toBe(404);
    for (const capability of ["access:admin", "read:users"])
      await house.call(
        "POST",
        "/api/admin/grants",
        { principalType: "service", principalId: id, capability },
        ada.token,
      );
    expect((await house.call("GET", "/api/admin/users", undefined, credential)).statusCode).toBe(200);
  });

  it("ends with its credential: another secret, rotation, deactivation, deletion", async () => {
    const { house, ada, id, credential } = await withService();
    const works = (text: string) =>
      house.call("POST", "/api/access/check", { action: "access:admin" }, text).then(({ statusCode }) => statusCode);
    expect(await works(`${credential.slice(0, -1)}${credential.endsWith("A") ? "B" : "A"}`)).toBe(401);
    const renewed = (await house.call("POST", `${SERVICES}/${id}/credential`, undefined, ada.token)).json().credential;
    expect([await works(credential), await works(renewed)]).toEqual([401, 200]);
    await house.call("PATCH", `${SERVICES}/${id}`, { status: "deactivated" }, ada.token);
    expect(await works(renewed)).toBe(403);
    await house.call("PATCH", `${SERVICES}/${id}`, { status: "active" }, ada.token);
    expect(await works(renewed)).toBe(200);
    expect((await house.call("DELETE", `${SERVICES}/${id}`, undefined, ada.token)).json()).toEqual({ success: true });
    expect(await works(renewed)).toBe(401);
  });

  it("is in groups, as people are", async () => {
    const { house, ada, id, credential } = await withService();
    const { group } = (await house.call("POST", "/api/admin/groups", { name: "Programs" }, ada.token)).json();
    await house.call("POST", `/api/admin/groups/${group._id}/members`, { serviceId: id }, ada.token);
    expect((await house.call("GET", `/api/admin/groups/${group._id}`, undefined, credential)).statusCode).toBe(200);
    expect(
      (await house.call("DELETE", `/api/admin/groups/${group._id}/members/${id}`, undefined, ada.token)).statusCode,
    ).toBe(200);
    expect((await house.call("GET", `/api/admin/groups/${group._id}`, undefined, credential)).statusCode).toBe(404);
  });

  it("is made and managed by whoever holds `manage:services`", async () => {
    const { house, ben, moderator, admin, id } = await withService();
    for (const { token } of [ben, moderator]) {
      expect((await house.call("POST", SERVICES, { name: "Mine" }, token)).statusCode).toBe(403);
      expect((await house.call("POST", `${SERVICES}/${id}/credential`, undefined, token)).statusCode).toBe(403);
    }
    expect((await house.call("POST", `${SERVICES}/${id}/credential`, undefined, admin.token)).statusCode).toBe(200);
    expect(codeOf(await house.call("POST", `${SERVICES}/${"0".repeat(24)}/credential`, undefined, admin.token))).toBe(
      "resource-not-found",
    );
  });
});
