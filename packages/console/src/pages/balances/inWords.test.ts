import { describe, expect, test } from "vitest";
import { budgetInWords, changeOf, creditsInWords, refillInWords, warningInWords } from "./inWords.ts";

test.each([
  [0, "0 credits"],
  [1, "1 credit ($0.000001)"],
  [20_000, "20,000 credits ($0.02)"],
  [2_500_000, "2,500,000 credits ($2.50)"],
])("%s credits", (credits, said) => {
  expect(creditsInWords(credits)).toBe(said);
});

describe("what somebody has changes only by what comes from elsewhere, or goes there", () => {
  test.each([
    ["issued", "available", 5],
    ["available", "issued", -5],
    ["available", "held", 0],
    ["held", "available", 0],
    ["held", "spent", -5],
    ["available", "spent", -5],
    ["issued", "spent", 0],
  ])("from %s to %s: %s", (from, to, change) => {
    expect(changeOf({ from, to, credits: 5 })).toBe(change);
  });
});

test("a refill says how much comes, and how often", () => {
  const refill = { every: 30, unit: "days", credits: 10_000, lastAt: null } as const;
  expect(refillInWords({ refill })).toBe("When nothing is left, 10,000 credits come again, once in 30 days.");
  expect(refillInWords({ refill: null })).toBeNull();
});

test("a budget says how much, and in what time", () => {
  expect(budgetInWords({ credits: 500_000, period: "month" })).toBe("500,000 credits ($0.50) a month");
  expect(budgetInWords({ credits: 500_000, period: "none" })).toBe("500,000 credits ($0.50) in all");
});

test.each([
  [{ principal: "user:ben", whose: "administration" }, "Your budget: 80 credits spent of 100 credits ($0.0001) a day."],
  [{ principal: "user:ben", whose: "own" }, "Your own cap: 80 credits spent of 100 credits ($0.0001) a day."],
  [{ principal: "user:ben", whose: "balance" }, "Of your credits, 20 credits are left."],
  [{ principal: "key:k1", whose: "own" }, "An API key: 80 credits spent of 100 credits ($0.0001) a day."],
  [
    { principal: "key:k1", name: "Nightly", whose: "own" },
    "The API key Nightly: 80 credits spent of 100 credits ($0.0001) a day.",
  ],
  [
    { principal: "group:lab", name: "Lab", whose: "administration" },
    "Lab: 80 credits spent of 100 credits ($0.0001) a day.",
  ],
] as const)("of %j it is warned: %s", (of, said) => {
  const warning = {
    name: null,
    credits: 100,
    spent: 80,
    period: "day",
    warnedAt: "2026-12-01T00:00:00Z",
    ...of,
  } as const;
  expect(warningInWords(warning)).toBe(said);
});
