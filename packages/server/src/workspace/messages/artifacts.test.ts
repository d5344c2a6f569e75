import { describe, expect, test } from "vitest";
import { artifactsIn, replacedIn } from "./artifacts.ts";

const held = (text: string) => artifactsIn(text).map(({ start, end }) => text.slice(start, end));

describe("what the artifacts of a text hold", () => {
  test.each<[what: string, text: string, held: string[]]>([
    ["nothing", "Just words", []],
    ["plain words", ':::artifact{title="A"}\none\ntwo\n:::\nafter', ["one\ntwo"]],
    ["a block of code, without its fences", "before\n:::artifact{}\n```html\n<b>x</b>\n```\n:::", ["<b>x</b>"]],
    ["a block and something behind it", ":::artifact{}\n```\na\n```\nb\n:::", ["```\na\n```\nb"]],
    ["a line of colons in a block", ":::artifact{}\n```\na\n:::\nb\n```\n:::\nafter", ["a\n:::\nb"]],
    ["a block of waves with one of ticks in it", ":::artifact{}\n~~~md\n```\na\n```\n~~~\n:::", ["```\na\n```"]],
    ["two", ":::artifact{}\none\n:::\nbetween\n:::artifact{}\ntwo\n:::", ["one", "two"]],
    ["one that nothing ends", ":::artifact{}\none\ntwo", ["one\ntwo"]],
    ["one whose block never ends", ":::artifact{}\n```\na\n:::", ["a"]],
    ["an empty one", ":::artifact{}\n:::", [""]],
    ["an empty block", ":::artifact{}\n```\n```\n:::", [""]],
    ["one line alone", ":::artifact{}", [""]],
  ])("%s", (_what, text, expected) => expect(held(text)).toEqual(expected));

  test("are found in a text of thousands of them in a moment", () => {
    const begun = performance.now();
    expect(artifactsIn(":::artifact{}\n:::\n".repeat(30_000))).toHaveLength(30_000);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

describe("replacing", () => {
  const replaced = (text: string, original: string, updated: string, index = 0) => {
    const place = artifactsIn(text)[index];
    return place && replacedIn(text, place, original, updated);
  };
  test.each<[what: string, text: string, original: string, updated: string, result: string | null]>([
    ["all", ":::artifact{}\n```js\na\n```\n:::\nz", "a\n", "b\nc\n", ":::artifact{}\n```js\nb\nc\n```\n:::\nz"],
    ["a piece", ":::artifact{}\nabc\n:::", "b", "x", ":::artifact{}\naxc\n:::"],
    ["the first of the same", ":::artifact{}\naa\n:::", "a", "x", ":::artifact{}\nxa\n:::"],
    ["what is not there", ":::artifact{}\nabc\n:::", "x", "y", null],
    ["what stands outside", "x\n:::artifact{}\nabc\n:::", "x", "y", null],
    ["nothing, of something", ":::artifact{}\nabc\n:::", "", "y", null],
    ["nothing, of nothing", ":::artifact{}\n:::", "", "y", ":::artifact{}\ny\n:::"],
    ["nothing, of an empty block", ":::artifact{}\n```\n```\n:::", "", "y", ":::artifact{}\n```\ny\n```\n:::"],
    ["what looks like a pattern", ":::artifact{}\na\n:::", "a", "$&$1", ":::artifact{}\n$&$1\n:::"],
  ])("%s", (_what, text, original, updated, result) => expect(replaced(text, original, updated)).toBe(result));

  test("in the second leaves the first", () =>
    expect(replaced(":::artifact{}\na\n:::\n:::artifact{}\na\n:::", "a", "b", 1)).toBe(
      ":::artifact{}\na\n:::\n:::artifact{}\nb\n:::",
    ));
});
