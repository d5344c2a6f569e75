import { expect, test } from "vitest";
import { askedInWords, ruleInWords } from "./refusalInWords.ts";

test.each([
  ["read:users", "", "See accounts"],
  ["AGENTS.CREATE", "", "Agents: Create"],
  ["use", "agent", "Agent: find it and talk to it"],
  ["press", "button", "Button: press"],
  ["GET /api/x", "", "GET /api/x"],
  ["", "", "Various others"],
])("%s of %s is told as %s", (asked, type, words) =>
  expect(askedInWords({ asked, type, rule: "denied", times: 1 })).toBe(words),
);

test.each([
  ["denied", "A rule denies it"],
  ["some-other-rule", "Some other rule"],
])("the rule %s", (rule, words) => expect(ruleInWords(rule)).toBe(words));
