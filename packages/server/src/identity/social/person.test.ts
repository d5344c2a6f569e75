import { describe, expect, it } from "vitest";
import { personOf } from "./person.ts";

const settings = { emailClaim: undefined, nameClaim: undefined, usernameClaim: undefined, trustEmail: false };
const CEO = "ceo@bigco.example";
const MINE = "mine@acme.example";

describe("an address, and whether it is verified, come from the same source", () => {
  it.each([
    ["the ID token alone", { email: CEO, email_verified: true }, {}, CEO, true],
    ["userinfo alone", {}, { email: MINE, email_verified: true }, MINE, true],
    [
      "another address that userinfo knows as verified",
      { email: CEO },
      { email: MINE, email_verified: true },
      CEO,
      false,
    ],
    ["another address that the ID token knows as verified", { email_verified: true }, { email: CEO }, CEO, false],
    ["the same address, of which userinfo says more", { email: CEO }, { email: CEO, email_verified: true }, CEO, true],
    [
      "the ID token that says no",
      { email: CEO, email_verified: false },
      { email: CEO, email_verified: true },
      CEO,
      false,
    ],
    ["nobody who says anything", { email: CEO }, { email: CEO }, CEO, false],
  ])("%s", (_, id, userinfo, email, emailVerified) => {
    expect(personOf(settings, id, userinfo)).toMatchObject({ email, emailVerified });
  });

  it("the operator's trust counts only where nobody says no", () => {
    const trusting = { ...settings, trustEmail: true };
    expect(personOf(trusting, { email: CEO })).toMatchObject({ emailVerified: true });
    expect(personOf(trusting, { email: CEO }, { email: CEO, email_verified: false })).toMatchObject({
      emailVerified: false,
    });
  });
});
