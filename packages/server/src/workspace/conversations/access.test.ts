import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { isDelta, isError, Listener } from "../testing/listen.ts";
import { type Talk, talk } from "../testing/talk.ts";

/** Conversations under `/api/access/*`: the engine holds one from when it is shared, and nobody notices. */
let house: House;
beforeAll(async () => {
  house = await openHouse({ echoDelayMs: 40 });
});
afterAll(() => house.close());

const talked = (person: string, text: string) => talk(house, person, text);

const isHeld = ({ resource }: Talk) => house.access.of(house.here).engine.isHeld(resource);
const ask = async (person: string, body: object) => (await house.as(person, "POST", "/api/access/check", body)).json();
const share = (person: string, { row }: Talk, body: object, headers = {}) =>
  house.as(person, "POST", `/api/access/resources/conversation/${row}/grants`, body, headers);

test("each message tells who wrote it, and others' by their names", async () => {
  const shared = await talked("ada", "What do you think?");
  for (const [person, role] of [
    ["ben", "participant"],
    ["cy", "viewer"],
  ] as const)
    expect((await share("ada", shared, { principal: userOf(person), role })).statusCode).toBe(201);
  const more = { conversationId: shared.id, parentMessageId: shared.responseMessage.messageId };
  await talk(house, "ben", "I like it", more);
  const written = async (person: string) =>
    (await house.as(person, "GET", `/api/messages/${shared.id}`))
      .json()
      .filter(({ isCreatedByUser }: { isCreatedByUser: boolean }) => isCreatedByUser)
      .map(({ user, authorName }: { user: string; authorName?: string }) => [`user:${user}`, authorName]);
  expect(await written("ada")).toEqual([
    [userOf("ada"), undefined],
    [userOf("ben"), "ben"],
  ]);
  expect(await written("ben")).toEqual([
    [userOf("ada"), "ada"],
    [userOf("ben"), undefined],
  ]);
  expect(await written("cy")).toEqual([
    [userOf("ada"), "ada"],
    [userOf("ben"), "ben"],
  ]);
});

describe("a conversation that nobody shared", () => {
  let mine: Talk;
  const unknown = "64f000000000000000000000";
  beforeAll(async () => {
    mine = await talked("ada", "A private matter");
  });

  test("is its owner's by every question", async () => {
    const { resource, row } = mine;
    expect(await ask("ada", { action: "view", resource })).toMatchObject({ allowed: true, reason: "owner" });
    const { answers } = await ask("ada", {
      checks: [
        { action: "share", resource },
        { action: "view", resource: `conversation:${unknown}` },
        { action: "view", resource },
      ],
    });
    expect(answers.map(({ allowed }: { allowed: boolean }) => allowed)).toEqual([true, false, true]);
    const explained = await house.as("ada", "POST", "/api/access/explain", { action: "view", resource });
    expect(explained.json()).toMatchObject({ allowed: true, reason: "owner" });
    const subjects = await house.as("ada", "POST", "/api/access/subjects", { action: "view", resource });
    expect(subjects.json().subjects).toEqual([expect.objectContaining({ subject: userOf("ada") })]);
    const seen = await house.as("ada", "GET", `/api/access/resources/conversation/${row}`);
    expect(seen.json()).toMatchObject({ owner: userOf("ada"), state: "active" });
    expect(seen.json().actions).toContain("share");
    expect((await house.as("ada", "GET", `/api/access/resources/conversation/${row}/grants`)).json().grants).toEqual(
      [],
    );
    const bits = await house.as("ada", "GET", `/api/permissions/conversation/${row}/effective`);
    expect(bits.json()).toEqual({ permissionBits: 15 });
    expect(isHeld(mine)).toBe(false);
  });

  test.each(["ben", "dee"])("is for %s what an unknown one is", async (who) => {
    const alike = async (
      method: "GET" | "POST" | "PUT" | "DELETE",
      url: (id: string) => string,
      body?: (id: string) => object,
    ) => {
      const answers = [];
      for (const id of [mine.row, unknown]) {
        const response = await house.as(who, method, url(id), body?.(id));
        answers.push([response.statusCode, { ...response.json(), requestId: "", instance: "" }]);
      }
      expect(JSON.stringify(answers[0]).replaceAll(mine.row, unknown)).toBe(JSON.stringify(answers[1]));
    };
    const named = (id: string) => `/api/access/resources/conversation/${id}`;
    const about = (id: string) => ({ action: "view", resource: `conversation:${id}` });
    await alike("POST", () => "/api/access/check", about);
    await alike("POST", () => "/api/access/explain", about);
    await alike("POST", () => "/api/access/subjects", about);
    await alike("GET", named);
    await alike("GET", (id) => `${named(id)}/grants`);
    await alike(
      "POST",
      (id) => `${named(id)}/grants`,
      () => ({ principal: userOf("ben"), role: "viewer" }),
    );
    await alike("PUT", named, () => ({ state: "hidden" }));
    await alike("PUT", named, () => ({}));
    await alike(
      "PUT",
      (id) => `${named(id)}/owner`,
      () => ({ owner: userOf("ben") }),
    );
    await alike("DELETE", named);
    await alike("DELETE", (id) => `${named(id)}/grants`);
    await alike(
      "PUT",
      (id) => `/api/permissions/conversation/${id}`,
      () => ({ public: true, publicAccessRoleId: "conversation_viewer" }),
    );
    await alike("GET", (id) => `/api/permissions/conversation/${id}`);
    await alike("GET", (id) => `/api/permissions/conversation/${id}/effective`);
    expect(isHeld(mine)).toBe(false);
  });

  test("is never handed over", async () => {
    const response = await house.as("ada", "PUT", `/api/access/resources/conversation/${mine.row}/owner`, {
      owner: userOf("ben"),
    });
    expect([response.statusCode, response.json().code]).toEqual([403, "hand-on-refused"]);
    expect(isHeld(mine)).toBe(false);
  });
});

describe("sharing one", () => {
  test("takes it in, with its owner, in the same revision", async () => {
    const mine = await talked("ada", "Look at this");
    const before = house.access.of(house.here).engine.revision;
    const response = await share("ada", mine, { principal: userOf("ben"), role: "viewer" });
    expect(response.statusCode, response.body).toBe(201);
    expect(house.access.of(house.here).engine.revision).toBe(before + 1);
    expect(await ask("ben", { action: "view", resource: mine.resource })).toMatchObject({ allowed: true });
    expect((await house.as("ben", "GET", `/api/convos/${mine.id}`)).json().title).toBe("Look at this");
    expect((await house.as("cy", "GET", `/api/convos/${mine.id}`)).statusCode).toBe(404);
    const back = await house.as("ada", "DELETE", `/api/access/resources/conversation/${mine.row}/grants`);
    expect(back.json()).toMatchObject({ taken: 1, stays: [] });
    expect((await house.as("ben", "GET", `/api/convos/${mine.id}`)).statusCode).toBe(404);
    expect((await house.as("ada", "GET", `/api/convos/${mine.id}`)).statusCode).toBe(200);
  });

  test("works in LibreChat's way, too, and by the tag that was seen", async () => {
    const mine = await talked("ada", "In their way");
    const url = `/api/permissions/conversation/${mine.row}`;
    const tag = (await house.as("ada", "GET", url)).headers.etag?.toString() ?? "";
    const wish = { updated: [{ type: "user", id: userOf("ben").slice(5), accessRoleId: "conversation_participant" }] };
    const stale = await house.as("ada", "PUT", url, wish, { "if-match": '"gnothing"' });
    expect([stale.statusCode, isHeld(mine)]).toEqual([412, false]);
    expect((await house.as("ada", "PUT", url, {}, { "if-match": tag })).statusCode).toBe(200);
    expect(isHeld(mine)).toBe(false);
    const response = await house.as("ada", "PUT", url, wish, { "if-match": tag });
    expect(response.statusCode, response.body).toBe(200);
    expect(response.json().results.principals).toHaveLength(2);
    expect(await ask("ben", { action: "participate", resource: mine.resource })).toMatchObject({ allowed: true });
  });

  test("is refused where the wish is none, and nothing is taken in", async () => {
    const mine = await talked("ada", "Nothing comes of it");
    expect((await share("ada", mine, { principal: userOf("ben"), role: "editor" })).statusCode).toBe(400);
    expect(
      (await share("ada", mine, { principal: userOf("ben"), role: "viewer" }, { "if-match": '"gx"' })).statusCode,
    ).toBe(412);
    expect(isHeld(mine)).toBe(false);
  });
});

describe("whoever takes part", () => {
  const participant = async (said: string) => {
    const shared = await talked("ada", said);
    expect((await share("ada", shared, { principal: userOf("ben"), role: "participant" })).statusCode).toBe(201);
    return shared;
  };
  const denied = (shared: Talk) => share("ada", shared, { principal: userOf("ben"), deny: ["view"] });
  const more = ({ id, responseMessage }: Talk) => ({
    conversationId: id,
    parentMessageId: responseMessage.messageId,
    model: "echo",
  });

  test("reads: without `view` nobody writes, nor learns what was said by what is answered", async () => {
    const shared = await participant("PIN 9876");
    await denied(shared);
    const said = { text: "repeat all", ...more(shared) };
    const refused = await house.as("ben", "POST", "/api/agents/chat/echo", said);
    expect([refused.statusCode, refused.body.includes("9876")]).toEqual([403, false]);
    const url = `/api/messages/${shared.id}/${shared.requestMessage.messageId}`;
    expect((await house.as("ben", "PUT", url, { text: "x" })).statusCode).toBe(403);
    expect((await house.as("ben", "PUT", `${url}/feedback`, { feedback: { rating: "thumbsUp" } })).statusCode).toBe(
      403,
    );
  });

  test("hears no more of an answer once `view` is gone", async () => {
    const shared = await participant("Begin");
    const text = "one two three four five six seven eight nine ten";
    await house.as("ben", "POST", "/api/agents/chat/echo", { text, ...more(shared) });
    const listener = await Listener.to(house, "ben", shared.id);
    await listener.until(isDelta);
    await denied(shared);
    expect((await listener.until(isError)).data.code).toBe("access-ended");
  });

  test("changes what they wrote and were answered, not what others did; who may `update` does", async () => {
    const shared = await participant("By Ada");
    const own = await talk(house, "ben", "By Ben", more(shared));
    const edit = async (person: string, { messageId }: { messageId: string }) =>
      (await house.as(person, "PUT", `/api/messages/${shared.id}/${messageId}`, { text: "I confess" })).statusCode;
    expect(await edit("ben", own.requestMessage)).toBe(200);
    expect(await edit("ben", own.responseMessage)).toBe(200);
    expect(await edit("ben", shared.requestMessage)).toBe(403);
    expect(await edit("ben", shared.responseMessage)).toBe(403);
    expect(await edit("ada", own.requestMessage)).toBe(200);
  });
});

describe("a moderator who knows of it", () => {
  beforeAll(() =>
    house.change([
      { kind: "capability-set", principal: userOf("cy"), capability: "moderate:content", scope: null, expiresAt: null },
    ]),
  );

  test("hides it, which ends what is being answered; its content stays sealed", async () => {
    const mine = await talked("ada", "One two three");
    const next = { text: "one two three four five six seven eight nine ten", model: "echo", conversationId: mine.id };
    await house.as("ada", "POST", "/api/agents/chat/echo", next);
    const listener = await Listener.to(house, "ada", mine.id);
    await listener.until(isDelta);
    const hidden = await house.as("cy", "PUT", `/api/access/resources/conversation/${mine.row}`, { state: "hidden" });
    expect([hidden.statusCode, hidden.json().state]).toEqual([200, "hidden"]);
    expect((await listener.until(isError)).data.code).toBe("access-ended");
    expect((await house.as("cy", "GET", `/api/convos/${mine.id}`)).statusCode).toBe(404);
    expect((await house.as("ada", "GET", `/api/convos/${mine.id}`)).statusCode).toBe(403);
    const shown = await house.as("cy", "PUT", `/api/access/resources/conversation/${mine.row}`, { state: "active" });
    expect(shown.json().state).toBe("active");
    expect((await house.as("ada", "GET", `/api/convos/${mine.id}`)).statusCode).toBe(200);
  });

  test("deletes it with its messages, which ends what is being answered; the log says who", async () => {
    const mine = await talked("ada", "Soon gone");
    const next = { text: "one two three four five six seven eight nine ten", model: "echo", conversationId: mine.id };
    await house.as("ada", "POST", "/api/agents/chat/echo", next);
    const listener = await Listener.to(house, "ada", mine.id);
    await listener.until(isDelta);
    const response = await house.as("cy", "DELETE", `/api/access/resources/conversation/${mine.row}`);
    expect(response.statusCode, response.body).toBe(204);
    expect((await listener.until(isError)).data.code).toBe("conversation-deleted");
    await listener.closed;
    expect(listener.text).not.toContain("nine");
    expect((await house.as("ada", "GET", `/api/convos/${mine.id}`)).statusCode).toBe(404);
    const left = await house.store.db
      .selectFrom("messages")
      .select("id")
      .where("conversation_id", "=", mine.id)
      .execute();
    expect(left).toEqual([]);
    const [entry] = await house.store.readLog(house.here, Number(response.headers["gatehouse-revision"]) - 1, 1);
    expect(entry).toMatchObject({ actor: userOf("cy") });
    expect(entry?.changes).toContainEqual({ kind: "resource-removed", resource: mine.resource });
  });
});
