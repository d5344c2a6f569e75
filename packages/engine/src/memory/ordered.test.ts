import fc from "fast-check";
import { expect, test } from "vitest";
import { Blocks } from "./blocks.ts";
import { Names, NONE } from "./names.ts";
import { Ordered } from "./ordered.ts";

const nameOf = (index: number) => `agent:${((index * 7919) % 10_007).toString(36)}`;
const steps = fc.array(fc.record({ index: fc.integer({ min: 0, max: 1_999 }), isAdded: fc.boolean() }), {
  maxLength: 60,
});

/** Entries from a mark on, by name. */
function from(list: Ordered, names: Names, text: string): string[] {
  const cursor = list.from(names.mark(text));
  const found: string[] = [];
  for (let handle = cursor.next(); handle !== NONE; handle = cursor.next()) found.push(names.text(handle));
  return found;
}

test.each([
  ["names as they come", false],
  ["names in order", true],
])("an ordered set holds what a plain set would, in the order of names: %s", (_, isSorted) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_800 }), steps, fc.integer({ min: 0, max: 2_500 }), (size, changes, at) => {
      const names = new Names();
      const known = Array.from({ length: 1_900 }, (_, index) => nameOf(index));
      for (const name of isSorted ? known.toSorted() : known) names.intern(name);
      if (isSorted) names.declareSorted();
      const list = new Ordered(names, new Blocks(1));
      const expected = new Set(known.slice(0, size));
      list.load(Int32Array.from([...expected].sort(), (name) => names.find(name)));
      // The last hundred names come after the others were put in order.
      for (const { index, isAdded } of changes) {
        const name = nameOf(index);
        const handle = names.intern(name);
        expect(isAdded ? list.add(handle) : list.remove(handle)).toBe(
          isAdded ? !expected.has(name) : expected.has(name),
        );
        if (isAdded) expected.add(name);
        else expected.delete(name);
      }
      // Where the pieces of a large set begin, and between them.
      for (const first of [...expected].sort().filter((_, place) => place % 256 === 0))
        expect(list.add(names.find(first))).toBe(false);
      const sorted = [...expected].sort();
      expect([...list].map((handle) => names.text(handle))).toEqual(sorted);
      expect(list.size).toBe(sorted.length);
      const mark = nameOf(at);
      expect(from(list, names, mark)).toEqual(sorted.filter((name) => name >= mark));
      const [low, high] = [mark, "agent:4"].toSorted() as [string, string];
      expect(list.countBetween(names.mark(low), names.mark(high))).toBe(
        sorted.filter((name) => low <= name && name < high).length,
      );
    }),
    { numRuns: 150 },
  );
});
