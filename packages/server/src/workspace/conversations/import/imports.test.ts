import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse } from "../../testing/house.ts";
import { talk } from "../../testing/talk.ts";
import { sweepExpired } from "../sweep.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { CONVERSATION_IMPORT_MAX_FILE_SIZE_BYTES: "100000", IMPORT_USER_MAX: "1000" } });
});
afterAll(() => house.close());

async function bring(person: string, file: unknown, { name = "file" }: { name?: string } = {}) {
  const form = new FormData();
  const text = typeof file === "string" ? file : JSON.stringify(file);
  form.append(name, new Blob([text], { type: "application/json" }), "../../export.json");
  return fetch(`${house.url}/api/convos/import`, { method: "POST", headers: { "x-person": person }, body: form });
}
const titles = async (person: string) =>
  (await house.as(person, "GET", "/api/convos?limit=100"))
    .json()
    .conversations.map(({ title }: { title: string }) => title);
const exported = (title: string, more: object = {}) => ({
  conversationId: "c-1",
  endpoint: "gone",
  title,
  messages: [
    { messageId: "q", text: "Why?", isCreatedByUser: true, createdAt: "2024-05-01T10:00:00.000Z" },
    {
      messageId: "a",
      parentMessageId: "q",
      text: "Because",
      model: "big",
      sender: "Big",
      createdAt: "2024-05-01T10:00:01.000Z",
    },
  ],
  ...more,
});

describe("an import", () => {
  test("is a new conversation of whoever brings it, with its own times, and can be gone on with", async () => {
    const response = await bring("ada", exported("From before"));
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      message: "Conversation(s) imported successfully",
      conversations: 1,
      messages: 2,
    });
    const { conversations } = (await house.as("ada", "GET", "/api/convos")).json();
    const [found] = conversations;
    expect(found).toMatchObject({
      title: "From before",
      endpoint: "echo",
      model: "echo",
      createdAt: "2024-05-01T10:00:00.000Z",
    });
    expect(found.conversationId).not.toBe("c-1");
    const messages = (await house.as("ada", "GET", `/api/messages/${found.conversationId}`)).json();
    expect(messages).toMatchObject([
      { text: "Why?", isCreatedByUser: true },
      {
        text: "Because",
        sender: "Big",
        model: "big",
        parentMessageId: messages[0].messageId,
        isUserSubmitted: true,
      },
    ]);
    expect(messages[0]).not.toHaveProperty("isUserSubmitted");
    await talk(house, "ada", "And now?", {
      conversationId: found.conversationId,
      parentMessageId: messages[1].messageId,
    });
    expect(await titles("ben")).toEqual([]);
    expect((await house.as("ada", "GET", "/api/convos?search=Because")).json().conversations).toHaveLength(1);
  });

  test("twice gives two", async () => {
    await bring("ben", exported("Again"));
    await bring("ben", exported("Again"));
    expect(await titles("ben")).toEqual(["Again", "Again"]);
  });

  test("of many conversations keeps each", async () => {
    const chat = (title: string) => ({
      title,
      mapping: {
        q: { message: { author: { role: "user" }, content: { parts: [title] } }, parent: null, children: [] },
      },
    });
    const response = await bring("sue", [chat("One"), chat("Two"), chat("Three")], { name: "upload" });
    expect([response.status, (await response.json()).conversations]).toEqual([201, 3]);
    expect((await titles("sue")).sort()).toEqual(["One", "Three", "Two"]);
  });
});

test.each([
  ["one looks like those given to messages without an id", [{ messageId: "#1" }, {}]],
  ["one comes after the place that has it", [{}, { messageId: "#0" }]],
  ["one is there twice", [{ messageId: "#2" }, { messageId: "x" }, { messageId: "x" }]],
  ["all are there twice", [{ messageId: "#0" }, { messageId: "#0" }, {}, {}]],
])("an import keeps every message, whatever ids the file has: %s", async (what, ids) => {
  const messages = ids.map((one, at) => ({ ...one, text: `${at}` }));
  expect((await bring("sue", { title: what, messages })).status).toBe(201);
  const { conversations } = (await house.as("sue", "GET", "/api/convos?limit=1")).json();
  const kept = (await house.as("sue", "GET", `/api/messages/${conversations[0].conversationId}`)).json();
  expect(kept.map(({ text }: { text: string }) => text)).toEqual(messages.map(({ text }) => text));
});

describe("the longest text of a message holds for the sum of its parts", () => {
  const LONGEST = 512 * 1_024;
  const part = "y".repeat(100_000);
  const texts = Array.from({ length: 12 }, () => part);
  test.each([
    ["ChatGPT's", [{ mapping: { q: { message: { author: { role: "user" }, content: { parts: texts } } } } }]],
    ["LibreChat's", { messages: [{ content: texts.map((text) => ({ type: "text", text })) }] }],
    [
      "LibreChat's, with values",
      { messages: [{ content: texts.map((value) => ({ type: "text", text: { value } })) }] },
    ],
    ["LibreChat's, one text", { messages: [{ text: texts.join("\n") }] }],
  ])("%s", async (_whose, file) => {
    const large = await openHouse();
    const form = new FormData();
    form.append("file", new Blob([JSON.stringify(file)]), "a.json");
    const headers = { "x-person": "ada" };
    await fetch(`${large.url}/api/convos/import`, { method: "POST", headers, body: form });
    const { conversations } = (await large.as("ada", "GET", "/api/convos")).json();
    const [kept] = (await large.as("ada", "GET", `/api/messages/${conversations[0].conversationId}`)).json();
    expect(kept.text).toHaveLength(LONGEST);
    await large.close();
  });
});

describe("bad input", () => {
  const post = (headers: Record<string, string>, body: BodyInit | undefined) =>
    fetch(`${house.url}/api/convos/import`, {
      method: "POST",
      headers: { "x-person": "cy", ...headers },
      body: body ?? null,
    });
  const form = "multipart/form-data; boundary=x";
  test.each([
    ["no export", () => bring("cy", { anything: 1 }), 400, "request-invalid"],
    ["no JSON", () => bring("cy", "nonsense"), 400, "request-invalid"],
    [
      "more than the operator allows",
      () => bring("cy", exported("x", { filler: "y".repeat(120_000) })),
      413,
      "body-too-large",
    ],
    ["far more", () => bring("cy", "z".repeat(2_000_000)), 413, "body-too-large"],
    ["JSON instead of a form", () => post({ "content-type": "application/json" }, "{}"), 415, "media-type-unsupported"],
    ["nothing", () => post({}, undefined), 415, "media-type-unsupported"],
    [
      "a form without a file",
      () => post({ "content-type": form }, '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'),
      400,
      "request-invalid",
    ],
    [
      "a form that ends in the middle",
      () =>
        post({ "content-type": form }, '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n{}'),
      400,
      "request-invalid",
    ],
    ["no form at all", () => post({ "content-type": form }, "nonsense"), 400, "request-invalid"],
    ["a form without a boundary", () => post({ "content-type": "multipart/form-data" }, "--x"), 400, "request-invalid"],
  ] as const)("of %s is refused, and nothing is written", async (_what, send, status, code) => {
    const response = await send();
    expect([response.status, (await response.json()).code]).toEqual([status, code]);
    expect(await titles("cy")).toEqual([]);
  });

  test("a form is for routes that take files only", async () => {
    const response = await fetch(`${house.url}/api/tags`, {
      method: "POST",
      headers: { "x-person": "cy" },
      body: new FormData(),
    });
    expect(response.status).toBe(415);
  });

  test("whoever is not signed in or is banned sends a file for nothing", async () => {
    const body = new FormData();
    expect((await fetch(`${house.url}/api/convos/import`, { method: "POST", body })).status).toBe(401);
  });
});

test("one person imports one file at a time", async () => {
  const many = { ...exported("Many"), messages: Array.from({ length: 500 }, (_, index) => ({ text: `${index}` })) };
  const codes = await Promise.all([bring("sue", many), bring("sue", many), bring("ben", many)]);
  expect(
    codes
      .slice(0, 2)
      .map(({ status }) => status)
      .sort(),
  ).toEqual([201, 429]);
  expect(codes[2]?.status).toBe(201);
});

test("whoever deletes all their conversations meanwhile is told so, and nothing of the file is left", async () => {
  const long = { ...exported("Long"), messages: Array.from({ length: 900 }, (_, index) => ({ text: `${index}` })) };
  const { store } = house;
  const transact = store.transact.bind(store);
  // Between the first piece and the second.
  let pieces = 0;
  store.transact = async (work) => {
    const done = await transact(work);
    if (++pieces === 1) await transact((tx) => tx.deleteFrom("conversations").where("title", "=", "Long").execute());
    return done;
  };
  const response = await bring("cy", long).finally(() => {
    store.transact = transact;
  });
  expect([response.status, (await response.json()).code]).toEqual([409, "conflict"]);
  expect(await titles("cy")).not.toContain("Long");
});

test("what a crash left of one is in no list, and is swept away with its messages", async () => {
  const { db } = house.store;
  await bring("sue", exported("Half"));
  const [row] = await db.selectFrom("conversations").selectAll().where("title", "=", "Half").execute();
  await house.store.transact((tx) =>
    tx
      .updateTable("conversations")
      .set({ is_temporary: 1, expires_at: Date.now() - 1 })
      .where("title", "=", "Half")
      .execute(),
  );
  expect(await titles("sue")).not.toContain("Half");
  await sweepExpired({ access: house.access, store: house.store, now: Date.now });
  for (const table of ["conversations", "messages"] as const)
    expect(
      await db
        .selectFrom(table)
        .select("id")
        .where("conversation_id", "=", row?.conversation_id ?? "")
        .execute(),
    ).toEqual([]);
});

test("imports are limited, as LibreChat's operators set it", async () => {
  const strict = await openHouse({ env: { IMPORT_IP_MAX: "1" } });
  const send = () => {
    const body = new FormData();
    body.append("file", new Blob([JSON.stringify(exported("One"))]), "a.json");
    return fetch(`${strict.url}/api/convos/import`, { method: "POST", headers: { "x-person": "ada" }, body });
  };
  expect((await send()).status).toBe(201);
  const second = await send();
  expect([second.status, second.headers.get("retry-after") !== null]).toEqual([429, true]);
  await strict.close();
});
