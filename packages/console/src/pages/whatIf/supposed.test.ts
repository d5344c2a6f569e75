import { expect, test } from "vitest";
import { supposedIn } from "./supposed.ts";

const member = { kind: "member", group: "group:1", member: "user:2" };
const feature = { kind: "feature", role: "role:USER", feature: "AGENTS.USE", on: false };

test("changes are in an address as they are asked", () => {
  expect(supposedIn(JSON.stringify([member, feature]))).toEqual({ changes: [member, feature], isCut: false });
});

test.each([
  ["no JSON", "[{"],
  ["no list", '{"kind":"member"}'],
  ["another kind", '[{"kind":"account-removed","account":"user:1"}]'],
  ["a part that lacks", '[{"kind":"member","group":"group:1"}]'],
  ["a part of another kind", JSON.stringify([{ ...member, role: "role:ADMIN" }])],
  ["no switch", JSON.stringify([{ ...feature, on: "yes" }])],
  ["null", "[null]"],
])("%s: no change, and that is said", (_what, text) => {
  expect(supposedIn(text)).toEqual({ changes: [], isCut: true });
});

test("an address without any holds none", () => {
  expect(supposedIn(undefined)).toEqual({ changes: [], isCut: false });
});

test("more than fifty are cut", () => {
  const { changes, isCut } = supposedIn(JSON.stringify(Array.from({ length: 51 }, () => member)));
  expect([changes.length, isCut]).toEqual([50, true]);
});
