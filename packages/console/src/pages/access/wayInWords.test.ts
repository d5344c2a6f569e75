import { describe, expect, test } from "vitest";
import type { Way } from "../../api/myAccess.ts";
import { endsSoon, wayInWords } from "./wayInWords.ts";

const plain: Way = {
  reason: "grant",
  role: "viewer",
  allow: ["use"],
  through: [],
  on: null,
  until: null,
  isConditional: false,
};
const group = (name: string) => ({ principal: `group:${name}`, name });
const none = { role: null, allow: [] };

describe("why one has something", () => {
  test.each<[string, Partial<Way>]>([
    ["Viewer given to you", {}],
    ["Use and share given to you", { role: null, allow: ["use", "share"] }],
    ["Viewer through Platform, which is in Engineering", { through: [group("Platform"), group("Engineering")] }],
    ["Viewer by the role EDITOR", { through: [{ principal: "role:EDITOR", name: null }] }],
    [
      "Viewer through Platform, by the role Editors",
      { through: [group("Platform"), { principal: "role:E", name: "Editors" }] },
    ],
    ["Viewer like everyone here", { through: [{ principal: "everyone", name: "Everyone" }] }],
    ["Viewer on Plan, which contains it", { reason: "parent", on: { resource: "project:1", name: "Plan" } }],
    ["Yours", { reason: "owner", ...none }],
    ["Yours on Plan, which contains it", { reason: "parent", ...none, on: { resource: "project:1", name: "Plan" } }],
    ["Open to everybody here", { reason: "open-type", ...none }],
    ["You are in it", { reason: "group-member", ...none }],
    ["Viewer given to you, under a condition", { isConditional: true }],
  ])("%s", (text, way) => expect(wayInWords({ ...plain, ...way })).toBe(text));

  test("says until when", () =>
    expect(wayInWords({ ...plain, until: "2030-01-01T12:00:00Z" })).toMatch(
      /^Viewer given to you, until .*2030.* \(in /,
    ));
});

test.each([
  [null, false],
  [13, true],
  [15, false],
])("what ends in %s days ends soon: %s", (days, soon) =>
  expect(endsSoon(days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString())).toBe(soon),
);
