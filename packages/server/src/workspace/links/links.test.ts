import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { linkTo, makeLink, PUBLIC_LINKS, seen } from "../testing/links.ts";
import { type Talk, talk } from "../testing/talk.ts";

/** Visitors may open links here, and members may make links for everybody. */
let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { SHARE_IP_MAX: "100000", SHARE_USER_MAX: "100000", ...PUBLIC_LINKS.env } });
  await house.change(PUBLIC_LINKS.changes);
});
afterAll(() => house.close());

const make = (person: string, conversationId: string, body: object = {}) =>
  house.as(person, "POST", `/api/share/${conversationId}`, body);
const codeOf = async (answer: ReturnType<House["as"]>) => (await answer).json().code;
const grantsOn = (resource: string) => house.access.of(house.here).engine.grantsOn(resource);
/** By Ada. @returns how to take it away again */
async function give(person: string, resource: string, allow: string[]) {
  const url = `/api/access/resources/${resource.replace(":", "/")}/grants`;
  const given = await house.as("ada", "POST", url, { principal: userOf(person), allow });
  expect(given.statusCode, given.body).toBe(201);
  return async () => {
    const gone = await house.as("ada", "DELETE", `${url}/${given.json().grant.id}`);
    expect(gone.statusCode, gone.body).toBe(204);
  };
}
const on = (feature: string, on: boolean) => house.change([{ kind: "feature-set", role: "role:USER", feature, on }]);

describe("making a link", () => {
  test("answers LibreChat's shape and our own settings, never the passcode", async () => {
    const { id, responseMessage } = await talk(house, "ada", "Hi");
    const wish = {
      targetMessageId: responseMessage.messageId,
      snapshotFiles: false,
      passcode: "sesame-1",
      expiresAt: "2099-01-01T00:00:00.000Z",
    };
    const made = await make("ada", id, wish);
    expect(made.json()).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      shareId: expect.stringMatching(/^[A-Za-z0-9_-]{21}$/),
      conversationId: id,
      targetMessageId: responseMessage.messageId,
      title: "Hi",
      live: false,
      expiresAt: wish.expiresAt,
      hasPasscode: true,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(made.headers).toMatchObject({ etag: '"v1"', "gatehouse-revision": expect.anything() });
    const found = await house.as("ada", "GET", `/api/share/link/${id}`);
    expect(found.json()).toEqual({ success: true, ...made.json() });
    expect(JSON.stringify(house.logged)).not.toContain("sesame-1");
  });

  test("takes the conversation in, and is one change of the permission state", async () => {
    const { id, resource } = await talk(house, "ada", "Hi");
    const { engine } = house.access.of(house.here);
    const before = engine.revision;
    await make("ada", id);
    expect([engine.isHeld(resource), engine.revision]).toEqual([true, before + 1]);
  });

  test.each([
    ["somebody else's conversation", "ben", () => talk(house, "ada", "Hi"), {}, 404, "resource-not-found"],
    ["another organization's", "dee", () => talk(house, "ada", "Hi"), {}, 404, "resource-not-found"],
    ["an administrator's, to a member's", "sue", () => talk(house, "ada", "Hi"), {}, 404, "resource-not-found"],
    ["to none", "ada", () => ({ id: "11111111-1111-4111-8111-111111111111" }), {}, 404, "resource-not-found"],
    ["to an unknown message", "ada", () => talk(house, "ada", "Hi"), { targetMessageId: "x" }, 400, "request-invalid"],
    ["with files", "ada", () => talk(house, "ada", "Hi"), { snapshotFiles: true }, 400, "request-invalid"],
    [
      "that is over",
      "ada",
      () => talk(house, "ada", "Hi"),
      { expiresAt: "2020-01-01T00:00:00Z" },
      400,
      "request-invalid",
    ],
    ["with a short passcode", "ada", () => talk(house, "ada", "Hi"), { passcode: "12345" }, 400, "request-invalid"],
    ["with an unknown field", "ada", () => talk(house, "ada", "Hi"), { user: "x" }, 400, "request-invalid"],
  ] as const)("is refused: %s", async (_what, who, conversation, body, status, code) => {
    const { id } = await conversation();
    const answer = await make(who, id, body);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect((await house.as("ada", "GET", `/api/share/link/${id}`)).json()).toEqual({
      success: false,
      shareId: null,
      conversationId: id,
    });
  });

  test("takes `share` on the conversation: who may only read or write in it makes none, a further owner does", async () => {
    const { id, resource } = await talk(house, "ada", "Hi");
    await linkTo(house, "ada", { id } as Talk);
    const take = await give("ben", resource, ["view", "participate"]);
    expect(await codeOf(make("ben", id))).toBe("forbidden");
    await take();
    await give("ben", resource, ["view", "share"]);
    expect((await make("ben", id)).statusCode).toBe(200);
  });

  test("takes `view` on it, too: who is denied that shows it to nobody, by no link that is there either", async () => {
    const conversation = await talk(house, "ada", "Sealed");
    await give("ben", conversation.resource, ["view", "participate", "share"]);
    const live = await linkTo(house, "ben", conversation, { live: true, public: false });
    expect(await seen(house, "ben", live)).toContain("Sealed");
    const url = `/api/access/resources/${conversation.resource.replace(":", "/")}/grants`;
    await house.as("ada", "POST", url, { principal: userOf("ben"), deny: ["view"] });
    expect(await seen(house, "ben", live)).toBe("forbidden");
    const again = await house.as("ben", "PATCH", `/api/share/${live.shareId}`, {});
    expect([again.statusCode, again.body.includes("Sealed")]).toEqual([403, false]);
    await house.as("ben", "DELETE", `/api/share/${live.shareId}`);
    expect((await make("ben", conversation.id)).statusCode).toBe(403);
  });

  test("takes more than `share` alone", async () => {
    const conversation = await talk(house, "ada", "Unseen");
    await give("ben", conversation.resource, ["share"]);
    expect((await make("ben", conversation.id)).statusCode).toBe(403);
  });

  test("is made once, however many make it at the same time", async () => {
    const { id } = await talk(house, "ada", "Hi");
    const answers = await Promise.all(Array.from({ length: 5 }, () => make("ada", id)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409, 409]);
    const { shareId } = (await house.as("ada", "GET", `/api/share/link/${id}`)).json();
    expect(answers.find(({ statusCode }) => statusCode === 200)?.json().shareId).toBe(shareId);
  });
});

describe("who opens it", () => {
  test.each([
    [
      "by default, who has its address",
      undefined,
      [
        ["ben", true],
        ["dee", true],
        [null, true],
      ],
    ],
    [
      "not public: its owner alone",
      false,
      [
        ["ada", true],
        ["ben", false],
        ["sue", false],
        ["dee", false],
        [null, false],
      ],
    ],
  ] as const)("%s", async (_what, isPublic, expected) => {
    const link = await makeLink(house, "ada", "Hi", isPublic === undefined ? {} : { public: isPublic });
    for (const [who, may] of expected)
      expect([who, await seen(house, who, link)]).toEqual([who, may ? ["Hi", "You said: Hi"] : "resource-not-found"]);
  });

  test("whom it is shared with, by the calls of every other thing", async () => {
    const link = await makeLink(house, "ada", "Hi", { public: false });
    const shared = await house.as("ada", "PUT", `/api/permissions/sharedLink/${link._id}`, {
      updated: [{ type: "user", id: userOf("ben").slice(5), accessRoleId: "sharedLink_viewer" }],
    });
    expect(shared.statusCode, shared.body).toBe(200);
    expect(await seen(house, "ben", link)).toHaveLength(2);
    for (const who of ["cy", "dee", null]) expect(await seen(house, who, link)).toBe("resource-not-found");
  });

  test("whom LibreChat's switch for the public means, visitors among them; switched off, nobody", async () => {
    const link = await makeLink(house, "ada", "Hi");
    const url = `/api/permissions/sharedLink/${link._id}`;
    expect((await house.as("ada", "GET", url)).json()).toMatchObject({
      public: true,
      publicAccessRoleId: "sharedLink_viewer",
    });
    await house.as("ada", "PUT", url, { public: true, publicAccessRoleId: "sharedLink_viewer" });
    expect(grantsOn(link.resource).map(({ principal }) => principal)).toEqual(["anyone"]);
    await house.as("ada", "PUT", url, { public: false });
    expect(grantsOn(link.resource)).toEqual([]);
    expect(await seen(house, null, link)).toBe("resource-not-found");
  });

  test("without SHARED_LINKS.SHARE_PUBLIC nobody else, and asking for it is refused", async () => {
    await on("SHARED_LINKS.SHARE_PUBLIC", false);
    try {
      const { id } = await talk(house, "ada", "Hi");
      expect((await make("ada", id, { public: true })).statusCode).toBe(403);
      expect(await seen(house, null, await linkTo(house, "ada", { id } as Talk))).toBe("resource-not-found");
    } finally {
      await on("SHARED_LINKS.SHARE_PUBLIC", true);
    }
  });
});

describe("a link ends", () => {
  test.each([
    ["when it is deleted", ({ shareId }) => house.as("ada", "DELETE", `/api/share/${shareId}`)],
    [
      "when it is deleted as a resource",
      ({ _id }) => house.as("ada", "DELETE", `/api/access/resources/sharedLink/${_id}`),
    ],
    ["when it is deleted by an administrator", ({ shareId }) => house.as("sue", "DELETE", `/api/share/${shareId}`)],
    ["when it is hidden", ({ resource }) => house.change([{ kind: "resource-state-set", resource, state: "hidden" }])],
    [
      "when its conversation is hidden",
      ({ conversation: { resource } }) => house.change([{ kind: "resource-state-set", resource, state: "hidden" }]),
    ],
    [
      "when its conversation is deleted",
      ({ conversation: { id } }) => house.as("ada", "DELETE", "/api/convos", { arg: { conversationId: id } }),
    ],
    [
      "when shared links are switched off",
      () => house.change([{ kind: "ceiling-set", feature: "SHARED_LINKS", down: true }]),
    ],
  ] as [string, (link: Awaited<ReturnType<typeof makeLink>>) => Promise<unknown>][])("%s", async (_when, end) => {
    const link = await makeLink(house, "ada", "Hi");
    expect(await seen(house, null, link)).toHaveLength(2);
    await end(link);
    for (const who of ["ben", "dee", null]) expect(await seen(house, who, link)).toBe("resource-not-found");
    await house.change([{ kind: "ceiling-set", feature: "SHARED_LINKS", down: false }]);
  });

  test("when its time is over, also for whom it was shared with and its owner; it is not lost, and can be given more", async () => {
    const link = await makeLink(house, "ada", "Hi", { expiresAt: new Date(Date.now() + 400).toISOString() });
    await give("ben", link.resource, ["view"]);
    expect(await seen(house, "ben", link)).toHaveLength(2);
    await new Promise((wake) => setTimeout(wake, 450));
    for (const who of ["ada", "ben", null]) expect(await seen(house, who, link)).toBe("resource-not-found");
    await house.as("ada", "PATCH", `/api/share/${link.shareId}`, { expiresAt: null, republish: false });
    expect(await seen(house, "ben", link)).toHaveLength(2);
  });

  test("with a temporary conversation", async () => {
    const conversation = await talk(house, "ada", "Hi", { isTemporary: true });
    const made = await make("ada", conversation.id);
    expect(Date.parse(made.json().expiresAt)).toBeGreaterThan(Date.now());
  });

  test("with what it showed and who opened it", async () => {
    const link = await makeLink(house, "ada", "Hi");
    await seen(house, "ben", link);
    await house.as("ada", "DELETE", `/api/share/${link.shareId}`);
    const { db } = house.store;
    for (const table of ["shared_link_contents", "shared_link_openers", "shared_link_days"] as const)
      expect(await db.selectFrom(table).selectAll().where("link_id", "=", link._id).execute()).toEqual([]);
  });
});

describe("a live link", () => {
  test("holds while its maker may share the conversation; a snapshot goes on", async () => {
    const conversation = await talk(house, "ada", "Hi");
    const take = await give("ben", conversation.resource, ["view", "share"]);
    const live = await linkTo(house, "ben", conversation, { live: true });
    const still = await linkTo(house, "ada", conversation);
    expect([await seen(house, null, live), await seen(house, null, still)]).toEqual([
      ["Hi", "You said: Hi"],
      ["Hi", "You said: Hi"],
    ]);
    await take();
    expect([await seen(house, null, live), await seen(house, null, still)]).toEqual([
      "resource-not-found",
      ["Hi", "You said: Hi"],
    ]);
  });

  test("shows what is there now, a snapshot what was there until it is published again", async () => {
    const conversation = await talk(house, "ada", "Hi");
    await give("ben", conversation.resource, ["view", "share"]);
    const live = await linkTo(house, "ben", conversation, { live: true });
    const still = await linkTo(house, "ada", conversation);
    const { messageId } = conversation.requestMessage;
    await house.as("ada", "PUT", `/api/messages/${conversation.id}/${messageId}`, { text: "Hello" });
    expect([await seen(house, null, live), await seen(house, null, still)]).toEqual([
      ["Hello", "You said: Hi"],
      ["Hi", "You said: Hi"],
    ]);
    await house.as("ada", "PATCH", `/api/share/${still.shareId}`, { passcode: null, republish: false });
    expect(await seen(house, null, still)).toEqual(["Hi", "You said: Hi"]);
    const again = await house.as("ada", "PATCH", `/api/share/${still.shareId}`, {});
    expect(again.json()).toMatchObject({ shareId: still.shareId });
    expect(await seen(house, null, still)).toEqual(["Hello", "You said: Hi"]);
  });
});

describe("changing a link", () => {
  test.each([
    ["another member, who may open it", "ben", {}, 403],
    ["somebody of another organization", "dee", {}, 404],
    ["an administrator, what it shows", "sue", {}, 403],
    ["its owner, to be live", "ada", { live: true }, 400],
    ["its owner, another branch without publishing", "ada", { republish: false, targetMessageId: null }, 400],
  ])("is refused: %s", async (_who, who, body, status) => {
    const link = await makeLink(house, "ada", "Hi");
    expect((await house.as(who, "PATCH", `/api/share/${link.shareId}`, body)).statusCode).toBe(status);
  });

  test("takes SHARED_LINKS.CREATE; deleting does not", async () => {
    const link = await makeLink(house, "ada", "Hi");
    await on("SHARED_LINKS.CREATE", false);
    try {
      const url = `/api/share/${link.shareId}`;
      expect(await codeOf(house.as("ada", "PATCH", url, {}))).toBe("feature-off");
      expect(await codeOf(make("ada", (await talk(house, "ada", "Hi")).id))).toBe("feature-off");
      expect((await house.as("ada", "GET", "/api/share")).json().links).not.toEqual([]);
      expect((await house.as("ada", "DELETE", url)).json()).toMatchObject({ success: true, shareId: link.shareId });
    } finally {
      await on("SHARED_LINKS.CREATE", true);
    }
  });

  test("refuses what somebody has not seen yet", async () => {
    const { shareId } = await makeLink(house, "ada", "Hi");
    const change = (tag: string) =>
      house.as("ada", "PATCH", `/api/share/${shareId}`, { republish: false }, { "if-match": tag });
    expect((await change('"v1"')).headers.etag).toBe('"v2"');
    expect((await change('"v1"')).statusCode).toBe(412);
  });
});

describe("what nobody registers for themselves", () => {
  test("a link by an id of the workspace's", async () => {
    const answer = await house.as("ada", "PUT", `/api/access/resources/sharedLink/${"a".repeat(24)}`, {});
    expect(answer.statusCode).toBe(404);
  });
});

describe("the list of links", () => {
  test("has one's own, page by page, found by title; also while shared links are switched off", async () => {
    for (const title of ["Ähren", "Beta", "100% sure"]) {
      const { id } = await talk(house, "cy", title);
      await make("cy", id);
    }
    await house.change([{ kind: "ceiling-set", feature: "SHARED_LINKS", down: true }]);
    const list = async (query: string) => (await house.as("cy", "GET", `/api/share${query}`)).json();
    const titles = ({ links }: { links: { title: string }[] }) => links.map(({ title }) => title);
    const first = await list("?pageSize=2&sortBy=title&sortDirection=asc");
    expect([titles(first), first.hasNextPage]).toEqual([["100% sure", "Beta"], true]);
    const cursor = encodeURIComponent(first.nextCursor);
    expect(titles(await list(`?pageSize=2&sortBy=title&sortDirection=asc&cursor=${cursor}`))).toEqual(["Ähren"]);
    expect(titles(await list("?search=%C3%A4H"))).toEqual(["Ähren"]);
    expect(titles(await list(""))).toHaveLength(3);
    const foreign = await house.as(
      "ben",
      "GET",
      `/api/share?pageSize=2&sortBy=title&sortDirection=asc&cursor=${cursor}`,
    );
    expect(foreign.json().code).toBe("cursor-invalid");
    await house.change([{ kind: "ceiling-set", feature: "SHARED_LINKS", down: false }]);
  });

  test("follows who owns a link", async () => {
    const link = await makeLink(house, "ben", "Handed over");
    await house.change([{ kind: "owner-set", resource: link.resource, owner: userOf("sue") }]);
    const has = async (who: string) =>
      (await house.as(who, "GET", "/api/share")).json().links.some(({ _id }: { _id: string }) => _id === link._id);
    expect([await has("ben"), await has("sue")]).toEqual([false, true]);
  });
});
