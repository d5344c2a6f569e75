import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, nearestName } from "./nearest.ts";

describe("the nearest name", () => {
  test.each([
    ["agnets", 2, "agents"],
    ["AGENTS", 0, "agents"],
    ["promts", 2, "prompts"],
    ["agent", 2, "agents"],
    ["zebra", 2, undefined],
    ["", 2, undefined],
  ])("%s within %i: %s", (name, within, nearest) =>
    expect(nearestName(name, ["agents", "prompts", "bookmarks"], within)).toBe(nearest),
  );

  test("distance is a distance, and its limit only cuts", () => {
    const word = fc.string({ unit: fc.constantFrom(..."abc"), maxLength: 7 });
    fc.assert(
      fc.property(word, word, fc.nat(8), (a, b, limit) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(editDistance(a, b, limit)).toBe(Math.min(distance, limit));
      }),
      { numRuns: 2000 },
    );
  });
});
