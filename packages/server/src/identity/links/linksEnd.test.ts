import { describe, expect, it } from "vitest";
import { codeOf, type House, PASSWORD, type SignedInPerson } from "../testing/house.ts";
import { linkTo } from "../testing/letters.ts";
import { closeAfterEach, openHouse } from "../testing/staff.ts";

closeAfterEach();

const BEN = "ben@example.org";
const WANTED = "intruder@example.org";
const NEW = "another password of ben's";

type Meanwhile = (house: House, ben: SignedInPerson) => Promise<{ statusCode: number }>;

/** What somebody does about an intruder: a link that was asked for before opens nothing after it. */
const measures: [string, Meanwhile][] = [
  [
    "the person changes their password",
    (house, ben) =>
      house.call("POST", "/api/auth/password", { currentPassword: PASSWORD, newPassword: NEW }, ben.token),
  ],
  [
    "the person ends all other sessions",
    (house, ben) => house.call("DELETE", "/api/auth/sessions", undefined, ben.token),
  ],
  [
    "an administrator sends a link for a new password",
    (house, { id }) => house.operate("POST", `/api/admin/users/${id}/reset-password`),
  ],
  [
    "all sessions of the account are ended",
    async (house, { id }) => {
      const organization = house.access.list()[0]?.id ?? "";
      await house.identity.endSessions({ organization, account: `user:${id}` }, "revoked");
      return { statusCode: 204 };
    },
  ],
  [
    "the account is banned, and let in again",
    async (house, { id }) => {
      await house.operate("POST", `/api/admin/users/${id}/ban`, { until: null, reason: "x" });
      return house.operate("DELETE", `/api/admin/users/${id}/ban`);
    },
  ],
  [
    "the account is deactivated, and let in again",
    async (house, { id }) => {
      await house.operate("PATCH", `/api/admin/users/${id}`, { status: "deactivated" });
      return house.operate("PATCH", `/api/admin/users/${id}`, { status: "active" });
    },
  ],
];

describe.each(measures)("after %s", (_, measure) => {
  const open = async () => {
    const house = await openHouse({
      ALLOW_PASSWORD_RESET: "true",
      VERIFY_EMAIL_MAX: "1000",
      RESET_PASSWORD_MAX: "1000",
    });
    await house.register("ada");
    return { house, ben: await house.person("ben") };
  };

  it("a link for another address moves nothing", async () => {
    const { house, ben } = await open();
    await house.call("POST", "/api/user/email", { email: WANTED, password: PASSWORD }, ben.token);
    const link = await linkTo(house, WANTED, "new-address");
    expect((await measure(house, ben)).statusCode).toBeLessThan(300);
    expect(codeOf(await house.call("POST", "/api/user/verify", link))).toBe("link-invalid");
  });

  it("a link for a new password sets none", async () => {
    const { house, ben } = await open();
    await house.call("POST", "/api/auth/requestPasswordReset", { email: BEN });
    const link = await linkTo(house, BEN, "reset-password");
    expect((await measure(house, ben)).statusCode).toBeLessThan(300);
    const answer = await house.call("POST", "/api/auth/resetPassword", { ...link, password: NEW });
    expect(codeOf(answer)).toBe("link-invalid");
  });
});
