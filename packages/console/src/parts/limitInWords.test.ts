import { expect, test } from "vitest";
import { amountsInWords, whomInWords } from "./limitInWords.ts";

test.each([
  [1, null, 60, "At most 1 request in a minute"],
  [60, 100_000, 60, "At most 60 requests and 100,000 tokens in a minute"],
  [null, 2_000_000, 86_400, "At most 2,000,000 tokens in a day"],
  [0, null, 3_600, "At most 0 requests in an hour"],
  [5, null, 90, "At most 5 requests in 90 seconds"],
  [5, null, 604_800, "At most 5 requests in 7 days"],
])("%s requests and %s tokens in %s seconds", (requests, tokens, windowSeconds, said) => {
  expect(amountsInWords({ requests, tokens, windowSeconds })).toBe(said);
});

test.each([
  [null, null, 2, "At most 2 calls at the same time"],
  [60, null, 1, "At most 60 requests in a minute, 1 call at the same time"],
])("%s requests, %s tokens, %s calls", (requests, tokens, concurrent, said) => {
  expect(amountsInWords({ requests, tokens, concurrent, windowSeconds: 60 })).toBe(said);
});

test.each([
  ["everyone", "Everyone in the organization", "Everybody"],
  ["role:USER", null, "Everybody with the role USER"],
  ["role:helpers", "Helpers", "Everybody with the role Helpers"],
  ["group:1", "Engineering", "Engineering"],
  ["user:1", null, "Somebody who is gone"],
])("%s, called %s", (principal, name, said) => {
  expect(whomInWords({ principal, name })).toBe(said);
});

test.each([
  ["Nightly", "Ben", "The key Nightly of Ben"],
  ["Nightly", null, "The key Nightly"],
  [null, null, "Somebody who is gone"],
])("the key %s of %s", (name, keyOf, said) => {
  expect(whomInWords({ principal: "key:1", name, keyOf })).toBe(said);
});
