import { expect, it } from "vitest";
import { codeOf } from "../testing/house.ts";
import { lettersTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse } from "../testing/staff.ts";

closeAfterEach();

const deleteOwn = "/api/user/delete";

it("people delete their own account, and what waits for it goes with it", async () => {
  const house = await openHouse();
  await house.register("ada");
  const ben = await house.person("ben");
  await house.operate("POST", `/api/admin/users/${ben.id}/reset-password`);
  const answer = await house.call("DELETE", deleteOwn, undefined, ben.token);
  expect([answer.statusCode, answer.json()]).toEqual([200, { message: "User deleted" }]);
  expect((await house.call("GET", "/api/user", undefined, ben.token)).statusCode).toBe(401);
  expect(await lettersTo(house, "ben@example.org")).toEqual([]);
  expect(await house.store.db.selectFrom("link_tokens").selectAll().execute()).toEqual([]);
});

it("the last super admin does not", async () => {
  const house = await openHouse();
  const ada = await house.person("ada");
  expect(codeOf(await house.call("DELETE", deleteOwn, undefined, ada.token))).toBe("last-super-admin");
});

it("nobody but staff does where the operator does not allow it", async () => {
  const house = await openHouse({ ALLOW_ACCOUNT_DELETION: "false" });
  await house.register("ada");
  const ben = await house.person("ben");
  expect(codeOf(await house.call("DELETE", deleteOwn, undefined, ben.token))).toBe("account-deletion-disabled");
  await house.operate("PATCH", `/api/admin/users/${ben.id}`, { role: "MODERATOR" });
  expect((await house.call("DELETE", deleteOwn, undefined, ben.token)).statusCode).toBe(200);
});

it("a changed password is told to the person", async () => {
  const house = await openHouse();
  const ada = await house.person("ada");
  const wish = { currentPassword: "correct horse battery", newPassword: "another password" };
  expect((await house.call("POST", "/api/auth/password", wish, ada.token)).statusCode).toBe(204);
  expect(await lettersTo(house, "ada@example.org")).toMatchObject([{ kind: "password-changed" }]);
});

it("all other sessions end at once, and this one stays", async () => {
  const house = await openHouse();
  await house.register("ada");
  const [here, there, elsewhere] = [await house.signIn("ada"), await house.signIn("ada"), await house.signIn("ada")];
  const answer = await house.call("DELETE", "/api/auth/sessions", undefined, here.token);
  expect(answer.json()).toEqual({ ended: 2 });
  const status = async (token: string) => (await house.call("GET", "/api/user", undefined, token)).statusCode;
  expect(await Promise.all([here, there, elsewhere].map(({ token }) => status(token)))).toEqual([200, 401, 401]);
});
