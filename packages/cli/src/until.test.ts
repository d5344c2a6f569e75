import { describe, expect, test } from "vitest";
import { banEndOf, endOf } from "./until.ts";

const now = Date.parse("2030-01-10T12:00:00Z");

describe("the end of something", () => {
  test.each([
    ["tomorrow", "2030-01-11T12:00:00.000Z"],
    ["Tomorrow", "2030-01-11T12:00:00.000Z"],
    ["600000ms", "2030-01-10T12:10:00.000Z"],
    ["90s", "2030-01-10T12:01:30.000Z"],
    ["90m", "2030-01-10T13:30:00.000Z"],
    ["12h", "2030-01-11T00:00:00.000Z"],
    ["7d", "2030-01-17T12:00:00.000Z"],
    ["2w", "2030-01-24T12:00:00.000Z"],
    ["2030-02-01", "2030-02-01T00:00:00.000Z"],
    ["2030-02-01T08:30Z", "2030-02-01T08:30:00.000Z"],
    ["2030-02-01T08:30:00+02:00", "2030-02-01T06:30:00.000Z"],
  ])("%s is %s", (text, end) => {
    expect(endOf(text, now)).toBe(end);
  });

  test.each([
    "",
    "soon",
    "7",
    "7y",
    "0d",
    "-1d",
    "2030-13-01",
    "2030-01-32",
    "yesterday",
    "2030-01-09",
    "2030-01-10T12:00:00Z",
  ])("`%s` is none", (text) => {
    expect(() => endOf(text, now)).toThrow(/Allowed|over already/);
  });
});

describe("the end of a ban", () => {
  test.each([
    ["7d", "2030-01-17T12:00:00.000Z"],
    ["forever", null],
    ["None", null],
  ])("%s is %s", (text, end) => {
    expect(banEndOf(text, now)).toBe(end);
  });

  test("has a unit: a number alone is told both that it may mean", () => {
    expect(() => banEndOf("600000", now)).toThrow(/`600000ms`.*`600000m`/);
  });
});
