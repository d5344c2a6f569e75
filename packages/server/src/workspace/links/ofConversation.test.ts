import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { linkTo, type MadeLink, makeLink, seen } from "../testing/links.ts";
import { type Talk, talk } from "../testing/talk.ts";

/* All links to a conversation, for whoever may share it; and whose a link is that was handed over. */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

async function give(person: string, { resource }: Talk, allow: string[]) {
  const url = `/api/access/resources/${resource.replace(":", "/")}/grants`;
  const given = await house.as("ada", "POST", url, { principal: userOf(person), allow });
  expect(given.statusCode, given.body).toBe(201);
  return () => house.as("ada", "DELETE", `${url}/${given.json().grant.id}`);
}
const linksOf = (who: string, { id }: { id: string }) => house.as(who, "GET", `/api/convos/${id}/links`);
const remove = (who: string, { shareId }: MadeLink) => house.as(who, "DELETE", `/api/share/${shareId}`);

/** Ada's conversation; a link by Ben, who may share it no more, and one of hers. */
async function shared() {
  const conversation = await talk(house, "ada", "Hi");
  const take = await give("ben", conversation, ["view", "share"]);
  const bens = await linkTo(house, "ben", conversation, { public: false, passcode: "sesame-1" });
  await take();
  const adas = await linkTo(house, "ada", conversation, { public: false });
  return { conversation, bens, adas };
}

describe("the links to a conversation", () => {
  test("are told to its owner, newest first, with who made them", async () => {
    const { conversation, bens, adas } = await shared();
    const told = await linksOf("ada", conversation);
    const common = { live: false, expiresAt: null, createdAt: expect.any(String) };
    expect(told.json()).toEqual({
      links: [
        {
          ...common,
          _id: adas._id,
          shareId: adas.shareId,
          maker: userOf("ada"),
          makerName: "ada",
          isMine: true,
          hasPasscode: false,
        },
        {
          ...common,
          _id: bens._id,
          shareId: bens.shareId,
          maker: userOf("ben"),
          makerName: "ben",
          isMine: false,
          hasPasscode: true,
        },
      ],
      hasMore: false,
    });
  });

  test("and to others who may share it", async () => {
    const { conversation } = await shared();
    await give("cy", conversation, ["share"]);
    expect((await linksOf("cy", conversation)).json().links).toHaveLength(2);
  });

  test.each([
    ["who may only read it", "cy", 403],
    ["who made one and may share it no more", "ben", 404],
    ["an administrator", "sue", 404],
    ["another organization", "dee", 404],
  ])("not to %s", async (_who, person, status) => {
    const { conversation } = await shared();
    await give("cy", conversation, ["view"]);
    expect((await linksOf(person, conversation)).statusCode).toBe(status);
  });

  test("are empty where there is none, and not there where there is no such conversation", async () => {
    expect((await linksOf("ada", await talk(house, "ada", "Hi"))).json()).toEqual({ links: [], hasMore: false });
    const missing = { id: "11111111-1111-4111-8111-111111111111" };
    expect((await linksOf("ada", missing)).json().code).toBe("resource-not-found");
  });
});

describe("whoever may share a conversation", () => {
  test("deletes others' links to it", async () => {
    const { conversation, bens, adas } = await shared();
    expect((await remove("ada", bens)).json()).toMatchObject({ success: true, shareId: bens.shareId });
    expect(house.access.of(house.here).engine.describe(bens.resource)).toBeUndefined();
    expect((await linksOf("ada", conversation)).json().links).toMatchObject([{ _id: adas._id }]);
  });

  test.each([
    ["reads it, and a link to it", 403],
    ["knows a link alone", 404],
  ])("not who %s", async (what, status) => {
    const { conversation, bens } = await shared();
    if (what.startsWith("reads")) {
      await give("cy", conversation, ["view"]);
      await house.as("ben", "POST", `/api/access/resources/sharedLink/${bens._id}/grants`, {
        principal: userOf("cy"),
        allow: ["view"],
      });
    }
    expect((await remove("cy", bens)).statusCode).toBe(status);
    expect((await linksOf("ada", conversation)).json().links).toHaveLength(2);
  });
});

describe("a link that was handed over", () => {
  async function handedOver() {
    const link = await makeLink(house, "ada", "Handed over", { public: false });
    const url = `/api/access/resources/sharedLink/${link._id}/owner`;
    const handed = await house.as("ada", "PUT", url, { owner: userOf("ben") });
    expect(handed.statusCode, handed.body).toBeLessThan(300);
    return link;
  }
  const own = async (who: string, { conversation: { id } }: MadeLink) =>
    (await house.as(who, "GET", `/api/share/link/${id}`)).json();

  test("is its new owner's link to the conversation, not its maker's", async () => {
    const link = await handedOver();
    expect(await own("ben", link)).toMatchObject({ success: true, shareId: link.shareId });
    expect(await own("ada", link)).toMatchObject({ success: false });
    expect(await seen(house, "ben", link)).toHaveLength(2);
  });

  test("keeps its maker from no other one", async () => {
    const link = await handedOver();
    const another = await linkTo(house, "ada", link.conversation, { public: false });
    expect(await own("ada", link)).toMatchObject({ shareId: another.shareId });
    expect((await linksOf("ada", link.conversation)).json().links).toMatchObject([
      { _id: another._id, isMine: true },
      { _id: link._id, isMine: false },
    ]);
  });

  test("is the one that its new owner has: they make no second", async () => {
    const link = await handedOver();
    await give("ben", link.conversation, ["view", "share"]);
    expect((await house.as("ben", "POST", `/api/share/${link.conversation.id}`, {})).json().code).toBe(
      "already-exists",
    );
  });

  test("and taken back by the conversation's owner", async () => {
    const link = await handedOver();
    expect((await remove("ada", link)).statusCode).toBe(200);
  });
});
