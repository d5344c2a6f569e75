import { expect, test } from "vitest";
import { ImportReader } from "./importReader.ts";

const reader = new ImportReader();
const read = (text: string) => reader.read(Buffer.from(text));
const chats = (count: number, messages: number) =>
  JSON.stringify(
    Array.from({ length: count }, (_, index) => ({
      title: `Chat ${index}`,
      messages: Array.from({ length: messages }, (_, at) => ({ text: `${at}` })),
    })),
  );

test("all of a file comes, in its order", async () => {
  const found = await read(chats(700, 3));
  expect(found.map(({ title }) => title)).toEqual(Array.from({ length: 700 }, (_, index) => `Chat ${index}`));
  expect(found.every(({ messages }) => messages.length === 3)).toBe(true);
});

test.each([
  ["is no JSON", "nonsense", "not JSON"],
  ["is no export", "{}", "no export"],
  ["has no message", '{"messages":[]}', "no conversation with a message"],
])("a file that %s is refused in words", async (_what, text, words) => {
  await expect(read(text)).rejects.toMatchObject({ code: "request-invalid", detail: expect.stringContaining(words) });
});

test("a file that takes more memory than there is for it is refused, and the next one is read", async () => {
  const small = new ImportReader({ mostMemoryMb: 48 });
  await expect(small.read(Buffer.from(`{"messages":[${"{},".repeat(2_000_000)}{}]}`))).rejects.toMatchObject({
    detail: "the file takes too much memory to read",
  });
  expect(await small.read(Buffer.from(chats(1, 1)))).toHaveLength(1);
});

test("whatever is in a file, others have their turn while it is read", async () => {
  let isOver = false;
  const reading = read("[".repeat(8_000_000))
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  let longest = 0;
  for (let before = performance.now(); !isOver; before = performance.now()) {
    await new Promise((next) => setTimeout(next, 1));
    longest = Math.max(longest, performance.now() - before);
  }
  await reading;
  // In this process it would take seconds.
  expect(longest).toBeLessThan(2_000);
});
