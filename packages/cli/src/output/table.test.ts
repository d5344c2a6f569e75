import { expect, test } from "vitest";
import { table } from "./table.ts";

test("columns are as wide as their widest cell", () => {
  expect(
    table(
      [
        ["a", "long cell"],
        ["bcd", ""],
      ],
      ["X", "Y"],
    ),
  ).toBe("X    Y\na    long cell\nbcd");
});

test("what other people wrote cannot steer the terminal, nor begin a new line", () => {
  expect(table([["\u001b[2J\nada", "x"]])).toBe(" [2J ada  x");
  expect(table([["a\u202eb", "x"]])).toBe("a b  x");
});
