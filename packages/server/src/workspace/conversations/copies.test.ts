import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grant, type House, openHouse, userOf } from "../testing/house.ts";
import { talk } from "../testing/talk.ts";
import { ROOT } from "./branches.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { FORK_USER_MAX: "100" } });
});
afterAll(() => house.close());

/** Ada's, of two questions; the second one was asked in two ways. */
async function branched() {
  const first = await talk(house, "ada", "First");
  const parentMessageId = first.responseMessage.messageId;
  const second = await talk(house, "ada", "Second", { conversationId: first.id, parentMessageId });
  await talk(house, "ada", "Other second", { conversationId: first.id, parentMessageId });
  return { ...first, second };
}
type Said = { messageId: string; parentMessageId: string; text: string; conversationId: string };
const texts = (messages: Said[]) => messages.map(({ text }) => text);
const parentOf = (messages: Said[], text: string) => {
  const parent = messages.find((one) => one.text === text)?.parentMessageId;
  return messages.find((one) => one.messageId === parent)?.text ?? parent;
};
const ALL = ["First", "You said: First", "Second", "You said: Second", "Other second", "You said: Other second"];

describe("a duplicate", () => {
  test("has everything under ids of its own, and a title", async () => {
    const { id } = await branched();
    await house.as("ada", "POST", "/api/convos/pin", { arg: { conversationId: id, pinned: true } });
    const response = await house.as("ada", "POST", "/api/convos/duplicate", { conversationId: id, title: " Copy " });
    expect(response.statusCode, response.body).toBe(201);
    const { conversation, messages } = response.json();
    expect(conversation).toMatchObject({ title: "Copy", pinned: false, isArchived: false, tags: [] });
    expect(conversation.conversationId).not.toBe(id);
    expect(texts(messages)).toEqual(ALL);
    expect(parentOf(messages, "First")).toBe(ROOT);
    expect(parentOf(messages, "Other second")).toBe("You said: First");
    const original: Said[] = (await house.as("ada", "GET", `/api/messages/${id}`)).json();
    const ids = new Set(original.map(({ messageId }) => messageId));
    expect(
      messages.some(({ messageId, parentMessageId }: Said) => ids.has(messageId) || ids.has(parentMessageId)),
    ).toBe(false);
    expect(texts((await house.as("ada", "GET", `/api/messages/${conversation.conversationId}`)).json())).toEqual(ALL);
    await talk(house, "ada", "Third", {
      conversationId: conversation.conversationId,
      parentMessageId: messages.at(-1).messageId,
    });
    expect(original).toHaveLength(6);
    expect((await house.as("ada", "GET", `/api/messages/${id}`)).json()).toHaveLength(6);
  });

  test("belongs to whoever makes it, and is shared with nobody", async () => {
    const { id, resource } = await branched();
    await house.change([
      { kind: "resource-added", resource, owner: userOf("ada"), state: "active" },
      grant(userOf("ben"), resource, ["view"]),
    ]);
    const copy = (await house.as("ben", "POST", "/api/convos/duplicate", { conversationId: id })).json();
    const url = `/api/convos/${copy.conversation.conversationId}`;
    expect((await house.as("ben", "GET", url)).json()).toMatchObject({
      title: "First",
      user: userOf("ben").slice("user:".length),
    });
    expect((await house.as("ada", "GET", url)).statusCode).toBe(404);
  });
});

describe("a fork", () => {
  test.each([
    ["directPath", {}, ["First", "You said: First", "Second"]],
    ["includeBranches", {}, ["First", "You said: First", "Second", "Other second"]],
    ["targetLevel", {}, ["First", "You said: First", "Second", "Other second"]],
    ["default", {}, ["First", "You said: First", "Second", "Other second"]],
    ["", {}, ["First", "You said: First", "Second", "Other second"]],
    ["targetLevel", { splitAtTarget: true }, ["Second", "You said: Second", "Other second", "You said: Other second"]],
  ])("by `%s` %j", async (option, more, expected) => {
    const { id, second } = await branched();
    const messageId = second.requestMessage.messageId;
    const wish = { conversationId: id, messageId, option, ...more };
    const response = await house.as("ada", "POST", "/api/convos/fork", wish);
    expect(response.statusCode, response.body).toBe(200);
    const { conversation, messages } = response.json();
    expect(texts(messages)).toEqual(expected);
    expect(conversation.title).toBe("First");
    expect(parentOf(messages, expected[0] ?? "")).toBe(ROOT);
  });

  test("of a message that the conversation does not have is refused", async () => {
    const { id } = await branched();
    for (const wish of [{ messageId: "none" }, { messageId: ROOT }]) {
      const response = await house.as("ada", "POST", "/api/convos/fork", { conversationId: id, ...wish });
      expect([response.statusCode, response.json().code]).toEqual([400, "request-invalid"]);
    }
  });
});

test.each(["ben", "dee"])("%s copies nothing of what they may not see", async (who) => {
  const { id, requestMessage } = await talk(house, "ada", "Secret");
  for (const [url, wish] of [
    ["/api/convos/duplicate", {}],
    ["/api/convos/fork", { messageId: requestMessage.messageId }],
  ] as const) {
    const foreign = await house.as(who, "POST", url, { conversationId: id, ...wish });
    const none = await house.as(who, "POST", url, { conversationId: "none", ...wish });
    expect(foreign.statusCode).toBe(404);
    expect({ ...foreign.json(), requestId: "" }).toEqual({ ...none.json(), requestId: "" });
  }
});

test("a temporary conversation's copy is temporary", async () => {
  const { id } = await talk(house, "ada", "Forget this", { isTemporary: true });
  const { conversation } = (await house.as("ada", "POST", "/api/convos/duplicate", { conversationId: id })).json();
  const original = (await house.as("ada", "GET", `/api/convos/${id}`)).json();
  expect(conversation).toMatchObject({ isTemporary: true, expiredAt: original.expiredAt });
});

test("copies are limited, as LibreChat's operators set it", async () => {
  const strict = await openHouse({ env: { FORK_USER_MAX: "2", LIMIT_FORK_USER: "true" } });
  const { id } = await talk(strict, "ada", "Again and again");
  const copy = () => strict.as("ada", "POST", "/api/convos/duplicate", { conversationId: id });
  const statuses = [(await copy()).statusCode, (await copy()).statusCode];
  const third = await copy();
  expect([...statuses, third.statusCode]).toEqual([201, 201, 429]);
  expect(Number(third.headers["retry-after"])).toBeGreaterThan(0);
  expect(third.json()).toMatchObject({ max: 2, limiter: "user", windowInMinutes: 1 });
  await strict.close();
});
