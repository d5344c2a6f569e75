import { beforeEach, describe, expect, test } from "vitest";
import { sayPassword, setUp } from "../testing/authenticator.ts";
import { codeOf, refresh, type SignedInPerson } from "../testing/house.ts";
import { closeAfterEach, openStaffedHouse, type Staff } from "../testing/staff.ts";

closeAfterEach();

describe("an administrator resets somebody's two-factor sign-in", () => {
  let staff: Staff;
  beforeEach(async () => {
    staff = await openStaffedHouse();
    await setUp(staff.house, staff.ben);
  });
  const reset = (by: SignedInPerson, of: SignedInPerson) =>
    staff.house.call("POST", `/api/admin/users/${of.id}/reset-two-factor`, {}, by.token);
  const isOn = async ({ id }: SignedInPerson) =>
    (await staff.house.operate("GET", `/api/admin/users/${id}`)).json().user.twoFactorEnabled;

  test("the password alone signs in again, and every session ends", async () => {
    const { house, admin, ben } = staff;
    expect(await isOn(ben)).toBe(true);
    const answer = await reset(admin, ben);
    expect(answer.json()).toMatchObject({ user: { id: ben.id, twoFactorEnabled: false } });
    expect((await refresh(house, ben.cookie)).statusCode).toBe(401);
    expect(await sayPassword(house, "ben")).toBeUndefined();
  });

  test("of somebody who has none changes nothing", async () => {
    const { house, admin, cy } = staff;
    expect((await reset(admin, cy)).statusCode).toBe(200);
    expect((await refresh(house, cy.cookie)).statusCode).toBe(200);
  });

  test.each<[who: string, code: string, by: (staff: Staff) => SignedInPerson, of: (staff: Staff) => SignedInPerson]>([
    ["a moderator", "forbidden", (all) => all.moderator, (all) => all.ben],
    ["a member", "forbidden", (all) => all.cy, (all) => all.ben],
    ["an administrator, of whoever outranks them,", "hand-on-refused", (all) => all.admin, (all) => all.ada],
    ["an administrator, their own,", "forbidden", (all) => all.admin, (all) => all.admin],
  ])("%s is refused: %s", async (_, code, by, of) => {
    for (const person of [staff.ada, staff.admin]) await setUp(staff.house, person);
    expect(codeOf(await reset(by(staff), of(staff)))).toBe(code);
    expect(await isOn(staff.ada)).toBe(true);
  });
});
