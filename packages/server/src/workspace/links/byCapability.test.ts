import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { makeLink, seen } from "../testing/links.ts";

/* What `manage:sharedlinks` is for: that a link ends. Sue holds it; the conversations are Ada's. */
let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { SHARE_IP_MAX: "100000", SHARE_USER_MAX: "100000" } });
});
afterAll(() => house.close());

const IN_2098 = "2098-01-01T00:00:00.000Z";
const IN_2099 = "2099-01-01T00:00:00.000Z";
const closed = { public: false, passcode: "sesame-1", expiresAt: IN_2099 };
const change = (who: string, { shareId }: { shareId: string }, body: object) =>
  house.as(who, "PATCH", `/api/share/${shareId}`, body);

describe("by capability alone a link's end is brought forward", () => {
  test.each([
    ["earlier than it was", closed],
    ["where there was none", { public: false, passcode: "sesame-1" }],
  ])("%s; the answer tells nothing of the conversation", async (_what, wish) => {
    const link = await makeLink(house, "ada", "Secret plans", wish);
    const changed = await change("sue", link, { republish: false, expiresAt: IN_2098 });
    expect([changed.statusCode, changed.json()]).toEqual([
      200,
      {
        _id: link._id,
        shareId: link.shareId,
        live: false,
        hasPasscode: true,
        expiresAt: IN_2098,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      },
    ]);
  });

  test.each([
    ["a later end", { republish: false, expiresAt: "2100-01-01T00:00:00.000Z" }],
    ["the same end", { republish: false, expiresAt: IN_2099 }],
    ["no end", { republish: false, expiresAt: null }],
    ["no passcode", { republish: false, passcode: null }],
    ["another passcode", { republish: false, passcode: "sesame-2", expiresAt: IN_2098 }],
    ["to show what is there now", { expiresAt: IN_2098 }],
    ["nothing", { republish: false }],
  ])("not: %s", async (_what, body) => {
    const link = await makeLink(house, "ada", "Secret plans", closed);
    const refused = await change("sue", link, body);
    expect([refused.statusCode, refused.json()]).toEqual([
      403,
      expect.objectContaining({ code: "forbidden", detail: expect.stringContaining("brought forward") }),
    ]);
    expect(refused.body).not.toMatch(new RegExp(`Secret|${link.conversation.id}`));
    const kept = await house.as("ada", "GET", `/api/share/link/${link.conversation.id}`);
    expect([kept.headers.etag, kept.json()]).toEqual([
      '"v1"',
      expect.objectContaining({ expiresAt: IN_2099, hasPasscode: true }),
    ]);
  });

  test("who is given `update` too may all that it says", async () => {
    const link = await makeLink(house, "ada", "Shared plans", closed);
    await house.as("ada", "POST", `/api/access/resources/sharedLink/${link._id}/grants`, {
      principal: userOf("sue"),
      allow: ["view", "update"],
    });
    expect((await change("sue", link, { republish: false, passcode: null })).json()).toMatchObject({
      title: "Shared plans",
    });
    expect(await seen(house, "sue", link)).toHaveLength(2);
  });

  test("and it is deleted", async () => {
    const link = await makeLink(house, "ada", "Secret plans", closed);
    const deleted = await house.as("sue", "DELETE", `/api/share/${link.shareId}`);
    expect([deleted.statusCode, deleted.body]).toEqual([200, expect.not.stringContaining("Secret")]);
  });
});

test("who opened a link its own people are told, not who manages links", async () => {
  const link = await makeLink(house, "ada", "Secret plans", closed);
  const opened = (who: string) => house.as(who, "GET", `/api/share/${link.shareId}/opened`);
  expect((await opened("ada")).statusCode).toBe(200);
  expect((await opened("sue")).json().code).toBe("resource-not-found");
});
