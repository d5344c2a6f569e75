import { expect, test } from "vitest";
import { byHandSince } from "./applied.ts";
import type { Difference } from "./difference.ts";

/** Counts how often it is walked through. */
class Walked extends Map<string, string> {
  walks = 0;
  override keys() {
    this.walks++;
    return super.keys();
  }
}

const member = (place: number): Difference => ({
  section: "groups",
  before: { kind: "member", group: "group:a", member: `user:${place}`, until: null },
  after: undefined,
});

test("what was applied is walked once, however many lines are judged by it", () => {
  const lines = new Walked([["group group:a", "print"]]);
  const isByHand = byHandSince(lines);
  for (let place = 0; place < 50; place++) expect(isByHand(member(place))).toBe(false);
  expect(lines.walks).toBe(1);
});

test("a line of a kind that a file spoke of is by hand, where the file did not have it", () => {
  const isByHand = byHandSince(new Map([["member group:a user:0", "print"]]));
  expect(isByHand(member(1))).toBe(true);
});
