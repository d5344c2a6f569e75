import { expect, test } from "vitest";
import { countOf } from "./kindInWords.ts";

test("a number of things is told as people say it, whatever their type", () => {
  expect(countOf("agent", 1)).toBe("1 agent");
  expect(countOf("sharedLink", 2)).toBe("2 shared links");
  expect(countOf("ticket", 0)).toBe("0 tickets");
});
