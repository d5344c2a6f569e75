import { afterEach, expect, test } from "vitest";
import { emptySqlite } from "../../store/testing/databases.ts";
import { setUp } from "../testing/authenticator.ts";
import { houseOn } from "../testing/house.ts";
import { mailTo, openPostbox } from "../testing/postbox.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

test("people are told by mail that two-factor sign-in was switched on, off and reset", async () => {
  const box = await openPostbox();
  closing.push(box.close);
  const database = await emptySqlite();
  closing.push(() => database.remove());
  const house = await houseOn(database, mailTo(box));
  closing.push(() => house.close());
  await house.person("ada");
  const ben = await house.person("ben");
  const subject = async (count: number) => (await box.letterTo("ben@example.org", count)).subject;
  const app = await setUp(house, ben);
  expect(await subject(1)).toBe("Two-factor sign-in for Gatehouse was switched on");
  await house.call("POST", "/api/auth/2fa/disable", { token: app.next() }, ben.token);
  expect(await subject(2)).toBe("Two-factor sign-in for Gatehouse was switched off");
  await setUp(house, ben);
  await box.letterTo("ben@example.org", 3);
  await house.operate("POST", `/api/admin/users/${ben.id}/reset-two-factor`);
  expect(await subject(4)).toBe("Two-factor sign-in for Gatehouse was reset");
});
