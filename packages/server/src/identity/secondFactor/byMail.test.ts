import { expect, test } from "vitest";
import { sayPassword, setUp } from "../testing/authenticator.ts";
import { type House, PASSWORD } from "../testing/house.ts";
import { linkTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse } from "../testing/staff.ts";

closeAfterEach();

const BEN = "ben@example.org";
const RESET = { ALLOW_PASSWORD_RESET: "true", RESET_PASSWORD_MAX: "1000" };

async function resetPassword(house: House): Promise<void> {
  await house.call("POST", "/api/auth/requestPasswordReset", { email: BEN });
  const link = await linkTo(house, BEN, "reset-password");
  const answer = await house.call("POST", "/api/auth/resetPassword", { ...link, password: PASSWORD });
  expect(answer.statusCode, answer.body).toBe(200);
}

test("a new password by mail leaves two-factor sign-in on: whoever reads the mail is asked for a code", async () => {
  const house = await openHouse(RESET);
  await house.person("ada");
  await setUp(house, await house.person("ben"));
  await resetPassword(house);
  expect(await sayPassword(house, "ben")).toBeDefined();
});

test("whoever signed up with somebody else's address keeps them out with no second factor", async () => {
  // Signed in before the address was verified.
  const house = await openHouse({
    ...RESET,
    ALLOW_UNVERIFIED_EMAIL_LOGIN: "true",
    EMAIL_HOST: "127.0.0.1",
    EMAIL_PORT: "9",
    EMAIL_FROM: "gatehouse@example.org",
  });
  await house.person("ada");
  await house.register("ben");
  await setUp(house, await house.signIn("ben"));
  await resetPassword(house);
  expect(await sayPassword(house, "ben")).toBeUndefined();
});
