import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type EmptyDatabase, emptySqlite } from "../../store/testing/databases.ts";
import { codeOf, type House, houseOn } from "../testing/house.ts";
import { linkTo } from "../testing/letters.ts";
import { Pretender } from "./testing/pretender.ts";
import { openIdEnv, signInAs, tokenOf } from "./testing/traveller.ts";

let pretender: Pretender;
const opened: { house: House; database: EmptyDatabase }[] = [];
beforeAll(async () => {
  pretender = await Pretender.start();
});
afterAll(() => pretender.stop());
afterEach(async () => {
  for (const { house, database } of opened.splice(0)) {
    await house.close();
    await database.remove();
  }
});

const DEE = "dee@example.com";
const dee = { sub: "dee", email: DEE, email_verified: true };
const PATH = "/api/admin/invitations";

/** Nobody registers through providers by themselves; Dee is invited by Max, an administrator. */
async function open(env: Record<string, string> = {}) {
  const database = await emptySqlite();
  const house = await houseOn(database, openIdEnv(pretender, { ALLOW_SOCIAL_REGISTRATION: "false", ...env }));
  opened.push({ house, database });
  await house.person("first");
  const max = await house.person("max");
  await house.operate("PATCH", `/api/admin/users/${max.id}`, { role: "ADMIN" });
  const made = await house.operate("POST", "/api/admin/groups", { name: "Sales" });
  const group = made.json<{ group: { id: string } }>().group.id;
  const wish = { email: DEE, role: "MODERATOR", groups: [group] };
  const invited = await house.call("POST", PATH, wish, max.token);
  expect(invited.statusCode, invited.body).toBe(201);
  return { house, max, group };
}
const enter = (house: House, claims: object) => signInAs(house, pretender, { ...dee, ...claims });
const invitation = async (house: House) =>
  (await house.operate("GET", PATH)).json<{ invitations: Record<string, unknown>[] }>().invitations[0];
const refused = (code: string) => ({ to: `/login?redirect=false&error=${code}`, cookie: "" });

describe("whoever is invited, and signs in through a provider", () => {
  test("takes the invitation by the address that the provider verified, also where nobody registers so", async () => {
    const { house, group, max } = await open();
    const { id } = await tokenOf(house, (await enter(house, {})).cookie);
    const { user } = (await house.operate("GET", `/api/admin/users/${id}`)).json<{ user: Record<string, unknown> }>();
    expect(user).toMatchObject({ role: "MODERATOR", emailVerified: true, email: DEE });
    expect((await house.operate("GET", `/api/admin/groups/${group}/members`)).json()).toMatchObject({ total: 1 });
    expect(await invitation(house)).toMatchObject({ status: "accepted", account: id, leftOut: null });
    const log = await house.store.readLog(house.access.list()[0]?.id ?? "", 0, 500);
    expect(log.map(({ reason }) => reason).join()).toContain(`invited by user:${max.id}`);
    expect((await tokenOf(house, (await enter(house, {})).cookie)).id).toBe(id);
  });

  test("has what the claims give beside it", async () => {
    const { house } = await open({ OPENID_ADMIN_ROLE: "boss", OPENID_ADMIN_ROLE_PARAMETER_PATH: "roles" });
    const { id } = await tokenOf(house, (await enter(house, { roles: ["boss"] })).cookie);
    const { user } = (await house.operate("GET", `/api/admin/users/${id}`)).json<{ user: Record<string, unknown> }>();
    expect(user).toMatchObject({ role: "MODERATOR", roles: [{ role: "ADMIN" }] });
  });

  test("gets nothing once the inviter may invite nobody any more", async () => {
    const { house, max } = await open();
    await house.operate("PATCH", `/api/admin/users/${max.id}`, { role: "USER" });
    expect(await enter(house, {})).toEqual(refused("registration-closed"));
    expect(await invitation(house)).toMatchObject({ status: "open" });
  });

  test.each([
    ["that the provider did not verify", { email_verified: false }],
    ["that is another one", { email: "eve@example.com" }],
  ])("does not take it by an address %s", async (_, claims) => {
    const { house } = await open();
    expect(await enter(house, claims)).toEqual(refused("registration-closed"));
    expect(await invitation(house)).toMatchObject({ status: "open" });
  });

  test("is the only way where nobody signs in with a password", async () => {
    const { house } = await open();
    const { token } = await linkTo(house, DEE, "invitation");
    const { store } = house;
    const without = await houseOn(await emptySqlite(), openIdEnv(pretender, { ALLOW_EMAIL_LOGIN: "false" }), { store });
    expect(codeOf(await without.register("dee", { email: DEE, token }))).toBe("login-disabled");
    await without.app.close();
    expect(await invitation(house)).toMatchObject({ status: "open" });
  });
});
