// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables, as the files write them
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arithmetic } from "./arithmetic.ts";

describe("numbers written as arithmetic", () => {
  test.each([
    ["1000 * 60 * 60 * 2", 7_200_000],
    ["(1000 * 60 * 60 * 24) * 7", 604_800_000],
    ["1000*60*15", 900_000],
    ["2 + 3 * 4", 14],
    ["(2 + 3) * 4", 20],
    ["20 - 5 - 3", 12],
    ["100 / 10 / 2", 5],
    ["-5 + 8", 3],
    ["- (2 + 1)", -3],
    ["1_000", 1000],
    [".5", 0.5],
    ["1e3", 1000],
    ["  42\t", 42],
  ])("%s is %d", (text, value) => expect(arithmetic(text)).toBe(value));

  test.each([
    "",
    " ",
    "ten",
    "1000 *",
    "* 5",
    "(1",
    "1)",
    "1 2",
    "1 ** 2",
    "7 % 2",
    "0x10",
    "1,5",
    "1__0",
    "1 / 0",
    "0 / 0",
    "process.exit(1)",
    "constructor",
    "1; 2",
    "1e999",
    "NaN",
    "Infinity",
    `${"(".repeat(40)}1${")".repeat(40)}`,
    "1+".repeat(200),
  ])("%j is none", (text) => expect(arithmetic(text)).toBeUndefined());

  test("any expression has the value that its tree has", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const printed = print(tree);
        fc.pre(printed.length <= 200);
        const value = evaluate(tree);
        expect(arithmetic(printed)).toBe(Number.isFinite(value) ? value : undefined);
      }),
      { numRuns: 2000 },
    );
  });

  test("no text makes it throw or answer anything but a finite number", () => {
    const alphabet = fc.constantFrom(..."0123456789.eE_+-*/() \t");
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 60 }), (text) => {
        const value = arithmetic(text);
        expect(value === undefined || Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

type Tree = number | { operator: "+" | "-" | "*" | "/"; left: Tree; right: Tree };

const { trees } = fc.letrec<{ trees: Tree }>((tie) => ({
  trees: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.nat(1_000_000),
    fc.record({
      operator: fc.constantFrom("+" as const, "-" as const, "*" as const, "/" as const),
      left: tie("trees"),
      right: tie("trees"),
    }),
  ),
}));

const print = (tree: Tree): string =>
  typeof tree === "number" ? String(tree) : `(${print(tree.left)} ${tree.operator} ${print(tree.right)})`;

function evaluate(tree: Tree): number {
  if (typeof tree === "number") return tree;
  const left = evaluate(tree.left);
  const right = evaluate(tree.right);
  return { "+": left + right, "-": left - right, "*": left * right, "/": left / right }[tree.operator];
}
