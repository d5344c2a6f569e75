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
