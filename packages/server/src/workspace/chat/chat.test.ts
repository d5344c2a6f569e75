import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINEERING, grant, type House, openHouse, userOf, VIEWER } from "../testing/house.ts";
import { isDelta, isFinal, Listener } from "../testing/listen.ts";

let house: House;
let agentId: string;
beforeAll(async () => {
  house = await openHouse({ echoDelayMs: 5 });
  const agent = { name: "Helper", instructions: "canary-instructions", provider: "echo", model: "echo" };
  const made = (await house.as("ada", "POST", "/api/agents", agent)).json();
  agentId = made.id;
  await house.change([grant(ENGINEERING, `agent:${made._id}`, VIEWER)]);
});
afterAll(() => house.close());

const say = (person: string, text: string, more: object = {}) =>
  house.as(person, "POST", "/api/agents/chat/agents", { text, agent_id: agentId, ...more });

async function talk(person: string, text: string, more: object = {}) {
  const response = await say(person, text, more);
  expect(response.statusCode, response.body).toBe(200);
  const { streamId } = response.json();
  const listener = await Listener.to(house, person, streamId);
  await listener.closed;
  return { streamId, listener, final: listener.heard.find(isFinal)?.data };
}

describe("a message and its answer", () => {
  test("the start says where, the stream says what, in LibreChat's frames", async () => {
    const response = await say("ben", "How are you?");
    expect(response.json()).toMatchObject({ status: "started", generationProtocolVersion: 1 });
    const { streamId, conversationId } = response.json();
    expect(streamId).toBe(conversationId);
    const listener = await Listener.to(house, "ben", streamId);
    await listener.closed;
    expect(listener.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(listener.headers.get("cache-control")).toBe("no-cache, no-transform");
    const [created, step] = listener.heard;
    expect(created?.data).toMatchObject({
      created: true,
      streamId,
      message: { conversationId, sender: "User", text: "How are you?", isCreatedByUser: true },
    });
    expect(step?.data).toMatchObject({ event: "on_run_step", data: { type: "message_creation", index: 0 } });
    const deltas = listener.heard.filter(isDelta);
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas[0]?.data.data.id).toBe(step?.data.data.id);
    expect(listener.text).toBe("You said: How are you?");
    const final = listener.heard.at(-1)?.data;
    expect(final).toMatchObject({
      final: true,
      title: "How are you?",
      conversation: { conversationId, endpoint: "agents", agent_id: agentId, title: "How are you?" },
      requestMessage: { text: "How are you?" },
      responseMessage: { text: "You said: How are you?", sender: "Helper", unfinished: false, error: false },
    });
    expect(final.responseMessage.messageId).toBe(step?.data.data.runId);
    expect(final.responseMessage.parentMessageId).toBe(created?.data.message.messageId);
  });

  test("both messages are stored; the title can be asked for", async () => {
    const { streamId } = await talk("ben", "Remember me");
    const messages = (await house.as("ben", "GET", `/api/messages/${streamId}`)).json();
    expect(messages.map(({ text }: { text: string }) => text)).toEqual(["Remember me", "You said: Remember me"]);
    expect((await house.as("ben", "GET", `/api/convos/gen_title/${streamId}`)).json()).toEqual({
      title: "Remember me",
    });
  });

  test("a second message goes on where the first ended", async () => {
    const { streamId, final } = await talk("ben", "One");
    const next = { conversationId: streamId, parentMessageId: final.responseMessage.messageId };
    const { listener } = await talk("ben", "Two", next);
    expect(listener.text).toBe("You said: Two");
    expect((await house.as("ben", "GET", `/api/messages/${streamId}`)).json()).toHaveLength(4);
  });

  test("an answer made again hangs on the same message", async () => {
    const { streamId, final } = await talk("ben", "Again");
    const { messageId } = final.requestMessage;
    const again = { conversationId: streamId, isRegenerate: true, overrideParentMessageId: messageId, messageId };
    const second = await talk("ben", "ignored", again);
    expect(second.listener.text).toBe("You said: Again");
    const messages = (await house.as("ben", "GET", `/api/messages/${streamId}`)).json();
    expect(messages.map(({ parentMessageId }: { parentMessageId: string }) => parentMessageId).slice(1)).toEqual([
      messageId,
      messageId,
    ]);
  });

  test("a plain model answers, too", async () => {
    const response = await house.as("cy", "POST", "/api/agents/chat/echo", { text: "Hi", model: "echo" });
    const listener = await Listener.to(house, "cy", response.json().streamId);
    await listener.closed;
    expect(listener.heard.find(isFinal)?.data.conversation).toMatchObject({ endpoint: "echo", model: "echo" });
  });

  test("a repeated request attaches to its answer, and then finds it settled", async () => {
    const first = await say("ben", "/slow 1", { clientRequestId: "request-1" });
    const again = await say("ben", "/slow 1", { clientRequestId: "request-1" });
    expect(again.json()).toMatchObject({ status: "resumed", streamId: first.json().streamId });
    await house.as("ben", "POST", "/api/agents/chat/abort", { streamId: first.json().streamId });
    const over = await say("ben", "/slow 1", { clientRequestId: "request-1" });
    expect(over.json().status).toBe("settled");
    expect((await say("ada", "Hi", { clientRequestId: "request-1" })).json().status).toBe("started");
  });
});

describe("listening", () => {
  test("two tabs hear the same; one that leaves does not end it; a late one gets all of it", async () => {
    const { streamId } = (await say("ben", "/slow 1")).json();
    const [one, two, leaving] = await Promise.all([1, 2, 3].map(() => Listener.to(house, "ben", streamId)));
    await leaving?.until(isDelta);
    leaving?.leave();
    const late = await new Promise((wake) => setTimeout(wake, 400)).then(() => Listener.to(house, "ben", streamId));
    await Promise.all([one?.closed, two?.closed, late.closed]);
    expect(one?.heard.at(-1)?.data.final).toBe(true);
    expect(two?.text).toBe(one?.text);
    expect(late.text).toBe(one?.text);
    expect(late.heard.filter(isDelta).length).toBeLessThan(one?.heard.filter(isDelta).length ?? 0);
    const after = await Listener.to(house, "ben", streamId);
    await after.closed;
    expect(after.text).toBe(one?.text);
    expect(after.heard.at(-1)?.data.final).toBe(true);
  });

  test("with `resume` the state so far comes first", async () => {
    const { streamId } = (await say("ben", "/slow 1")).json();
    const first = await Listener.to(house, "ben", streamId);
    await first.until(isDelta);
    const resumed = await Listener.to(house, "ben", streamId, { query: "?resume=true" });
    const sync = await resumed.until(({ data }) => data.sync);
    expect(sync.data.resumeState).toMatchObject({ conversationId: streamId, userMessage: { text: "/slow 1" } });
    const begun = sync.data.resumeState.aggregatedContent[0].text;
    await Promise.all([first.closed, resumed.closed]);
    expect(begun + resumed.text).toBe(first.text);
  });

  test("nobody needs to listen: the answer is written all the same", async () => {
    const { streamId } = (await say("ben", "Alone")).json();
    await expect
      .poll(async () => (await house.as("ben", "GET", `/api/messages/${streamId}`)).json().length, { timeout: 5_000 })
      .toBe(2);
  });

  test("status and active tell of one's own answers only", async () => {
    const { streamId } = (await say("ben", "/slow 2")).json();
    expect((await house.as("ben", "GET", "/api/agents/chat/active")).json().activeJobIds).toContain(streamId);
    expect((await house.as("ben", "GET", `/api/agents/chat/status/${streamId}`)).json()).toMatchObject({
      active: true,
      status: "running",
    });
    for (const other of ["ada", "cy", "dee", "sue"]) {
      expect((await house.as(other, "GET", "/api/agents/chat/active")).json().activeJobIds).not.toContain(streamId);
      expect((await house.as(other, "GET", `/api/agents/chat/status/${streamId}`)).json()).toEqual({ active: false });
      const response = await house.as(other, "GET", `/api/agents/chat/stream/${streamId}`);
      expect(response.statusCode).toBe(404);
      expect((await house.as(other, "POST", "/api/agents/chat/abort", { streamId })).statusCode).toBe(404);
    }
    expect((await house.as("ben", "GET", "/api/agents/chat/active")).json().activeJobIds).toContain(streamId);
    await house.as("ben", "POST", "/api/agents/chat/abort", { streamId });
  });
});

describe("stopping", () => {
  test("keeps what was said, as unfinished, and tells every listener", async () => {
    const { streamId } = (await say("ben", "/slow 30")).json();
    const listener = await Listener.to(house, "ben", streamId);
    await listener.until(isDelta);
    const response = await house.as("ben", "POST", "/api/agents/chat/abort", { conversationId: streamId });
    expect(response.json()).toEqual({ success: true, aborted: streamId });
    await listener.closed;
    expect(listener.heard.at(-1)?.data).toMatchObject({
      final: true,
      aborted: true,
      earlyAbort: false,
      responseMessage: { unfinished: true, text: listener.text },
    });
    const messages = (await house.as("ben", "GET", `/api/messages/${streamId}`)).json();
    expect(messages.at(-1)).toMatchObject({ unfinished: true, text: listener.text });
    expect((await house.as("ben", "POST", "/api/agents/chat/abort", { streamId })).statusCode).toBe(404);
  });

  test("an older generation is not stopped by mistake", async () => {
    const { streamId, generationCreatedAt } = (await say("ben", "/slow 2")).json();
    const wrong = { streamId, generationCreatedAt: generationCreatedAt - 1 };
    expect((await house.as("ben", "POST", "/api/agents/chat/abort", wrong)).statusCode).toBe(409);
    const right = { streamId, generationCreatedAt };
    expect((await house.as("ben", "POST", "/api/agents/chat/abort", right)).statusCode).toBe(200);
  });

  test("deleting the conversation ends its answer", async () => {
    const { streamId } = (await say("ben", "/slow 30")).json();
    const listener = await Listener.to(house, "ben", streamId);
    await listener.until(isDelta);
    const response = await house.as("ben", "DELETE", "/api/convos", { arg: { conversationId: streamId } });
    expect(response.statusCode, response.body).toBe(201);
    await listener.closed;
    expect(listener.heard.at(-1)?.data.code).toBe("conversation-deleted");
    expect((await house.as("ben", "GET", `/api/convos/${streamId}`)).statusCode).toBe(404);
  });
});

describe("bad input", () => {
  test.each([
    ["no text", { text: "" }, 400],
    ["blank text", { text: "  \n" }, 400],
    ["NUL", { text: "a\u0000" }, 400],
    ["too long a text", { text: "x".repeat(256 * 1024 + 1) }, 400],
    ["an unknown key", { owner: "ada" }, 400],
    ["an unknown file", { files: [{ file_id: "11111111-1111-4111-8111-111111111111" }] }, 404],
    ["a file without an id", { files: [{ filepath: "/etc/passwd" }] }, 400],
    [
      "more files than a message has",
      { files: Array.from({ length: 11 }, (_, index) => ({ file_id: `${index}` })) },
      400,
    ],
    ["an unknown parent", { parentMessageId: "11111111-1111-4111-8111-111111111111" }, 400],
    ["another's conversation, or none", { conversationId: "11111111-1111-4111-8111-111111111111" }, 404],
    ["an unknown agent", { agent_id: "agent_nobody" }, 404],
    ["two endpoints", { endpoint: "echo" }, 400],
  ])("%s is refused", async (_what, wish, status) => {
    const response = await house.as("ben", "POST", "/api/agents/chat/agents", {
      text: "Hi",
      agent_id: agentId,
      ...wish,
    });
    expect(response.statusCode, response.body).toBe(status);
  });

  test("a model that does not exist and one that is not for oneself are the same", async () => {
    await house.change([{ kind: "restricted-set", resource: "model:echo", restricted: true }]);
    const answers = await Promise.all(
      ["echo", "other"].map((model) => house.as("cy", "POST", "/api/agents/chat/echo", { text: "Hi", model })),
    );
    await house.change([{ kind: "restricted-set", resource: "model:echo", restricted: false }]);
    const bodies = answers.map((response) => ({ ...response.json(), requestId: "" }));
    expect(bodies[0]).toMatchObject({ status: 403, code: "model-not-available" });
    expect(bodies[1]).toEqual(bodies[0]);
  });

  test("a stranger to the agent, and somebody of another organization, hear that it is not there", async () => {
    for (const who of ["cy", "dee"]) expect((await say(who, "Hi")).statusCode).toBe(404);
  });

  test("a second message while an answer is written is refused", async () => {
    const { streamId } = (await say("ben", "/slow 2")).json();
    expect((await say("ben", "Me too", { conversationId: streamId })).json().code).toBe("conflict");
    await house.as("ben", "POST", "/api/agents/chat/abort", { streamId });
  });

  test("whether somebody is being answered is not told to a stranger", async () => {
    const { streamId } = (await say("ben", "/slow 2")).json();
    const unknown = "0f0e0d0c-0b0a-4908-8706-050403020100";
    const answers = await Promise.all(
      [streamId, unknown].map((conversationId) =>
        house.as("cy", "POST", "/api/agents/chat/echo", { text: "Hi", model: "echo", conversationId }),
      ),
    );
    await house.as("ben", "POST", "/api/agents/chat/abort", { streamId });
    const bodies = answers.map((response) => ({ ...response.json(), requestId: "" }));
    expect(bodies[0]).toMatchObject({ status: 404 });
    expect(bodies[0]).toEqual(bodies[1]);
  });

  test("of two messages at the same moment one is taken, and nothing of the other is kept", async () => {
    const { streamId } = await talk("ben", "Race");
    const answers = await Promise.all(["a", "b", "c"].map((text) => say("ben", text, { conversationId: streamId })));
    expect(answers.map((response) => response.statusCode).sort()).toEqual([200, 409, 409]);
    await (await Listener.to(house, "ben", streamId)).closed;
    expect((await house.as("ben", "GET", `/api/messages/${streamId}`)).json()).toHaveLength(4);
  });

  test("one request sent three times at the same moment is one answer", async () => {
    const more = { clientRequestId: "request-2" };
    const answers = await Promise.all([1, 2, 3].map(() => say("ben", "Once", more)));
    expect(new Set(answers.map((response) => response.json().streamId)).size).toBe(1);
    expect(answers.filter((response) => response.json().status === "started")).toHaveLength(1);
  });

  test("the id of an answer is given away once, whoever wishes for it", async () => {
    const wish = "22222222-2222-4222-8222-222222222222";
    const slow = (await say("ben", "/slow 1", { responseMessageId: wish })).json();
    const quick = await talk("ada", "Quick", { messageId: wish });
    expect(quick.final.requestMessage.messageId).toBe(wish);
    const listener = await Listener.to(house, "ben", slow.streamId);
    await listener.closed;
    expect(listener.heard.at(-1)?.data).toMatchObject({ final: true, responseMessage: { unfinished: false } });
    expect(listener.heard.at(-1)?.data.responseMessage.messageId).not.toBe(wish);
  });

  test("a message id that is another's is not taken over, and not told of", async () => {
    const { final } = await talk("ada", "Mine");
    const { listener } = await talk("ben", "Yours?", { messageId: final.requestMessage.messageId });
    expect(listener.heard[0]?.data.message.messageId).not.toBe(final.requestMessage.messageId);
  });
});

describe("limits", () => {
  test("messages of an address and of a person are counted, in LibreChat's words", async () => {
    const limited = await openHouse({
      env: { LIMIT_MESSAGE_USER: "true", MESSAGE_USER_MAX: "1", MESSAGE_USER_WINDOW: "1" },
    });
    try {
      const ask = () => limited.as("cy", "POST", "/api/agents/chat/echo", { text: "Hi", model: "echo" });
      expect((await ask()).statusCode).toBe(200);
      const refused = await ask();
      expect(refused.statusCode).toBe(429);
      expect(refused.headers["retry-after"]).toMatch(/^\d+$/);
      expect(refused.json()).toMatchObject({ type: "message_limit", max: 1, limiter: "user", windowInMinutes: 1 });
    } finally {
      await limited.close();
    }
  });

  test("answers at the same time are counted by person", async () => {
    const limited = await openHouse({ env: { LIMIT_CONCURRENT_MESSAGES: "true", CONCURRENT_MESSAGE_MAX: "1" } });
    try {
      const ask = (who: string) => limited.as(who, "POST", "/api/agents/chat/echo", { text: "/slow 3", model: "echo" });
      const { streamId } = (await ask("cy")).json();
      const refused = await ask("cy");
      expect([refused.statusCode, refused.json().code]).toEqual([429, "too-many-streams"]);
      expect(refused.json()).toMatchObject({ type: "concurrent", limit: 1, pendingRequests: 1 });
      expect(refused.json()).toMatchObject({
        met: { name: "answers at a time", by: "user", max: 1, windowSeconds: null, freesAt: null },
        raisedBy: "operator",
      });
      expect(refused.headers).toMatchObject({
        "retry-after": "1",
        ratelimit: '"concurrent";r=0',
        "ratelimit-policy": '"concurrent";q=1',
      });
      expect((await ask("ada")).statusCode).toBe(200);
      await limited.as("cy", "POST", "/api/agents/chat/abort", { streamId });
      expect((await ask("cy")).statusCode).toBe(200);
    } finally {
      await limited.close();
    }
  });
});

test("stopping the server ends answers with a word, and keeps what was said", async () => {
  const stopping = await openHouse();
  const { streamId } = (
    await stopping.as("cy", "POST", "/api/agents/chat/echo", { text: "/slow 30", model: "echo" })
  ).json();
  const listener = await Listener.to(stopping, "cy", streamId);
  await listener.until(isDelta);
  await stopping.app.close();
  await listener.closed;
  expect(listener.heard.at(-1)).toMatchObject({ event: "error", data: { code: "server-stopping" } });
  const messages = await stopping.store.db
    .selectFrom("messages")
    .selectAll()
    .where("conversation_id", "=", streamId)
    .execute();
  expect(messages.find((row) => row.is_created_by_user === 0)).toMatchObject({ unfinished: 1, text: listener.text });
  await stopping.close();
});

test("an account that is removed takes its conversations and favourites along", async () => {
  const { streamId } = await talk("ada", "Goodbye");
  const [removed] = house.people.removed;
  await house.store.transact(async (tx) => removed?.(tx, house.here, [], userOf("ada")));
  expect((await house.as("ada", "GET", `/api/convos/${streamId}`)).statusCode).toBe(404);
  const { conversations } = (await house.as("ben", "GET", "/api/convos")).json();
  expect(conversations.length).toBeGreaterThan(0);
});
