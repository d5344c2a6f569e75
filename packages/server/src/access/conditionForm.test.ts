import { describe, expect, test } from "vitest";
import { requireConditionForm } from "./conditionForm.ts";

describe("by its very form a condition", () => {
  test.each([
    "1",
    '"a"',
    "null",
    "[true]",
    "{}",
    "-context.amount",
    "context.amount + 1",
    "size(context.ports)",
    "action",
    "context",
    "true && 1",
    "!'a'",
    "context.mfa ? true : 1",
    "context.ports.map(p, p)",
    "context.ports.filter(p, p > 1)",
  ])("is not %s, which is never true or false", (text) => {
    expect(() => requireConditionForm(text)).toThrow("it must say true or false");
  });

  test.each([
    "true",
    "context.mfa",
    "!context.mfa",
    "context.hour < 18 && subject.kind == 'user'",
    "context.network in ['office', 'vpn']",
    "context.ports.exists(p, p == 2)",
    "has(context.hour) ? context.hour < 18 : false",
    "context.network.startsWith('off')",
    `${"(".repeat(60)}true${")".repeat(60)}`,
    `context.network == "${"(".repeat(200)}"`,
    `context.network != '\\'${"[".repeat(200)}'`,
  ])("is %s", (text) => {
    expect(() => requireConditionForm(text)).not.toThrow();
  });

  test.each([
    ["brackets", `${"(".repeat(65)}true${")".repeat(65)}`],
    ["very many of them", `${"(".repeat(2000)}true${")".repeat(2000)}`],
    ["lists", `${"[".repeat(1500)}1${"]".repeat(1500)} == []`],
    ["nots", `${"!(".repeat(1300)}true${")".repeat(1300)}`],
  ])("does not nest too deep: %s", (_what, text) => {
    expect(() => requireConditionForm(text)).toThrow("it nests too deep: at most 64 brackets in each other");
  });
});
