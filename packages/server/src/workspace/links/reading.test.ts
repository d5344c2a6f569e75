import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { linkTo, makeLink, open, PUBLIC_LINKS, seen } from "../testing/links.ts";
import { type Talk, talk } from "../testing/talk.ts";

/** What is read by a link, by whom it was opened, and what is asked before. */
let house: House;
beforeAll(async () => {
  house = await openHouse({
    env: {
      SHARE_IP_MAX: "100000",
      SHARE_USER_MAX: "100000",
      FORK_IP_MAX: "1000",
      FORK_USER_MAX: "1000",
      ...PUBLIC_LINKS.env,
    },
  });
  await house.change(PUBLIC_LINKS.changes);
});
afterAll(() => house.close());

const openedOf = (who: string, { shareId }: { shareId: string }) =>
  house.as(who, "GET", `/api/share/${shareId}/opened`);

describe("a reading", () => {
  test("is LibreChat's shape, and kept by nobody", async () => {
    const link = await makeLink(house, "ada", "Hi");
    const answer = await open(house, null, link);
    expect(answer.headers["cache-control"]).toBe("private, no-store");
    const { messages, ...reading } = answer.json();
    expect(reading).toEqual({
      shareId: link.shareId,
      title: "Hi",
      conversationId: expect.stringMatching(/^convo_/),
      live: false,
      shareRevision: expect.any(String),
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(messages[1]).toEqual({
      messageId: expect.stringMatching(/^msg_/),
      parentMessageId: messages[0].messageId,
      conversationId: reading.conversationId,
      sender: expect.any(String),
      text: "You said: Hi",
      isCreatedByUser: false,
      unfinished: false,
      error: false,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(messages[0].parentMessageId).toBe("00000000-0000-0000-0000-000000000000");
  });

  test.each([false, true])("names nothing that has an id, no instructions, no model (live: %s)", async (live) => {
    const instructions = "canary-instructions-70b1";
    const agent = { name: "Helper", instructions, provider: "echo", model: "echo", description: "canary-description" };
    const made = (await house.as("ada", "POST", "/api/agents", agent)).json();
    const conversation = await agentTalk(made.id);
    const link = await linkTo(house, "ada", conversation, { live, passcode: "sesame-1" });
    const { body } = await open(house, null, link, "sesame-1");
    expect(body).toContain("You said: Hi");
    const secrets = [
      ...["canary-", "sesame", "argon2", made.id, made._id, conversation.id, conversation.row, link._id],
      ...[conversation.requestMessage.messageId, conversation.responseMessage.messageId, house.here],
      ...[userOf("ada").slice(5), '"model"', '"user"', '"agent_id"', '"endpoint"', '"ada"'],
    ];
    expect(secrets.filter((secret) => body.includes(secret))).toEqual([]);
  });

  test.each([false, true])("tells which answers' words are a person's, and forks keep it (live: %s)", async (live) => {
    const conversation = await talk(house, "ada", "Hi");
    const { messageId } = conversation.responseMessage;
    const marks = (messages: { isUserSubmitted?: true }[]) => messages.map((one) => one.isUserSubmitted ?? null);
    const reading = async () => (await open(house, null, link)).json();
    const republish = () => house.as("ada", "PATCH", `/api/share/${link.shareId}`, {});
    const link = await linkTo(house, "ada", conversation, { live });
    const fork = async () => (await house.as("cy", "POST", `/api/share/${link.shareId}/fork`, {})).json();
    expect([marks((await reading()).messages), marks((await fork()).messages)]).toEqual([
      [null, null],
      [null, null],
    ]);
    await house.as("ada", "PUT", `/api/messages/${conversation.id}/${messageId}`, { text: "I never said that" });
    if (!live) await republish();
    expect([marks((await reading()).messages), marks((await fork()).messages)]).toEqual([
      [null, true],
      [null, true],
    ]);
  });

  test("has other ids each time", async () => {
    const link = await makeLink(house, "ada", "Hi");
    const [one, two] = [(await open(house, null, link)).json(), (await open(house, null, link)).json()];
    expect(one.conversationId).not.toBe(two.conversationId);
    expect(one.messages[0].messageId).not.toBe(two.messages[0].messageId);
    expect(one.shareRevision).toBe(two.shareRevision);
  });

  test("of a branch is what leads to its message", async () => {
    const first = await talk(house, "ada", "One");
    await talk(house, "ada", "Two", { conversationId: first.id, parentMessageId: first.responseMessage.messageId });
    const other = await talk(house, "ada", "Three", { conversationId: first.id });
    const link = await linkTo(house, "ada", first, { targetMessageId: other.requestMessage.messageId });
    expect(await seen(house, null, link)).toEqual(["Three"]);
  });

  test("of a live link whose branch is gone is not there", async () => {
    const first = await talk(house, "ada", "One");
    const { messageId } = first.responseMessage;
    const link = await linkTo(house, "ada", first, { live: true, targetMessageId: messageId });
    await house.as("ada", "DELETE", `/api/messages/${first.id}/${messageId}`);
    expect(await seen(house, null, link)).toBe("resource-not-found");
  });

  test.each(["short", `${"x".repeat(20)}/`, "../../etc/passwd"])(
    "of an address that is none is no fault: %s",
    async (id) => {
      const answer = await house.app.inject({ method: "GET", url: `/api/share/${encodeURIComponent(id)}` });
      expect(answer.statusCode).toBe(400);
    },
  );
});

test("the start configuration of its page is there for who may open it", async () => {
  const link = await makeLink(house, "ada", "Hi", { public: false });
  const config = (who: string) => house.as(who, "GET", `/api/share/${link.shareId}/config`);
  expect((await config("ada")).json()).toMatchObject({ appTitle: expect.any(String), interface: {} });
  expect((await config("ben")).statusCode).toBe(404);
});

describe("a passcode", () => {
  test("is asked before anything is shown, of everybody", async () => {
    const link = await makeLink(house, "ada", "Hi", { passcode: "open sesame" });
    for (const who of ["ada", "ben", "dee", null]) {
      expect(await seen(house, who, link)).toBe("passcode-needed");
      expect(await seen(house, who, link, "open-sesame")).toBe("passcode-wrong");
      expect(await seen(house, who, link, "open sesame")).toHaveLength(2);
    }
    const fork = await house.as("ben", "POST", `/api/share/${link.shareId}/fork`, {});
    expect(fork.json().code).toBe("passcode-needed");
  });

  test("is not asked of whom the link is nothing to", async () => {
    const link = await makeLink(house, "ada", "Hi", { passcode: "open sesame", public: false });
    expect(await seen(house, "ben", link)).toBe("resource-not-found");
  });

  test("is changed, and taken away", async () => {
    const link = await makeLink(house, "ada", "Hi", { passcode: "open sesame" });
    const change = (passcode: string | null) =>
      house.as("ada", "PATCH", `/api/share/${link.shareId}`, { passcode, republish: false });
    await change("another one");
    expect(await seen(house, null, link, "open sesame")).toBe("passcode-wrong");
    expect((await change(null)).json().hasPasscode).toBe(false);
    expect(await seen(house, null, link)).toHaveLength(2);
  });

  test("is kept as argon2id", async () => {
    const link = await makeLink(house, "ada", "Hi", { passcode: "open sesame" });
    const row = await house.store.db
      .selectFrom("shared_links")
      .select("passcode_hash")
      .where("id", "=", link._id)
      .executeTakeFirstOrThrow();
    expect(row.passcode_hash).toMatch(/^\$argon2id\$/);
  });

  test("cannot be guessed: so many wrong ones from an address, and from all addresses together; right ones do not count", async () => {
    const one = await makeLink(house, "ada", "Hi", { passcode: "open sesame" });
    const code = async (link: typeof one, passcode: string, from: string) => {
      const answer = await open(house, null, link, passcode, from);
      return answer.statusCode === 200 ? "open" : answer.json().code;
    };
    const { max } = house.settings.limits.rates.login;
    for (let tried = 0; tried < max + 2; tried++) expect(await code(one, "open sesame", "10.1.0.1")).toBe("open");
    const guesses = await Promise.all(Array.from({ length: max + 3 }, (_, n) => code(one, `guess-${n}`, "10.1.0.2")));
    expect(guesses.filter((each) => each === "passcode-wrong")).toHaveLength(max);
    expect(await code(one, "open sesame", "10.1.0.2")).toBe("rate-limited");
    expect(await code(one, "open sesame", "10.1.0.1")).toBe("open");
    for (let other = 3; other < 40; other++) await code(one, "guess", `10.1.0.${other}`);
    expect(await code(one, "open sesame", "10.1.0.99")).toBe("rate-limited");
    const another = await makeLink(house, "ada", "Hi", { passcode: "open sesame" });
    expect(await code(another, "open sesame", "10.1.0.99")).toBe("open");
  });
});

describe("who opened it", () => {
  test("is told to who may change it: accounts by name, visitors as one, first and last time, how often; never addresses", async () => {
    const link = await makeLink(house, "ada", "Hi");
    for (const who of ["ada", "ben", "ben", "dee", null]) await open(house, who, link, undefined, "10.9.8.7");
    const { engine } = house.access.of(house.here);
    const before = engine.revision;
    const answer = await openedOf("ada", link);
    expect(answer.json()).toEqual({
      times: 4,
      openers: expect.arrayContaining([
        { opener: userOf("ben"), name: "ben", firstAt: expect.any(String), lastAt: expect.any(String), times: 2 },
        { opener: "visitor", name: null, firstAt: expect.any(String), lastAt: expect.any(String), times: 2 },
      ]),
      days: [{ day: new Date().toISOString().slice(0, 10), times: 4 }],
    });
    expect(answer.body).not.toContain("10.9.8.7");
    expect(engine.revision).toBe(before);
    expect((await openedOf("sue", link)).statusCode).toBe(403);
    expect((await openedOf("ben", link)).statusCode).toBe(403);
    expect((await openedOf("dee", link)).statusCode).toBe(404);
  });

  test("is not noted of who does not get in", async () => {
    const link = await makeLink(house, "ada", "Hi", { passcode: "open sesame" });
    await open(house, "ben", link, "wrong one");
    expect((await openedOf("ada", link)).json()).toEqual({ times: 0, openers: [], days: [] });
  });

  test("names 500, and counts all further ones as others; days go after ninety", async () => {
    const link = await makeLink(house, "ada", "Hi");
    const scope = { organization_id: house.here, link_id: link._id };
    await house.store.transact(async (tx) => {
      const openers = Array.from({ length: 500 }, (_, n) => ({
        ...scope,
        opener: `user:${n}`,
        first_at: 1,
        last_at: 1,
        times: 1,
      }));
      await tx.insertInto("shared_link_openers").values(openers).execute();
      await tx
        .insertInto("shared_link_days")
        .values({ ...scope, day: "2020-01-01", times: 1 })
        .execute();
    });
    for (const who of ["ben", "cy", "ben"]) await open(house, who, link);
    const { times, openers, days } = (await openedOf("ada", link)).json();
    expect([times, openers.length, openers[0], days.length]).toEqual([
      503,
      501,
      expect.objectContaining({ opener: "others", times: 3 }),
      1,
    ]);
  });

  test("is forgotten with the account", async () => {
    const link = await makeLink(house, "ada", "Hi");
    await open(house, "ben", link);
    const [removed] = house.people.removed;
    await house.store.transact(async (tx) => removed?.(tx, house.here, [], userOf("ben")));
    expect((await openedOf("ada", link)).json().openers).toEqual([]);
  });
});

describe("a fork of what a link shows", () => {
  const fork = (who: string, { shareId }: { shareId: string }, body: object = {}) =>
    house.as(who, "POST", `/api/share/${shareId}/fork`, body);

  test("is a conversation of one's own", async () => {
    const link = await makeLink(house, "ada", "Hi");
    const forked = await fork("cy", link);
    expect(forked.statusCode, forked.body).toBe(201);
    const { conversation, messages } = forked.json();
    expect(conversation).toMatchObject({ title: "Hi", user: userOf("cy").slice(5), endpoint: "echo" });
    expect(messages.map(({ text }: { text: string }) => text)).toEqual(["Hi", "You said: Hi"]);
    expect(messages[1].parentMessageId).toBe(messages[0].messageId);
    const own = await house.as("cy", "GET", `/api/messages/${conversation.conversationId}`);
    expect(own.json()).toHaveLength(2);
  });

  test("ends at a message", async () => {
    const link = await makeLink(house, "ada", "Hi");
    expect((await fork("cy", link, { targetMessageIndex: 0 })).json().messages).toHaveLength(1);
    expect((await fork("cy", link, { targetMessageIndex: 2 })).json().code).toBe("request-invalid");
  });

  test("is refused when something else is shown by now", async () => {
    const link = await makeLink(house, "ada", "Hi", { live: true });
    const { shareRevision } = (await open(house, "cy", link)).json();
    expect((await fork("cy", link, { shareRevision })).statusCode).toBe(201);
    const { id, requestMessage } = link.conversation;
    await house.as("ada", "PUT", `/api/messages/${id}/${requestMessage.messageId}`, { text: "Hello" });
    expect((await fork("cy", link, { shareRevision })).json().code).toBe("conflict");
  });

  test("is not for who may not open it, and not for visitors", async () => {
    const link = await makeLink(house, "ada", "Hi", { public: false });
    expect((await fork("cy", link)).statusCode).toBe(404);
    const visitor = await house.app.inject({ method: "POST", url: `/api/share/${link.shareId}/fork`, payload: {} });
    expect(visitor.statusCode).toBe(401);
  });
});

describe("where visitors are not let in", () => {
  test("who has an account opens what is for everybody; nobody else learns that it is there", async () => {
    const closed = await openHouse();
    try {
      await closed.change([{ kind: "feature-set", role: "role:USER", feature: "SHARED_LINKS.SHARE_PUBLIC", on: true }]);
      const link = await makeLink(closed, "ada", "Hi", { public: true });
      expect(await seen(closed, "ben", link)).toHaveLength(2);
      for (const who of ["dee", null]) expect(await seen(closed, who, link)).toBe("resource-not-found");
      // Visitors who are let in later do not find what was not given to them.
      await closed.change([{ kind: "public-links-set", allowed: true }]);
      expect(await seen(closed, null, link)).toBe("resource-not-found");
    } finally {
      await closed.close();
    }
  });
});

test("is opened so many times in a minute, by address; visitors behind other addresses do not count together", async () => {
  const limited = await openHouse({ env: { SHARE_IP_MAX: "3", SHARE_USER_MAX: "2", ...PUBLIC_LINKS.env } });
  try {
    await limited.change(PUBLIC_LINKS.changes);
    const link = await makeLink(limited, "ada", "Hi");
    const statuses = async (who: string | null, from: string, times: number) => {
      const answers = [];
      for (let time = 0; time < times; time++)
        answers.push((await open(limited, who, link, undefined, from)).statusCode);
      return answers;
    };
    expect(await statuses(null, "10.0.0.1", 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses(null, "10.0.0.2", 1)).toEqual([200]);
    expect(await statuses("ben", "10.0.0.3", 3)).toEqual([200, 200, 429]);
  } finally {
    await limited.close();
  }
});

async function agentTalk(agent: string): Promise<Talk> {
  const { streamId } = (
    await house.as("ada", "POST", "/api/agents/chat/agents", { text: "Hi", agent_id: agent })
  ).json();
  for (;;) {
    const messages = (await house.as("ada", "GET", `/api/messages/${streamId}`)).json();
    const row = (await house.as("ada", "GET", `/api/convos/${streamId}`)).json()._id;
    const [requestMessage, responseMessage] = messages;
    if (responseMessage) return { id: streamId, row, resource: `conversation:${row}`, requestMessage, responseMessage };
    await new Promise((wake) => setTimeout(wake, 10));
  }
}
