import { describe, expect, test } from "vitest";
import { emptySqlite } from "../../store/testing/databases.ts";
import { codeOf, houseOn } from "../testing/house.ts";
import { lettersTo } from "../testing/letters.ts";
import { mailTo, openPostbox } from "../testing/postbox.ts";
import { closeAfterEach, openStaffedHouse } from "../testing/staff.ts";

closeAfterEach();
const pathOf = ({ id }: { id: string }) => `/api/admin/users/${id}/sessions`;

describe("the sessions of others", () => {
  test("are listed in words, with the way of sign-in and without the address", async () => {
    const { house, admin, ben } = await openStaffedHouse();
    const { sessions } = (await house.call("GET", pathOf(ben), undefined, admin.token)).json();
    expect(sessions).toMatchObject([{ id: ben.session, signedInWith: "password", secondFactor: false }]);
    expect(Object.keys(sessions[0])).not.toContain("ip");
    expect(Object.keys(sessions[0])).not.toContain("userAgent");
  });

  test("end one by one, at once", async () => {
    const { house, admin, ben } = await openStaffedHouse();
    const again = await house.signIn("ben");
    expect((await house.call("DELETE", `${pathOf(ben)}/${ben.session}`, undefined, admin.token)).statusCode).toBe(204);
    expect(codeOf(await house.call("GET", "/api/user", undefined, ben.token))).toBe("token-invalid");
    expect((await house.call("GET", "/api/user", undefined, again.token)).statusCode).toBe(200);
    const twice = await house.call("DELETE", `${pathOf(ben)}/${ben.session}`, undefined, admin.token);
    expect(codeOf(twice)).toBe("resource-not-found");
  });

  test("end all together, and whoever listens to them hears it", async () => {
    const { house, admin, ben } = await openStaffedHouse();
    const again = await house.signIn("ben");
    const heard: string[] = [];
    house.identity.onSessionEnded(({ session }) => void heard.push(session));
    const answer = await house.call("DELETE", pathOf(ben), undefined, admin.token);
    expect(answer.json()).toEqual({ ended: 2 });
    expect(heard.sort()).toEqual([ben.session, again.session].sort());
    expect((await house.call("GET", "/api/user", undefined, again.token)).statusCode).toBe(401);
  });

  test("are not another person's by their id", async () => {
    const { house, admin, ben, cy } = await openStaffedHouse();
    const answer = await house.call("DELETE", `${pathOf(cy)}/${ben.session}`, undefined, admin.token);
    expect(codeOf(answer)).toBe("resource-not-found");
    expect((await house.call("GET", "/api/user", undefined, ben.token)).statusCode).toBe(200);
  });

  test.each([
    ["a moderator, who does not manage people", "moderator", "ben", "forbidden"],
    ["a member", "cy", "ben", "forbidden"],
    ["an administrator towards a super admin", "admin", "ada", "hand-on-refused"],
    ["an administrator towards their own", "admin", "admin", "hand-on-refused"],
  ] as const)("are not for %s", async (_, who, whose, code) => {
    const staff = await openStaffedHouse();
    for (const [method, path] of [
      ["GET", pathOf(staff[whose])],
      ["DELETE", pathOf(staff[whose])],
      ["DELETE", `${pathOf(staff[whose])}/${staff[whose].session}`],
    ] as const)
      expect(codeOf(await staff.house.call(method, path, undefined, staff[who].token)), method).toBe(code);
    expect((await staff.house.call("GET", "/api/user", undefined, staff[whose].token)).statusCode).toBe(200);
  });
});

test("the person is told by mail, once, where something ended", async () => {
  const box = await openPostbox();
  const database = await emptySqlite();
  const house = await houseOn(database, mailTo(box));
  await house.person("ada");
  const ben = await house.person("ben");
  await house.operate("DELETE", pathOf(ben));
  expect((await box.letterTo("ben@example.org", 1)).subject).toBe("You were signed out of Gatehouse");
  expect((await house.operate("DELETE", pathOf(ben))).json()).toEqual({ ended: 0 });
  // The letter has come before its row is gone.
  await expect.poll(() => lettersTo(house, "ben@example.org")).toEqual([]);
  await house.close();
  await database.remove();
  await box.close();
});
