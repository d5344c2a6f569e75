import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { linkTo } from "../testing/links.ts";
import { type Talk, talk } from "../testing/talk.ts";

/* Until when a link may last: nobody shows a conversation for longer than it is theirs to show, or than it is there. */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const IN_2097 = "2097-01-01T00:00:00.000Z";
const IN_2098 = "2098-01-01T00:00:00.000Z";
const IN_2099 = "2099-01-01T00:00:00.000Z";
const make = (who: string, { id }: Talk, body: object = {}) => house.as(who, "POST", `/api/share/${id}`, body);
const change = (who: string, { shareId }: { shareId: string }, body: object) =>
  house.as(who, "PATCH", `/api/share/${shareId}`, body);

/** By Ada, to Ben. @returns how to take it away again */
async function give({ resource }: Talk, allow: string[], expiresAt: string | null) {
  const url = `/api/access/resources/${resource.replace(":", "/")}/grants`;
  const given = await house.as("ada", "POST", url, { principal: userOf("ben"), allow, expiresAt });
  expect(given.statusCode, given.body).toBe(201);
  return () => house.as("ada", "DELETE", `${url}/${given.json().grant.id}`);
}

describe("a link by who may share the conversation until a moment", () => {
  test.each([
    ["made without an end", {}, IN_2098],
    ["made with a later end", { expiresAt: IN_2099 }, IN_2098],
    ["made with an earlier end", { expiresAt: IN_2097 }, IN_2097],
  ])("%s: ends then at the latest, which the answer tells", async (_what, wish, end) => {
    const conversation = await talk(house, "ada", "Hi");
    await give(conversation, ["view", "share"], IN_2098);
    expect((await make("ben", conversation, wish)).json().expiresAt).toBe(end);
  });

  test.each([
    ["without an end", { republish: false, expiresAt: null }],
    ["with a later end", { republish: false, expiresAt: IN_2099 }],
    ["published again", {}],
    ["published again, without an end", { expiresAt: null }],
  ])("changed, %s: the same", async (_what, body) => {
    const conversation = await talk(house, "ada", "Hi");
    await give(conversation, ["view", "share"], IN_2098);
    const link = await linkTo(house, "ben", conversation);
    expect((await change("ben", link, body)).json().expiresAt).toBe(IN_2098);
  });

  test("lasts as long as the longest of what lets them share it", async () => {
    const conversation = await talk(house, "ada", "Hi");
    await give(conversation, ["view", "share"], IN_2097);
    await give(conversation, ["view", "share"], IN_2098);
    expect((await make("ben", conversation)).json().expiresAt).toBe(IN_2098);
  });

  test("no longer than what lets them view it", async () => {
    const conversation = await talk(house, "ada", "Hi");
    await give(conversation, ["view"], IN_2097);
    await give(conversation, ["share"], IN_2098);
    expect((await make("ben", conversation)).json().expiresAt).toBe(IN_2097);
  });

  test("is not bounded by the key that it is made with: a key is a way in, not the right", async () => {
    const conversation = await talk(house, "ada", "Hi");
    const actor = {
      organization: house.here,
      subject: userOf("ada"),
      name: userOf("ada"),
      from: "api",
      key: {
        endsAt: Date.parse(IN_2097),
        scope: [
          "SHARED_LINKS.CREATE",
          "conversation:share",
          "conversation:view",
          "sharedLink:create",
          "sharedLink:share",
        ].map((name) => ({
          name,
        })),
      },
    };
    const made = await house.workspace.shared.links.make(actor, conversation.id, { live: false });
    expect(made.result.link.expiresAt).toBeNull();
  });
});

describe("who may not share the conversation any more", () => {
  async function linkOfWhoMayNoMore() {
    const conversation = await talk(house, "ada", "Hi");
    const take = await give(conversation, ["view", "share"], null);
    const link = await linkTo(house, "ben", conversation, { expiresAt: IN_2098 });
    await take();
    return link;
  }

  test.each([
    ["a later end", IN_2099],
    ["no end", null],
  ])("does not give the link more time: %s", async (_what, expiresAt) => {
    const refused = await change("ben", await linkOfWhoMayNoMore(), { republish: false, expiresAt });
    expect([refused.statusCode, refused.json().detail]).toEqual([403, expect.stringContaining("`share`")]);
  });

  test("brings its end forward, and leaves it when only the passcode is changed", async () => {
    const link = await linkOfWhoMayNoMore();
    expect((await change("ben", link, { republish: false, passcode: "sesame-1" })).json().expiresAt).toBe(IN_2098);
    expect((await change("ben", link, { republish: false, expiresAt: IN_2097 })).json().expiresAt).toBe(IN_2097);
  });
});

describe("a link to a temporary chat ends with it", () => {
  test.each([
    ["no end", { republish: false, expiresAt: null }],
    ["a later end", { republish: false, expiresAt: IN_2099 }],
    ["published again without an end", { expiresAt: null }],
  ])("also when it is given %s", async (_what, body) => {
    const conversation = await talk(house, "ada", "Hi", { isTemporary: true });
    const end = (await house.as("ada", "GET", `/api/convos/${conversation.id}`)).json().expiredAt;
    expect(end).toEqual(expect.any(String));
    const changed = await change("ada", await linkTo(house, "ada", conversation), body);
    expect([changed.statusCode, changed.json().expiresAt]).toEqual([200, end]);
  });
});
