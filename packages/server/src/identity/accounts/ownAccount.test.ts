import { expect, it } from "vitest";
import { codeOf, PASSWORD } from "../testing/house.ts";
import { lettersTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse } from "../testing/staff.ts";

closeAfterEach();

const deleteOwn = "/api/user/delete";

it("people delete their own account, and what waits for it goes with it", async () => {
  const house = await openHouse();
  await house.register("ada");
  const ben = await house.person("ben");
  await house.operate("POST", `/api/admin/users/${ben.id}/reset-password`);
  const answer = await house.call("DELETE", deleteOwn, { password: PASSWORD }, ben.token);
  expect([answer.statusCode, answer.json()]).toEqual([200, { message: "User deleted" }]);
  expect((await house.call("GET", "/api/user", undefined, ben.token)).statusCode).toBe(401);
  expect(await lettersTo(house, "ben@example.org")).toEqual([]);
  expect(await house.store.db.selectFrom("link_tokens").selectAll().execute()).toEqual([]);
});

it.each([
  ["a wrong password", { password: "wrong" }],
  ["none", {}],
])("with %s nobody does", async (_, body) => {
  const house = await openHouse();
  await house.register("ada");
  const ben = await house.person("ben");
  expect(codeOf(await house.call("DELETE", deleteOwn, body, ben.token))).toBe("password-wrong");
});

it("whoever has no password signed in just now", async () => {
  const house = await openHouse({ SESSION_EXPIRY: "1000 * 60 * 60" });
  await house.register("ada");
  const ben = await house.person("ben");
  await house.store.transact((tx) =>
    tx.updateTable("users").set({ password_hash: null, provider: "google" }).where("id", "=", ben.id).execute(),
  );
  house.wait(11 * 60_000);
  expect(codeOf(await house.call("DELETE", deleteOwn, undefined, ben.token))).toBe("forbidden");
  house.wait(-2 * 60_000);
  expect((await house.call("DELETE", deleteOwn, undefined, ben.token)).statusCode).toBe(200);
});

it("the last super admin does not", async () => {
  const house = await openHouse();
  const ada = await house.person("ada");
  expect(codeOf(await house.call("DELETE", deleteOwn, { password: PASSWORD }, ada.token))).toBe("last-super-admin");
});

it("nobody but staff does where the operator does not allow it", async () => {
  const house = await openHouse({ ALLOW_ACCOUNT_DELETION: "false" });
  await house.register("ada");
  const ben = await house.person("ben");
  expect(codeOf(await house.call("DELETE", deleteOwn, { password: PASSWORD }, ben.token))).toBe(
    "account-deletion-disabled",
  );
  await house.operate("PATCH", `/api/admin/users/${ben.id}`, { role: "MODERATOR" });
  expect((await house.call("DELETE", deleteOwn, { password: PASSWORD }, ben.token)).statusCode).toBe(200);
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
