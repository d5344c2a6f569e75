import { expect, test } from "vitest";
import { periodInWords } from "./periodInWords.ts";

test.each([
  ["day", "2026-11-30", "Nov 30, 2026"],
  ["week", "2026-11-30", "Week of Nov 30, 2026"],
  ["month", "2026-11-01", "November 2026"],
] as const)("a %s is told by its first day", (by, from, words) => expect(periodInWords(by, from)).toBe(words));
