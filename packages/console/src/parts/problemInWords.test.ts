import { describe, expect, test } from "vitest";
import { ProblemError } from "../api/problem.ts";
import { problemInWords } from "./problemInWords.ts";

describe("a feature that is off is named with its type, or not at all", () => {
  test.each([
    ["AGENTS.CREATE", "Your role does not include Agents: Create."],
    ["create", "Your role does not include this feature."],
  ])("%s", (requires, text) => {
    expect(problemInWords(new ProblemError(403, { code: "feature-off", requires })).text).toBe(text);
  });
});
