import { describe, expect, test } from "vitest";
import { addressesInWords, endInWords, paceInWords, type ScopeNames, scopeInWords } from "./keyInWords.ts";

const names: ScopeNames = {
  agents: new Map([
    ["a1", "Helpdesk"],
    ["a2", "Triage"],
  ]),
  models: new Map([["m1", "echo"]]),
};

describe("what a key is for", () => {
  test.each([
    [{ models: "all", agents: "all", readOnly: false }, ["all models and agents"]],
    [{ models: "all", agents: "all", readOnly: true }, ["listing only"]],
    [{ models: "none", agents: ["a1", "a2"], readOnly: false }, ["agents: Helpdesk and Triage", "no models"]],
    [{ models: ["m1"], agents: "all", readOnly: true }, ["listing only", "all agents", "models: echo"]],
    // One that is gone, or that one may not see, has no name.
    [{ models: "all", agents: ["a1", "gone"], readOnly: false }, ["2 agents", "all models"]],
    [{ models: ["gone"], agents: "none", readOnly: false }, ["no agents", "1 model"]],
    [{ models: "none", agents: ["a1", "a2", "a1", "a2"], readOnly: false }, ["4 agents", "no models"]],
  ] as const)("%j reads %j", ({ models, agents, readOnly }, words) =>
    expect(
      scopeInWords(
        {
          models: typeof models === "string" ? models : [...models],
          agents: typeof agents === "string" ? agents : [...agents],
          endpoints: "all",
          readOnly,
        },
        names,
      ),
    ).toEqual(words),
  );

  test.each([
    ["all", ["Lab"], "all models of Lab"],
    ["all", ["Lab", "Other"], "all models of Lab and Other"],
    ["all", ["a", "b", "c", "d"], "all models of 4 endpoints"],
    ["none", ["Lab"], "no models"],
    [["m1", "m2"], ["Lab"], "of 2 models those of Lab"],
  ] as const)("%j models of the endpoints %j reads %s", (models, endpoints, words) =>
    expect(
      scopeInWords(
        {
          models: typeof models === "string" ? models : [...models],
          endpoints: [...endpoints],
          agents: "none",
          readOnly: false,
        },
        names,
      ),
    ).toEqual(["no agents", words]),
  );
});

test.each([
  [[], "from everywhere"],
  [["10.0.0.0/8", "203.0.113.7"], "from 10.0.0.0/8 and 203.0.113.7"],
  [["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"], "from 4 addresses and ranges"],
])("%j reads %s", (addresses, words) => expect(addressesInWords(addresses)).toBe(words));

test.each([
  [{ expiresAt: null, isEnded: false }, /^never ends$/],
  [{ expiresAt: "2027-01-15T12:00:00.000Z", isEnded: false }, /^ends .*2027/],
  [{ expiresAt: "2026-01-15T12:00:00.000Z", isEnded: true }, /^ended .*2026/],
])("%j reads %s", (key, words) => expect(endInWords(key)).toMatch(words));

test.each([
  [null, null, []],
  [60, null, ["At most 60 requests in a minute"]],
  [1, 9_000, ["At most 1 request and 9,000 tokens in a minute"]],
])("of %s requests and %s tokens it reads %j", (requestsPerMinute, tokensPerMinute, words) =>
  expect(paceInWords({ requestsPerMinute, tokensPerMinute, budget: null })).toEqual(words),
);
