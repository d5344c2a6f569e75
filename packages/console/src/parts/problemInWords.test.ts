import { describe, expect, test } from "vitest";
import { ProblemError } from "../api/problem.ts";
import { problemInWords } from "./problemInWords.ts";

test("what the server adds begins and ends as a sentence", () => {
  const detail = "only the operator of the installation may do this";
  expect(problemInWords(new ProblemError(403, { code: "forbidden", title: "Not allowed", detail })).text).toBe(
    "Only the operator of the installation may do this.",
  );
});

describe("a feature that is off is named with its type, or not at all", () => {
  test.each([
    ["AGENTS.CREATE", "Your role does not include Agents: Create."],
    ["create", "Your role does not include this feature."],
  ])("%s", (requires, text) => {
    expect(problemInWords(new ProblemError(403, { code: "feature-off", requires })).text).toBe(text);
  });
});

describe("of a limit that was met it is said how much it lets through, and when one may go on", () => {
  const met = (name: string, raisedBy: string) =>
    problemInWords(
      new ProblemError(429, {
        ...{ code: "rate-limited", title: "Too many requests", detail: "at most 2 of them in 60 s", raisedBy },
        ...{ help: "Wait as long as `Retry-After` says." },
        limit: { name, max: 2, windowSeconds: 60, freesAt: new Date(Date.now() + 40_200).toISOString() },
      }),
    );
  test.each([
    [
      "requests",
      "manage:balances",
      "At most 2 requests in a minute.",
      "You may go on in 40 seconds. An administrator can raise the limit.",
    ],
    [
      "tokens",
      "manage:balances",
      "At most 2 tokens in a minute.",
      "You may go on in 40 seconds. An administrator can raise the limit.",
    ],
    ["message", "operator", "At most 2 of them in 60 s.", "You may go on in 40 seconds."],
  ])("%s, raised by %s", (name, raisedBy, text, help) => {
    expect(met(name, raisedBy)).toEqual({ title: "Too many requests", text, help });
  });
});

test.each([
  [{ budget: "organization" }, "The budget of the whole organization is spent."],
  [{ budget: "user:1", raisedBy: "manage:balances" }, "Your budget is spent."],
  [{ budget: "user:1", raisedBy: "owner" }, "Your own cap is spent."],
  [{ budget: "group:1", budgetName: "Engineering" }, "The budget of the group Engineering is spent."],
  [{ budget: "group:1", budgetName: null }, "A budget that counts for you is spent."],
])("of a budget that is spent it is said whose it is: %o", (told, text) =>
  expect(problemInWords(new ProblemError(402, { code: "budget-exhausted", ...told })).text).toBe(text),
);

test.each([
  ["balance-insufficient", "You have not enough credits for this."],
  ["budget-exhausted", "A budget that counts for you is spent."],
])("of %s it is said what is lacking, and not what a program reads", (code, text) => {
  const told = problemInWords(new ProblemError(402, { code, title: "The answer ended early", detail: "{}" }));
  expect(told).toMatchObject({ title: "The answer ended early", text });
  expect(told.help).toContain("administrator");
});
