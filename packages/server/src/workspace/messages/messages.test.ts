import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../conversations/branches.ts";
import { uploadTo } from "../testing/files.ts";
import { ENGINEERING, grant, type House, openHouse, taken, userOf, VIEWER } from "../testing/house.ts";
import { PUBLIC_LINKS } from "../testing/links.ts";
import { type Talk, talk } from "../testing/talk.ts";
import { makeAgent } from "../testing/tools.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { ...PUBLIC_LINKS.env, FILE_UPLOAD_USER_MAX: "1000" } });
});
afterAll(() => house.close());

const store = (person: string, { id }: { id: string }, body: object) =>
  house.as(person, "POST", `/api/messages/${id}`, body);
const stored = async (person: string, one: { id: string }, body: object) => {
  const response = await store(person, one, body);
  expect(response.statusCode, response.body).toBe(201);
  return response.json();
};
const messagesOf = async (person: string, { id }: { id: string }) =>
  (await house.as(person, "GET", `/api/messages/${id}`)).json();
const shareWith = async (who: string, { row }: Talk, role: "viewer" | "participant") => {
  const body = { principal: userOf(who), role };
  const given = await house.as("ada", "POST", `/api/access/resources/conversation/${row}/grants`, body);
  expect(given.statusCode, given.body).toBe(201);
};
const mine = () => talk(house, "ada", "Hello");
/** Shared: Ben takes part, Cy reads. */
const ours = async () => {
  const shared = await mine();
  await shareWith("ben", shared, "participant");
  await shareWith("cy", shared, "viewer");
  return shared;
};
const answerOf = (more: object) => ({ isCreatedByUser: false, sender: "Helper", ...more });
const both = [
  { type: "text", text: "One", agentId: "agent_a", groupId: 1 },
  { type: "text", text: "Two", agentId: "agent_b", groupId: 1 },
];

describe("a message that its client stores", () => {
  test("is there, the last one, and answered as it is read", async () => {
    const one = await mine();
    const parentMessageId = one.responseMessage.messageId;
    const messageId = randomUUID();
    const message = await stored("ada", one, { messageId, parentMessageId, text: "Noted", isCreatedByUser: true });
    expect(message).toMatchObject({
      messageId,
      parentMessageId,
      conversationId: one.id,
      sender: "User",
      text: "Noted",
    });
    expect((await messagesOf("ada", one)).at(-1)).toEqual(message);
    expect(message).not.toHaveProperty("isUserSubmitted");
  });

  test("takes the place of one's own of this id; what it does not say stays", async () => {
    const one = await mine();
    const { messageId } = one.requestMessage;
    const [before] = await messagesOf("ada", one);
    expect(await stored("ada", one, { messageId, text: "Better" })).toEqual({
      ...before,
      text: "Better",
      updatedAt: expect.any(String),
    });
    expect(await messagesOf("ada", one)).toHaveLength(2);
  });

  test("can be the very message that was read", async () => {
    const one = await mine();
    for (const message of await messagesOf("ada", one)) await stored("ada", one, message);
  });

  test("is by its participants, each as themselves", async () => {
    const one = await ours();
    const { user } = await stored("ben", one, { text: "Ben was here" });
    expect(`user:${user}`).toBe(userOf("ben"));
    expect((await messagesOf("ada", one)).at(-1)).toMatchObject({ text: "Ben was here", authorName: "ben" });
  });

  test("of an id that another conversation has gets another one", async () => {
    const [one, other] = [await mine(), await talk(house, "ben", "Mine")];
    const { messageId } = other.requestMessage;
    expect((await stored("ada", one, { messageId, text: "x" })).messageId).not.toBe(messageId);
    expect((await messagesOf("ben", other))[0].text).toBe("Mine");
  });

  test.each<[what: string, body: (one: Talk) => object]>([
    ["somebody else's name", () => ({ text: "x", user: userOf("ben").slice("user:".length) })],
    ["another conversation", () => ({ text: "x", conversationId: randomUUID() })],
    ["a parent of another conversation", () => ({ text: "x", parentMessageId: randomUUID() })],
    ["itself as its parent", ({ requestMessage: { messageId } }) => ({ messageId, parentMessageId: messageId })],
    [
      "its own answer as its parent",
      (one) => ({ messageId: one.requestMessage.messageId, parentMessageId: one.responseMessage.messageId }),
    ],
    ["no text", () => ({ isCreatedByUser: true })],
    ["parts of an answer", () => ({ content: both })],
    ["a text beside other parts", () => answerOf({ text: "x", content: both })],
    ["files of an answer", () => answerOf({ text: "x", files: [{ file_id: randomUUID() }] })],
    [
      "an answer made a person's",
      (one) => ({ messageId: one.responseMessage.messageId, isCreatedByUser: true, text: "x" }),
    ],
    ["a person's made an answer", (one) => answerOf({ messageId: one.requestMessage.messageId, text: "x" })],
    ["a field that is none", () => ({ text: "x", organization_id: "x" })],
    ["a part that is none", () => answerOf({ content: [{ type: "image_url", image_url: "x" }] })],
    ["too long a text", () => ({ text: "x".repeat(262_145) })],
    ["too many parts", () => answerOf({ content: Array.from({ length: 1_001 }, () => both[0]) })],
    [
      "parts that are too long together",
      () => answerOf({ content: Array.from({ length: 5 }, () => ({ type: "text", text: "x".repeat(250_000) })) }),
    ],
    ["an agent as a model's name", () => ({ text: "x", endpoint: "agents", agent_id: "agent_a", model: "echo" })],
  ])("is refused with %s", async (_what, body) => {
    const one = await mine();
    const before = await messagesOf("ada", one);
    const response = await store("ada", one, body(one));
    expect([response.statusCode, response.json().code]).toEqual([400, "request-invalid"]);
    expect(await messagesOf("ada", one)).toEqual(before);
  });

  test("is none that lies below it, where it is stored again after it was deleted", async () => {
    const one = await mine();
    const above = one.requestMessage.messageId;
    const parentMessageId = one.responseMessage.messageId;
    await house.as("ada", "DELETE", `/api/messages/${one.id}/${above}`);
    const asked = { text: "x", parentMessageId, messageId: above };
    const chat = { ...asked, model: "echo", conversationId: one.id };
    for (const answer of [await store("ada", one, asked), await house.as("ada", "POST", "/api/agents/chat/echo", chat)])
      expect([answer.statusCode, answer.json().code]).toEqual([400, "request-invalid"]);
    const more = { conversationId: one.id, parentMessageId, responseMessageId: above };
    const next = await talk(house, "ada", "And now?", more);
    expect(next.responseMessage.messageId).not.toBe(above);
    expect(await messagesOf("ada", one)).toHaveLength(3);
  });

  test("comes first where its parent is none", async () =>
    expect((await stored("ada", await mine(), { text: "x", parentMessageId: ROOT })).parentMessageId).toBe(ROOT));
});

describe("who may store one", () => {
  test("strangers hear of a conversation as of none; who only reads it, that they may not", async () => {
    const one = await ours();
    const body = { text: "x" };
    const asked = async (who: string, id: string) => {
      const { statusCode, body: text } = await store(who, { id }, body);
      return [statusCode, { ...JSON.parse(text), requestId: "" }];
    };
    expect(await asked("dee", one.id)).toEqual(await asked("dee", randomUUID()));
    expect((await asked("dee", one.id))[0]).toBe(404);
    expect(await asked("cy", one.id)).toMatchObject([403, { code: "forbidden" }]);
  });

  test("nobody replaces what somebody else wrote, its owner neither", async () => {
    const one = await ours();
    const { messageId } = await stored("ben", one, { text: "Ben's" });
    for (const [who, id] of [
      ["ada", messageId],
      ["ben", one.requestMessage.messageId],
    ] as const)
      expect((await store(who, one, { messageId: id, text: "forged" })).statusCode).toBe(403);
    expect(JSON.stringify(await messagesOf("ada", one))).not.toContain("forged");
  });
});

describe("an answer that a person stores", () => {
  test("is marked, wherever it is read", async () => {
    const one = await mine();
    const answer = await stored("ada", one, answerOf({ text: "I agree" }));
    expect(answer).toMatchObject({ isCreatedByUser: false, isUserSubmitted: true, sender: "Helper", model: "echo" });
    expect((await messagesOf("ada", one)).at(-1)).toMatchObject({ isUserSubmitted: true });
    const copy = await house.as("ada", "POST", "/api/convos/duplicate", { conversationId: one.id });
    expect(copy.json().messages.at(-1)).toMatchObject({ text: "I agree", isUserSubmitted: true });
  });

  test.each<[where: string, make: () => Promise<{ one: Talk; who: string }>]>([
    ["in a conversation that others view", async () => ({ one: await ours(), who: "ada" })],
    ["in one of somebody else's", async () => ({ one: await ours(), who: "ben" })],
    [
      "in one that a live link shows",
      async () => {
        const one = await mine();
        const made = await house.as("ada", "POST", `/api/share/${one.id}`, { live: true });
        expect(made.statusCode, made.body).toBe(200);
        return { one, who: "ada" };
      },
    ],
  ])("is refused %s", async (_where, make) => {
    const { one, who } = await make();
    for (const body of [
      answerOf({ text: "forged" }),
      answerOf({ messageId: one.responseMessage.messageId, text: "forged" }),
    ]) {
      const response = await store(who, one, body);
      expect([response.statusCode, response.json().code]).toEqual([403, "forbidden"]);
    }
    expect(JSON.stringify(await messagesOf("ada", one))).not.toContain("forged");
  });

  test("is taken again once nobody else reads the conversation any more", async () => {
    const one = await mine();
    await shareWith("cy", one, "viewer");
    expect((await store("ada", one, answerOf({ text: "x" }))).statusCode).toBe(403);
    await house.as("ada", "DELETE", `/api/access/resources/conversation/${one.row}/grants`);
    await stored("ada", one, answerOf({ text: "x" }));
  });

  test("tells it, too, where it is another's answer that was edited", async () => {
    const one = await mine();
    const url = `/api/messages/${one.id}/${one.responseMessage.messageId}`;
    expect((await house.as("ada", "PUT", url, { text: "I never said that" })).json()).toMatchObject({
      isUserSubmitted: true,
    });
  });
});

describe("whom a message names", () => {
  test.each([
    ["a model that there is not", { endpoint: "echo", model: "none" }, 403, "model-not-available"],
    ["an endpoint that there is not", { endpoint: "none", model: "echo" }, 403, "model-not-available"],
    ["an agent that there is not", { agent_id: "agent_none" }, 404, "resource-not-found"],
  ])("is refused: %s", async (_what, more, status, code) => {
    const response = await store("ada", await mine(), { text: "x", ...more });
    expect([response.statusCode, response.json().code]).toEqual([status, code]);
  });

  test("is an agent that one may use, and no other", async () => {
    const [open, secret] = [await makeAgent(house, "ada"), await makeAgent(house, "ada")];
    await house.change([grant(ENGINEERING, open.resource, VIEWER)]);
    const one = await talk(house, "ben", "Hi");
    expect(await stored("ben", one, { text: "x", agent_id: open.id })).toMatchObject({
      endpoint: "agents",
      agent_id: open.id,
      model: null,
    });
    expect((await store("ben", one, { text: "x", agent_id: secret.id })).statusCode).toBe(404);
  });

  test("its files are those that one may use; and go with the conversation", async () => {
    const one = await ours();
    const { body: file } = await uploadTo(house, "ben", "Attached", {});
    const { body: foreign } = await uploadTo(house, "dee", "Theirs", {});
    const { files, messageId } = await stored("ben", one, { text: "See", files: [{ file_id: file.file_id }] });
    expect(files).toMatchObject([{ file_id: file.file_id }]);
    expect((await house.as("ada", "GET", `/api/files/${file.file_id}/preview`)).statusCode).toBe(200);
    expect((await store("ben", one, { text: "See", files: [{ file_id: foreign.file_id }] })).statusCode).toBe(404);
    expect((await stored("ben", one, { messageId, files: [] })).files).toBeUndefined();
  });
});

describe("a branch of an answer of several agents", () => {
  const branch = (person: string, messageId: string, agentId = "agent_b") =>
    house.as(person, "POST", "/api/messages/branch", { messageId, agentId });
  const answered = async () => {
    const one = await mine();
    const parentMessageId = one.requestMessage.messageId;
    return { one, answer: await stored("ada", one, answerOf({ content: both, parentMessageId })) };
  };

  test("stands beside it, with that agent's parts alone", async () => {
    const { one, answer } = await answered();
    expect(answer).toMatchObject({ text: "OneTwo", content: both });
    const made = await branch("ada", answer.messageId);
    expect([made.statusCode, made.json()]).toEqual([
      201,
      {
        ...answer,
        messageId: expect.not.stringMatching(answer.messageId),
        text: "Two",
        content: [{ type: "text", text: "Two" }],
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      },
    ]);
    expect((await messagesOf("ada", one)).map(({ text }: { text: string }) => text).slice(-2)).toEqual([
      "OneTwo",
      "Two",
    ]);
  });

  test("is none without parts of that agent, or of what a person said", async () => {
    const { one, answer } = await answered();
    for (const [id, agent] of [
      [answer.messageId, "agent_c"],
      [one.responseMessage.messageId, "agent_a"],
      [one.requestMessage.messageId, "agent_a"],
    ] as const)
      expect((await branch("ada", id, agent)).statusCode).toBe(400);
  });

  test("is for whom the answer was, and whoever may change the conversation", async () => {
    const { one, answer } = await answered();
    expect((await branch("ben", answer.messageId)).statusCode).toBe(404);
    expect((await branch("ben", randomUUID())).statusCode).toBe(404);
    await shareWith("ben", one, "participant");
    await shareWith("cy", one, "viewer");
    expect((await branch("ben", answer.messageId)).statusCode).toBe(403);
    expect((await branch("cy", answer.messageId)).statusCode).toBe(403);
    expect((await branch("ada", answer.messageId)).statusCode).toBe(201);
  });
});

describe("an artifact", () => {
  const text = 'Look:\n:::artifact{title="A"}\n```js\ncost = $5\n```\n:::\nDone';
  const edit = (person: string, messageId: string, body: object = {}) =>
    house.as(person, "POST", `/api/messages/artifact/${messageId}`, {
      index: 0,
      original: "cost = $5\n",
      updated: "cost = $6\n",
      ...body,
    });
  const changed = text.replace("$5", "$6");

  test("is changed in an answer's part and its text, and the answer tells it", async () => {
    const one = await mine();
    const content = [
      { type: "text", text: "First. " },
      { type: "text", text },
    ];
    const { messageId } = await stored("ada", one, answerOf({ content }));
    const edited = await edit("ada", messageId);
    expect([edited.statusCode, edited.json()]).toEqual([
      200,
      { conversationId: one.id, content: [content[0], { type: "text", text: changed }], text: `First. ${changed}` },
    ]);
    expect((await messagesOf("ada", one)).at(-1)).toMatchObject({ text: `First. ${changed}`, isUserSubmitted: true });
  });

  test("is changed in what a person said, and as LibreChat's client shows it", async () => {
    const { messageId } = await stored("ada", await mine(), { text });
    const edited = await edit("ada", messageId, { original: "cost = \\$5", updated: "cost = \\$6" });
    expect(edited.json()).toMatchObject({ text: changed });
  });

  test.each([
    ["one that there is not", { index: 1 }],
    ["what it does not hold", { original: "cost = $7" }],
    ["a place before the first", { index: -1 }],
    ["too much", { updated: "x".repeat(262_145) }],
  ])("is refused: %s", async (_what, more) => {
    const one = await mine();
    const { messageId } = await stored("ada", one, { text });
    expect((await edit("ada", messageId, more)).statusCode).toBe(400);
    expect((await messagesOf("ada", one)).at(-1).text).toBe(text);
  });

  test("makes no message longer than an answer gets", async () => {
    const one = await mine();
    const content = Array.from({ length: 3 }, () => ({ type: "text", text: "x".repeat(170_000) }));
    const { messageId } = await stored("ada", one, answerOf({ content: [...content, { type: "text", text }] }));
    expect((await edit("ada", messageId, { updated: "y".repeat(100_000) })).statusCode).toBe(400);
  });

  test("is for whose message it is, and whoever may change the conversation", async () => {
    const one = await ours();
    const { messageId } = await stored("ben", one, { text });
    const { messageId: adas } = await stored("ada", one, { text });
    expect((await edit("dee", messageId)).statusCode).toBe(404);
    expect((await edit("dee", randomUUID())).statusCode).toBe(404);
    expect((await edit("cy", messageId)).statusCode).toBe(403);
    expect((await edit("ben", adas)).statusCode).toBe(403);
    expect((await edit("ben", messageId)).statusCode).toBe(200);
    expect((await edit("ada", messageId, { original: "cost = $6" })).statusCode).toBe(200);
  });
});

test("who loses the conversation writes no more in it", async () => {
  const one = await mine();
  const given = grant(userOf("ben"), one.resource, ["view", "participate"]);
  await shareWith("cy", one, "viewer");
  await house.change([given]);
  await stored("ben", one, { text: "x" });
  await house.change([taken(given)]);
  expect((await store("ben", one, { text: "x" })).statusCode).toBe(404);
});

test("who may only read it from now on changes nothing of what they wrote", async () => {
  const one = await mine();
  const given = grant(userOf("ben"), one.resource, ["participate"]);
  await shareWith("ben", one, "viewer");
  await house.change([given]);
  const { messageId } = await stored("ben", one, { text: ":::artifact{}\na\n:::" });
  await house.change([taken(given)]);
  const url = `/api/messages/artifact/${messageId}`;
  const edited = await house.as("ben", "POST", url, { index: 0, original: "a", updated: "b" });
  expect([edited.statusCode, (await store("ben", one, { messageId, text: "x" })).statusCode]).toEqual([403, 403]);
});
