import fc from "fast-check";
import { expect, test } from "vitest";
import { isCrossing, nextBanAt } from "./crossings.ts";

const score = fc.integer({ min: 0, max: 50 });
const interval = fc.integer({ min: 1, max: 100 });

/** The rule in other words: is there a multiple of the interval above the former score and not above the new one? */
const multipleBetween = (before: number, after: number, every: number): boolean => {
  for (let at = before + 1; at <= after; at++) if (at % every === 0) return true;
  return false;
};

test.each([
  [19, 20, 20, true],
  [20, 21, 20, false],
  [39, 40, 20, true],
  [0, 20, 20, true],
  [0, 0, 20, false],
  [5, 5, 5, false],
])("from %i to %i, every %i: %s", (before, after, every, bans) => {
  expect(isCrossing(before, after, every)).toBe(bans);
});

test("a ban follows where a multiple of the interval is reached or passed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000 }), score, interval, (before, added, every) => {
      expect(isCrossing(before, before + added, every)).toBe(multipleBetween(before, before + added, every));
    }),
  );
});

test("so many violations of at most the interval ban as often as it goes into their sum", () => {
  fc.assert(
    fc.property(interval, fc.array(score, { maxLength: 200 }), (every, scores) => {
      let [before, bans] = [0, 0];
      for (const one of scores.map((any) => Math.min(any, every))) {
        if (isCrossing(before, before + one, every)) bans++;
        before += one;
      }
      expect(bans).toBe(Math.floor(before / every));
    }),
  );
});

test("what the page calls the next ban is where one follows", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), interval, (now, every) => {
      const next = nextBanAt(now, every);
      expect(isCrossing(now, next, every)).toBe(true);
      expect(isCrossing(now, next - 1, every)).toBe(false);
    }),
  );
});
