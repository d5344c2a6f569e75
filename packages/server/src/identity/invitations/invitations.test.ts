import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, type House, PASSWORD } from "../testing/house.ts";
import { lettersTo, linkTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse, openStaffedHouse, type Staff } from "../testing/staff.ts";

closeAfterEach();

const DEE = "dee@example.org";
const PATH = "/api/admin/invitations";

interface View {
  id: string;
  status: string;
  role: string;
  groups: { id: string; name: string }[];
  inviter: { id: string; name: string };
  account: string | null;
  leftOut: { role: string | null; roles: string[]; groups: { id: string }[] } | null;
}

const invite = (house: House, token: string, wish: Record<string, unknown> = {}) =>
  house.call("POST", PATH, { email: DEE, ...wish }, token);
const accept = async (house: House, more: Record<string, unknown> = {}) =>
  house.register("dee", { token: (await linkTo(house, DEE, "invitation")).token, ...more });
const listed = async (house: House): Promise<View[]> =>
  (await house.operate("GET", PATH)).json<{ invitations: View[] }>().invitations;

describe("an invitation", () => {
  let staff: Staff;
  let house: House;
  beforeEach(async () => {
    staff = await openStaffedHouse();
    ({ house } = staff);
  });

  it("makes a verified account with the roles and groups that it names, for its address", async () => {
    const group = (await house.operate("POST", "/api/admin/groups", { name: "Sales" })).json<{
      group: { id: string };
    }>();
    const { id } = group.group;
    const made = await invite(house, staff.ada.token, { role: "ADMIN", roles: ["MODERATOR"], groups: [id] });
    expect(made.statusCode).toBe(201);
    const { token = "" } = await linkTo(house, DEE, "invitation");
    expect(made.body).not.toContain(token);
    expect((await accept(house)).statusCode).toBe(200);
    const dee = await house.signIn("dee");
    const { user } = (await house.operate("GET", `/api/admin/users/${dee.id}`)).json<{
      user: Record<string, unknown>;
    }>();
    expect(user).toMatchObject({ role: "ADMIN", status: "active", emailVerified: true });
    expect(user.roles).toMatchObject([{ role: "MODERATOR" }]);
    const members = await house.operate("GET", `/api/admin/groups/${id}/members`);
    expect(members.json()).toMatchObject({ total: 1 });
    expect(await listed(house)).toMatchObject([
      { status: "accepted", account: dee.id, leftOut: null, inviter: { name: "ada Example" } },
    ]);
  });

  it("is written into the change log: who invited, and who accepted", async () => {
    await invite(house, staff.admin.token);
    await accept(house);
    const dee = await house.signIn("dee");
    const log = await house.store.readLog(house.access.list()[0]?.id ?? "", 0, 500);
    const entry = log.find(({ actor }) => actor === `user:${dee.id}`);
    expect(entry?.reason).toContain(`invited by user:${staff.admin.id}`);
    expect(JSON.stringify(log)).not.toContain(DEE);
  });

  it.each([
    ["another address", { email: "eve@example.org" }],
    ["another token", { token: "0".repeat(64) }],
    ["another organization", { organization: "second" }],
  ])("does not hold for %s", async (_, other) => {
    await house.access.createOrganization({ name: "Second", slug: "second" }, { name: "cli:test", from: "cli" });
    await invite(house, staff.admin.token);
    const answer = await accept(house, other);
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, "invitation-invalid"]);
    expect((await accept(house)).statusCode).toBe(200);
  });

  it("is used up by a registration that succeeds, and by no other", async () => {
    await invite(house, staff.admin.token);
    expect((await accept(house, { confirm_password: "other" })).statusCode).toBe(400);
    const { token } = await linkTo(house, DEE, "invitation");
    expect((await house.register("dee", { token })).statusCode).toBe(200);
    expect(codeOf(await house.register("dee", { token }))).toBe("invitation-invalid");
  });

  it("is closed, and says so, where its address has an account by then", async () => {
    await invite(house, staff.admin.token, { role: "USER" });
    const { token } = await linkTo(house, DEE, "invitation");
    const { id } = await house.person("dee");
    const answer = await house.register("dee", { token });
    expect([answer.statusCode, codeOf(answer)]).toEqual([409, "already-exists"]);
    expect(await listed(house)).toMatchObject([{ status: "accepted", account: id, leftOut: { role: "USER" } }]);
  });

  it("makes one account, also when several come at the same moment", async () => {
    await invite(house, staff.admin.token);
    const { token } = await linkTo(house, DEE, "invitation");
    await Promise.all(Array.from({ length: 4 }, () => house.register("dee", { token })));
    const rows = await house.store.db.selectFrom("users").select("id").where("email", "=", DEE).execute();
    expect(rows).toHaveLength(1);
  });

  it("ends after seven days, or when it is said", async () => {
    await invite(house, staff.admin.token);
    house.wait(7 * 24 * 60 * 60_000 + 1);
    expect(codeOf(await accept(house))).toBe("invitation-invalid");
    expect(await listed(house)).toMatchObject([{ status: "expired" }]);
    expect((await invite(house, (await house.signIn("admin")).token)).statusCode).toBe(201);
  });

  it.each([
    ["in the past", -1],
    ["in a hundred days", 100 * 24 * 60 * 60_000],
  ])("does not end %s", async (_, ms) => {
    const answer = await invite(house, staff.admin.token, { expiresAt: new Date(Date.now() + ms).toISOString() });
    expect(codeOf(answer)).toBe("request-invalid");
  });

  it("is withdrawn, and sent again with another link", async () => {
    const first = (await invite(house, staff.admin.token)).json<{ invitation: View }>().invitation;
    const { token } = await linkTo(house, DEE, "invitation");
    expect((await house.call("POST", `${PATH}/${first.id}/resend`, undefined, staff.admin.token)).statusCode).toBe(200);
    expect(codeOf(await house.register("dee", { token }))).toBe("invitation-invalid");
    const { token: newer } = await linkTo(house, DEE, "invitation");
    expect((await house.call("DELETE", `${PATH}/${first.id}`, undefined, staff.admin.token)).statusCode).toBe(204);
    expect(codeOf(await house.register("dee", { token: newer }))).toBe("invitation-invalid");
    expect(await lettersTo(house, DEE)).toEqual([]);
  });

  it.each([
    ["an address that has an account", "ben@example.org"],
    ["an address that is invited", DEE],
  ])("is not made for %s", async (_, email) => {
    await invite(house, staff.admin.token);
    expect(codeOf(await invite(house, staff.admin.token, { email }))).toBe("already-exists");
  });

  it.each([
    ["ada", { role: "SUPER_ADMIN" }, 201],
    ["admin", { role: "USER" }, 201],
    ["admin", { role: "ADMIN" }, 403],
    ["admin", { roles: ["ADMIN"] }, 403],
    ["admin", { roles: ["MODERATOR"] }, 201],
    ["admin", { role: "NO_SUCH" }, 400],
    ["admin", { groups: ["0".repeat(24)] }, 404],
    ["moderator", {}, 403],
    ["ben", {}, 403],
  ] as const)("by %s with %o: %d", async (who, wish, status) => {
    expect((await invite(house, staff[who].token, wish)).statusCode).toBe(status);
  });

  it("is not made into a group that carries more than its inviter holds", async () => {
    const { group } = (await house.operate("POST", "/api/admin/groups", { name: "Staff" })).json<{
      group: { id: string };
    }>();
    await house.operate("POST", "/api/admin/roles/ADMIN/members", { groupId: group.id });
    expect((await invite(house, staff.admin.token, { groups: [group.id] })).statusCode).toBe(403);
  });

  describe("when it is accepted", () => {
    it("gives only what its inviter may still give, and says what not", async () => {
      await invite(house, staff.ada.token, { role: "ADMIN", roles: ["MODERATOR"] });
      await house.operate("POST", "/api/admin/users", { name: "Root", email: "root@example.org", role: "SUPER_ADMIN" });
      await house.operate("PATCH", `/api/admin/users/${staff.ada.id}`, { role: "ADMIN" });
      expect((await accept(house)).statusCode).toBe(200);
      const dee = await house.signIn("dee");
      const { user } = (await house.operate("GET", `/api/admin/users/${dee.id}`)).json<{
        user: Record<string, unknown>;
      }>();
      expect(user).toMatchObject({ role: "USER", roles: [{ role: "MODERATOR" }] });
      expect(await listed(house)).toMatchObject([{ leftOut: { role: "ADMIN", roles: [], groups: [] } }]);
    });

    it("leaves out a group that is gone", async () => {
      const { group } = (await house.operate("POST", "/api/admin/groups", { name: "Sales" })).json<{
        group: { id: string };
      }>();
      await invite(house, staff.ada.token, { groups: [group.id] });
      await house.operate("DELETE", `/api/admin/groups/${group.id}`);
      expect((await accept(house)).statusCode).toBe(200);
      expect((await listed(house))[0]?.leftOut?.groups).toMatchObject([{ id: group.id }]);
    });

    it.each([
      ["banned", (id: string) => house.operate("POST", `/api/admin/users/${id}/ban`, { until: null, reason: "x" })],
      ["deactivated", (id: string) => house.operate("PATCH", `/api/admin/users/${id}`, { status: "deactivated" })],
      ["a member", (id: string) => house.operate("PATCH", `/api/admin/users/${id}`, { role: "USER" })],
      ["gone", (id: string) => house.operate("DELETE", `/api/admin/users/${id}`)],
    ])("holds nothing if its inviter is %s, and is not used up", async (_, become) => {
      await invite(house, staff.admin.token);
      await become(staff.admin.id);
      expect(codeOf(await accept(house))).toBe("invitation-invalid");
      expect(await house.store.db.selectFrom("users").select("id").where("email", "=", DEE).execute()).toEqual([]);
      expect(await listed(house)).toMatchObject([{ status: "open" }]);
    });
  });
});

describe("registering", () => {
  it("works with an invitation where it is closed, and not without", async () => {
    const house = await openHouse({ ALLOW_REGISTRATION: "false" });
    await house.register("ada");
    await house.operate("POST", PATH, { email: DEE });
    expect(codeOf(await house.register("dee"))).toBe("registration-closed");
    expect((await accept(house)).statusCode).toBe(200);
    expect((await house.signIn("dee")).token).not.toBe("");
  });

  it.each(["role", "roles", "groups", "status", "emailVerified", "invitation"])("takes no `%s`", async (field) => {
    const house = await openHouse();
    expect(codeOf(await house.register("ada", { [field]: "ADMIN", password: PASSWORD }))).toBe("request-invalid");
  });
});
