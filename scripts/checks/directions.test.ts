import { describe, expect, test } from "vitest";
import { blindness } from "./directions.mjs";
import { planted } from "./planted.mjs";

describe("the check of directions", () => {
  test("sees the planted violation of each rule, and lets the well-behaved pass", () => {
    expect(blindness()).toEqual([]);
  });

  test("says that it is blind when a violation is not seen", () => {
    const at = "packages/engine/src/fine.ts";
    const harmless = { ...planted, "engine-imports-nothing": { at, files: { [at]: "export const fine = 1;\n" } } };
    expect(blindness(harmless)).toEqual([expect.stringContaining("`engine-imports-nothing`")]);
  });

  test("says that a rule is not tried", () => {
    const { resolvable: _left, ...others } = planted;
    expect(blindness(others)).toContainEqual(expect.stringContaining("no violation of `resolvable` is planted"));
  });
});
