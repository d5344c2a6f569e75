import { describe, expect, test } from "vitest";
import type { ApiKey } from "../../api/keys.ts";
import { endOf, faultsOf, fieldsOf, type KeyFields, wishOf } from "./keyFields.ts";

const NOW = Date.parse("2026-12-01T12:00:00.000Z");
const key: ApiKey = {
  ...{ id: "k1", name: "Nightly", keyPrefix: "sk-12345", account: "user:ben", madeBy: "user:ben" },
  ...{ createdAt: "2026-11-01T00:00:00.000Z", expiresAt: "2027-01-01T10:00:30.000Z", lastUsedAt: null },
  ...{ formerUntil: null, isEnded: false, addresses: ["10.0.0.0/8"] },
  scope: { models: "none", endpoints: "all", agents: ["a1"], readOnly: false },
  limits: {
    ...{ requestsPerMinute: 5, tokensPerMinute: null },
    budget: { credits: 100, period: "day", spent: 0, left: 100, isNearlySpent: false, until: null },
  },
};
const made = (more: Partial<KeyFields> = {}): KeyFields => ({ ...fieldsOf(null), name: "Nightly", ...more });

describe("a new key", () => {
  test("opens everything for 30 days, unless something else is chosen", () =>
    expect(wishOf(made(), null, NOW)).toEqual({
      name: "Nightly",
      expiresAt: "2026-12-31T12:00:00.000Z",
      scope: { models: "all", endpoints: "all", agents: "all", readOnly: false },
      addresses: [],
    }));

  test.each([
    [{ use: "listing" }, { models: "all", endpoints: "all", agents: "all", readOnly: true }],
    [
      { use: "some", agents: ["a1"] },
      { models: "none", endpoints: "all", agents: ["a1"], readOnly: false },
    ],
    [
      { use: "some", allModels: true },
      { models: "all", endpoints: "all", agents: "none", readOnly: false },
    ],
    [
      { use: "some", allModels: true, endpoints: ["Lab"] },
      { models: "all", endpoints: ["Lab"], agents: "none", readOnly: false },
    ],
    // Chosen first, and then decided otherwise.
    [
      { use: "everything", agents: ["a1"] },
      { models: "all", endpoints: "all", agents: "all", readOnly: false },
    ],
  ] as const)("%j is the scope %j", (more, scope) =>
    expect(wishOf(made(more as Partial<KeyFields>), null, NOW).scope).toEqual(scope),
  );

  test.each([
    [{ requests: 5 }, { requestsPerMinute: 5, tokensPerMinute: null, budget: null }],
    [
      { credits: 10, period: "day" },
      { requestsPerMinute: null, tokensPerMinute: null, budget: { credits: 10, period: "day" } },
    ],
  ] as const)("%j is the limits %j", (more, limits) => expect(wishOf(made(more), null, NOW).limits).toEqual(limits));

  test.each([
    [{ end: "90" }, "2027-03-01T12:00:00.000Z"],
    [{ end: "never" }, null],
    [{ end: "day", day: "2027-01-31" }, new Date("2027-01-31T23:59:59").toISOString()],
  ] as const)("%j ends %s", (more, end) => expect(endOf(made(more), NOW)).toBe(end));
});

describe("a key that is changed", () => {
  test("keeps the end and the scope that nobody touched", () =>
    expect(wishOf({ ...fieldsOf(key), name: "Weekly" }, key, NOW)).toEqual({
      name: "Weekly",
      addresses: ["10.0.0.0/8"],
    }));

  test("has the limits that were touched, and one that was emptied no more", () =>
    expect(wishOf({ ...fieldsOf(key), requests: "", tokens: 0 }, key, NOW).limits).toEqual({
      ...{ requestsPerMinute: null, tokensPerMinute: 0 },
      budget: { credits: 100, period: "day" },
    }));

  test("is for listing, of what it was narrowed to, until that is chosen anew", () => {
    const listing = { ...key, scope: { ...key.scope, readOnly: true } };
    expect(wishOf(fieldsOf(listing), listing, NOW)).not.toHaveProperty("scope");
    expect(wishOf({ ...fieldsOf(listing), use: "some" }, listing, NOW).scope).toEqual(key.scope);
  });
});

test.each([
  [{}, []],
  [{ name: " " }, ["name"]],
  [{ end: "day" }, ["day"]],
  [{ end: "day", day: "2026-11-30" }, ["day"]],
  [{ use: "some" }, ["agents"]],
  [{ use: "some", endpoints: ["Lab"] }, ["agents"]],
  [{ use: "some", allAgents: true }, []],
] as const)("%j lacks %j", (more, lacks) =>
  expect(Object.keys(faultsOf(made(more as Partial<KeyFields>), NOW))).toEqual(lacks),
);

test.each([-1, 1_000_000_000_001])("a budget of %d credits is told, and not changed into another", (credits) => {
  expect(faultsOf({ ...fieldsOf(null), name: "Nightly", credits }, 0).credits).toMatch(
    /^(Credits are 0 or more|A million million credits)/,
  );
});
