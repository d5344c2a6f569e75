import { describe, expect, test } from "vitest";
import { asksForPrompts, matchingPrompts } from "./matchingPrompts.ts";

describe("the list of prompts in a chat", () => {
  const prompts = [
    { name: "Translate", command: "tr" },
    { name: "Summary of a text", command: "sum" },
    { name: "A story" },
    { name: "Assume nothing", command: "assume" },
  ].map((one, at) => ({ ...one, _id: String(at), oneliner: "", productionPrompt: null }));

  test.each([
    ["", ["Translate", "Summary of a text", "A story", "Assume nothing"]],
    ["sum", ["Summary of a text", "Assume nothing"]],
    ["SUM ", ["Summary of a text", "Assume nothing"]],
    ["t", ["Translate", "Summary of a text", "A story", "Assume nothing"]],
    ["story", ["A story"]],
    ["of a", ["Summary of a text"]],
    ["nowhere", []],
  ])("%j finds %j", (search, names) => {
    expect(matchingPrompts(prompts, search).map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ["", "/", true],
    ["", "/sum", true],
    ["", "/usr/bin", false],
    ["", "/slow 20", false],
    ["", "a", false],
    ["Hello", "Hello /", false],
    ["hello", "/hello", false],
    ["/", "/s", false],
    ["/s", "/", false],
  ])("from %j to %j: %s", (before, after, answer) => {
    expect(asksForPrompts(before, after)).toBe(answer);
  });
});
