import { describe, expect, test } from "vitest";
import type { Imported } from "./imported.ts";
import { readImport } from "./readImport.ts";

const read = async (file: unknown) => readImport(Buffer.from(typeof file === "string" ? file : JSON.stringify(file)));
const said = ({ messages }: Imported) => messages.map(({ isPersons, text }) => `${isPersons ? ">" : "<"} ${text}`);
const parents = ({ messages }: Imported) => Object.fromEntries(messages.map(({ id, parent }) => [id, parent]));

describe("LibreChat's export", () => {
  const head = { conversationId: "c", endpoint: "lab", title: " About cheese ", exportAt: "10:00:00 GMT" };
  const q = {
    messageId: "q",
    parentMessageId: "00000000-0000-0000-0000-000000000000",
    text: "Why?",
    isCreatedByUser: true,
  };
  const a = {
    messageId: "a",
    parentMessageId: "q",
    content: [{ type: "text", text: { value: "Because" } }],
    model: "big",
  };

  test("of one way through it: a list", async () => {
    const [found] = await read({
      ...head,
      options: { model: "big" },
      messages: [q, { ...a, createdAt: "2024-05-01T10:00:00Z" }],
    });
    expect(found).toMatchObject({ title: "About cheese", endpoint: "lab", model: "big" });
    expect(said(found as Imported)).toEqual(["> Why?", "< Because"]);
    expect(found?.messages[1]).toMatchObject({ parent: "q", model: "big", at: Date.parse("2024-05-01T10:00:00Z") });
  });

  test("with all branches: a tree, in either of its forms", async () => {
    const tree = [
      {
        ...q,
        children: [
          { ...a, children: [] },
          { ...a, messageId: "b", parentMessageId: undefined, text: "So" },
        ],
      },
    ];
    for (const file of [
      { ...head, recursive: true, messages: tree },
      { ...head, messagesTree: tree, messages: [] },
    ]) {
      const [found] = await read(file);
      expect(said(found as Imported)).toEqual(["> Why?", "< Because", "< So"]);
      expect(parents(found as Imported)).toEqual({ q: null, a: "q", b: "q" });
    }
  });

  test("without ids: each answers the one before", async () => {
    const [found] = await read({ ...head, messages: [{ text: "One", isCreatedByUser: true }, { text: "Two" }] });
    const [one, two] = (found as Imported).messages;
    expect([one?.parent, two?.parent]).toEqual([null, one?.id]);
  });

  test("whose parents are not there, come later, or go in a circle", async () => {
    const [found] = await read({
      ...head,
      messages: [
        { ...a, parentMessageId: "gone" },
        { ...a, messageId: "b", parentMessageId: "late" },
        { ...q, messageId: "late" },
        { ...a, messageId: "s", parentMessageId: "s" },
      ],
    });
    expect(parents(found as Imported)).toEqual({ a: null, b: "late", late: null, s: null });
  });
});

describe("ChatGPT's export", () => {
  const node = (role: string, parts: unknown[], parent: string | null, children: string[], more: object = {}) => ({
    message: { author: { role }, content: { content_type: "text", parts }, create_time: 1_700_000_000.5, ...more },
    parent,
    children,
  });
  const mapping = {
    root: { message: null, parent: null, children: ["s"] },
    s: node("system", ["Be kind"], "root", ["q"]),
    q: node("user", ["Why?"], "s", ["t", "b"]),
    t: node("tool", ["searched"], "q", ["a"]),
    a: node("assistant", ["Be", { text: "cause" }, 7], "t", [], { metadata: { model_slug: "gpt-4o" } }),
    b: node("assistant", ["So"], "q", []),
  };

  test("has a conversation for each entry; what the system and tools say is left out", async () => {
    const [found, ...others] = await read([
      { title: "Cheese", create_time: 1_700_000_000, mapping },
      { title: "Empty", mapping: {} },
    ]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ title: "Cheese", at: 1_700_000_000_000, endpoint: "openAI", model: "gpt-4o" });
    expect(said(found as Imported)).toEqual(["> Why?", "< Be\ncause", "< So"]);
    expect(parents(found as Imported)).toEqual({ q: null, a: "q", b: "q" });
  });
});

describe("a file", () => {
  test.each([
    ["no JSON", "nonsense", "JSON"],
    ["something else", { anything: true }, "no export"],
    ["an empty list", [], "no export"],
    ["a list of something else", [{ mapping: {} }, 7], "no export"],
    ["nothing said", { messages: [] }, "no conversation"],
    ["messages that are none", { messages: [1, null, "x", []] }, "no conversation"],
  ])("of %s is refused in words", async (_what, file, words) => {
    await expect(read(file)).rejects.toThrow(words);
  });

  test("that is not UTF-8 is refused", async () => {
    expect(() => readImport(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow("UTF-8");
  });

  test("with a mark of its order in front is read", async () => {
    expect(await read(`\ufeff${JSON.stringify({ messages: [{ text: "One" }] })}`)).toHaveLength(1);
  });

  test("with odd values in it becomes text that can be kept", async () => {
    const [found] = await read({
      title: { a: 1 },
      messages: [
        { text: "a\0b\ud800", isCreatedByUser: "yes", sender: 7, createdAt: "never", model: ["x"], children: "none" },
      ],
    });
    expect(found).toMatchObject({ title: "Imported chat", at: null, endpoint: null, model: null });
    expect(found?.messages[0]).toMatchObject({
      text: "ab\ufffd",
      isPersons: false,
      sender: "Assistant",
      at: null,
      model: null,
    });
  });

  test("of a very deep tree is read without a deep recursion, or refused", async () => {
    const deep = 5_000;
    const text = `${'{"messages":[{"text":"x","children":['.repeat(1)}${'{"text":"x","children":['.repeat(deep)}${"]}".repeat(deep)}]}]}`;
    const [found] = await read(text);
    expect(found?.messages).toHaveLength(deep + 1);
  });

  test("of very many messages is refused, in a time that grows with them alone", async () => {
    const messages = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ messageId: `m${at}`, parentMessageId: "m0", text: "x" }));
    await expect(read({ messages: messages(10_000) })).resolves.toHaveLength(1);
    await expect(read({ messages: messages(300_000) })).rejects.toThrow("10000 messages at most");
    const many = Array.from({ length: 6 }, () => ({ messages: messages(9_000) }));
    await expect(read(many)).rejects.toThrow("50000 messages at most");
  });

  test("with one id twice keeps both messages", async () => {
    const [found] = await read({
      messages: [
        { messageId: "a", text: "One" },
        { messageId: "a", text: "Two" },
      ],
    });
    expect(found?.messages.map(({ text }) => text)).toEqual(["One", "Two"]);
  });

  test("whose title turns the writing direction around is named without that", async () => {
    const [found] = await read({ title: "\u202egnp.exe", messages: [{ text: "One" }] });
    expect(found?.title).toBe("gnp.exe");
  });
});
