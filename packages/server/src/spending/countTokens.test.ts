import { describe, expect, test } from "vitest";
import { defaultRate, free } from "../config/index.ts";
import { countTokens } from "./countTokens.ts";

const count = (texts: string[], name = "m") => countTokens({ name, rate: defaultRate }, texts);
const prose = "The quick brown fox jumps over the lazy dog, and nobody was there to see it. ";

describe("how many tokens a text has", () => {
  test.each([
    ["nothing", "", "gpt-4o", 0],
    ["by the vocabulary of today", "नमस्ते दुनिया", "gpt-4.1", 5],
    ["of a maker whose own is not known, the same", "नमस्ते दुनिया", "llama-3", 5],
    ["by the former one, of models that have it", "नमस्ते दुनिया", "gpt-4-turbo", 13],
    ["wherever they are served", "नमस्ते दुनिया", "openai/gpt-4", 13],
    ["a name that models heed is words", "<|endoftext|>", "gpt-4o", 7],
    ["half a pair is taken as it is", "\ud83d", "gpt-4o", 1],
  ])("%s", async (_what, text, model, tokens) => expect(await count([text], model)).toBe(tokens));

  test("is estimated where they cost nothing", async () =>
    expect(await countTokens({ name: "m", rate: free }, ["12345678", "9"])).toBe(3));

  test("of several texts, together", async () => expect(await count([prose, prose])).toBe(2 * (await count([prose]))));

  test("is not changed by cuts, but for a few", async () => {
    const some = await count([prose.repeat(3)]);
    const many = await count([prose.repeat(1_500)]);
    expect(many / (500 * some)).toBeCloseTo(1, 1);
  });

  test("beyond what is counted, goes on as before", async () => {
    const some = await count([prose.repeat(1_000)]);
    expect((await count([prose.repeat(10_000)])) / (10 * some)).toBeCloseTo(1, 0);
  });

  test("beyond what is counted, is one for four bytes at least", async () => {
    expect(await count([" ".repeat(200_000), "x".repeat(1_000_000)])).toBeGreaterThan(250_000);
  });
});

test.each([
  ["one letter", "a".repeat(1_000_000)],
  ["no spaces", Array.from({ length: 1_000_000 }, (_, at) => String.fromCharCode(33 + ((at * at * 7) % 90))).join("")],
  ["signs that nobody sees", "\u200b".repeat(1_000_000)],
])("others have their turn while a text of %s is counted", async (_what, text) => {
  await count(["once"]);
  let turns = 0;
  const watching = setInterval(() => turns++, 1);
  await count([text]);
  clearInterval(watching);
  expect(turns).toBeGreaterThan(2);
});
