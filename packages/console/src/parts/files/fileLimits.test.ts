import { describe, expect, test } from "vitest";
import { limitsFor, tooLarge, tooMany } from "./fileLimits.ts";

const MB = 1_024 * 1_024;
const config = {
  serverFileSizeLimit: 100,
  endpoints: {
    default: { fileLimit: 3, fileSizeLimit: 20, totalSizeLimit: 30 },
    small: { fileSizeLimit: 1 },
    large: { fileSizeLimit: 200 },
    off: { disabled: true },
  },
};

describe("the limits of an endpoint", () => {
  test.each([
    ["its own before those of default", "small", { largest: MB, most: 3 }],
    ["those of default where it has none", "other", { largest: 20 * MB, largestTogether: 30 * MB }],
    ["never above the server's", "large", { largest: 100 * MB }],
    ["a name that every object has is no endpoint", "constructor", { largest: 20 * MB }],
    ["switched off", "off", { isDisabled: true }],
  ])("%s", (_, endpoint, limits) => expect(limitsFor(config, endpoint)).toMatchObject(limits));

  test("where the operator says nothing, the server's own", () =>
    expect(limitsFor({})).toEqual({ isDisabled: false, largest: 512 * MB, most: 10, largestTogether: 512 * MB }));
});

describe("what need not be sent", () => {
  const limits = limitsFor(config, "other");
  test("a file above the limit", () => {
    expect(tooLarge({ size: 20 * MB }, limits)).toBeNull();
    expect(tooLarge({ size: 21 * MB }, limits)).toBe("It is larger than 20 MB, which is the most here.");
  });
  test.each([
    ["a third file", [1, 1], null],
    ["a fourth file", [1, 1, 1], "A message has 3 files at most."],
    ["what is too much together", [25 * MB], "The files of a message may have 30 MB together."],
  ])("%s", (_, before, told) => expect(tooMany({ size: 6 * MB }, before, limits)).toBe(told));
});
