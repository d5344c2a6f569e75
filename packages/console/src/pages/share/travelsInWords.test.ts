import { describe, expect, test } from "vitest";
import type { Travelling } from "../../api/closure.ts";
import { audienceInWords, modeInWords, nameInWords, whyNotInWords } from "./travelsInWords.ts";

const file: Travelling = {
  resource: "file:1",
  type: "file",
  name: "plan.txt",
  mode: "lent",
  attachedBy: "user:ada",
  attachedByName: "Ada",
  works: true,
  reason: null,
  through: [],
};
const nobody = { people: 0, groups: 0, roles: 0, services: 0, everyone: false };

describe("a thing that travels", () => {
  test.each([
    [file, "plan.txt"],
    [{ ...file, name: null }, "a file that Ada gave it"],
    [{ ...file, type: "tool", name: null }, "an action that Ada gave it"],
    [{ ...file, name: null, attachedByName: null }, "a file"],
  ])("is called what one may know: %#", (thing, words) => expect(nameInWords(thing)).toBe(words));

  test.each([
    ["lent", undefined, "lent through the agent"],
    ["shown", undefined, "shown"],
    ["own", undefined, "own access needed"],
    ["own", true, "own access needed"],
    ["own", false, "open to everybody"],
  ] as const)("%s, restricted %s: %s", (mode, isRestricted, words) =>
    expect(modeInWords({ mode, ...(isRestricted !== undefined && { isRestricted }) })).toBe(words),
  );

  test("says why it does not work", () => {
    expect(whyNotInWords(file)).toBeNull();
    expect(whyNotInWords({ ...file, works: false, reason: "hidden" })).toMatch(/a moderator has hidden it/);
  });
});

test.each([
  [nobody, "nobody"],
  [{ ...nobody, people: 1 }, "1 other person"],
  [{ ...nobody, people: 2, groups: 1, everyone: true }, "everyone in the organization, 1 group and 2 other people"],
])("an audience in words: %#", (audience, words) => expect(audienceInWords(audience)).toBe(words));
