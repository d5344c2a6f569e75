import { describe, expect, test } from "vitest";
import { chargeOf, costOf, defaultRate, free, HIGHEST_PRICE, MOST_TOKENS, rateOf } from "./rates.ts";
import { loadYaml, problemsOf } from "./testing/load.ts";

const cached = { prompt: 3, completion: 0, cacheRead: 0.3, cacheWrite: 2.75 };
const told = (tokensIn: number, tokensOut: number) => ({ tokensIn, tokensOut });

describe("what tokens cost", () => {
  test.each([
    ["a million of each, at 3 and 15 dollars", { prompt: 3, completion: 15 }, told(1e6, 1e6), 18_000_000_000],
    ["one token, in thousandths of a credit", { prompt: 3, completion: 15 }, told(1, 0), 3_000],
    ["a price of less than a thousandth is not lost", { prompt: 0.0375, completion: 0.15 }, told(1_000, 0), 37_500],
    ["rounded once, not for each price", { prompt: 0.0004, completion: 0.0001 }, told(1, 1), 1],
    ["nothing where nothing was said", { prompt: 3, completion: 15 }, told(0, 0), 0],
    ["cached ones at their own prices", cached, { ...told(1_000, 10), cacheRead: 600, cacheWrite: 300 }, 1_305_000],
    [
      "and like the others where nobody said those",
      { prompt: 3, completion: 15 },
      { ...told(10, 0), cacheRead: 9 },
      30_000,
    ],
  ])("%s", (_, price, tokens, cost) => expect(costOf(rateOf({ m: price }, "m"), tokens)).toBe(cost));

  test("the most that there can be is exact", () => {
    const rate = rateOf({ m: { prompt: HIGHEST_PRICE, completion: HIGHEST_PRICE } }, "m");
    const cost = costOf(rate, told(MOST_TOKENS, MOST_TOKENS));
    expect([cost, Number.isSafeInteger(cost)]).toEqual([20_000_000_000_000, true]);
  });

  test("the built-in model costs nothing, and that is known", () =>
    expect([costOf(free, told(5, 5)), free.isKnown]).toEqual([0, true]));
});

test("what is charged is the same, rounded up to a thousandth", () => {
  const rate = { prompt: 1, completion: 1_000, isKnown: true };
  const charged = (tokensIn: number, tokensOut: number) => chargeOf(rate, { tokensIn, tokensOut });
  expect([charged(0, 0), charged(1, 0), charged(0, 1), charged(1, 1), charged(1_000, 1)]).toEqual([0, 1, 1, 2, 2]);
});

describe("the price of a model", () => {
  test.each(["other", "toString", "__proto__"])("is LibreChat's default where none is known: %s", (model) =>
    expect(rateOf({ m: { prompt: 1, completion: 2 } }, model)).toBe(defaultRate),
  );

  test("is not known where half of it is said", () =>
    expect(rateOf({ m: { prompt: 1, completion: undefined } }, "m")).toEqual({
      prompt: 1_000_000,
      completion: 6_000_000,
      isKnown: false,
    }));

  const yaml = (prices: string) =>
    `endpoints: { custom: [{ name: a, apiKey: k, baseURL: 'https://a/v1', models: { default: [m] }, tokenConfig: ${prices} }] }`;

  test("is what `tokenConfig` says", () => {
    const { settings } = loadYaml(yaml("{ m: { prompt: 2.5, completion: 10, cacheRead: 0.25, context: 128000 } }"));
    expect(settings.endpoints.custom[0]?.prices).toEqual({ m: { prompt: 2.5, completion: 10, cacheRead: 0.25 } });
  });

  test.each([
    "{ m: { prompt: -1 } }",
    "{ m: { completion: 1001 } }",
    "{ m: { cacheRead: -1 } }",
    "{ m: { prompt: much } }",
    "{ m: 5 }",
    "[]",
  ])("%s is refused", (prices) => expect(problemsOf({ "librechat.yaml": yaml(prices) })).toHaveLength(1));
});
