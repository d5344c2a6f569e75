import { describe, expect, test } from "vitest";
import { forWhomInWords, limitInWords, timesInWords, untilInWords } from "./limitedInWords.ts";

const met = (name: string, by: string, max: number | null = 5, windowSeconds: number | null = 60) => ({
  ...{ name, by, byName: null, model: null, max, windowSeconds },
});

test.each([
  [met("requests", "everyone"), null, "At most 5 requests in a minute", "for: Everybody"],
  [met("tokens", "group:1"), "lab/big", "At most 5 tokens in a minute of lab/big", "for: Somebody who is gone"],
  [met("requests", "key:1"), null, "At most 5 requests in a minute", "for the key"],
  [met("messages", "user"), null, "Messages: at most 5 in a minute", "for each person"],
  [met("login", "ip", 1), null, "Tries to sign in: at most 1 in a minute", "for each address"],
  [met("new things", "ip"), null, "new things: at most 5 in a minute", "for each address"],
  [met("answers at a time", "user", 2, null), null, "At most 2 answers at the same time", "for each person"],
  [met("calls at a time", "everyone", 2, null), null, "At most 2 calls at the same time", "for: Everybody"],
  [met("requests", "withheld"), null, "At most 5 requests in a minute", "for others"],
  [met("budget", "withheld", null, null), null, "A budget is spent", null],
  [met("balance", "user", null, null), null, "Their balance is spent", null],
  [
    { ...met("budget", "organization"), byName: "The organization" },
    null,
    "The budget of The organization is spent",
    null,
  ],
])("%j", (limit, of, said, whom) => {
  expect(limitInWords(limit, of)).toBe(said);
  expect(forWhomInWords(limit)).toBe(whom);
});

test("how often it was", () => {
  expect(timesInWords(1, "now")).toBe("Refused once, now");
  expect(timesInWords(3, "now")).toBe("Refused 3 times, the last time now");
});

describe("until when it holds, and who can raise it", () => {
  const later = new Date(Date.now() + 60_000).toISOString();
  const before = new Date(Date.now() - 60_000).toISOString();
  test.each([
    [later, "operator", "They may go on soon; the operator can raise it"],
    [later, "manage:balances", "They may go on soon; whoever manages balances can raise it"],
    [later, "owner", "They may go on soon; its owner can raise it"],
    [before, "operator", "They may go on"],
    [null, "operator", "The operator can raise it"],
    [null, "owner", "Its owner can raise it"],
    [null, "manage:balances", "Whoever manages balances can raise it"],
  ])("%s, %s", (freesAt, raisedBy, said) => expect(untilInWords({ freesAt, raisedBy }, "soon")).toBe(said));
});
