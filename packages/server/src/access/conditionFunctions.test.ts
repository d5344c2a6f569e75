import { describe, expect, test } from "vitest";
import { requireKnownFunctions } from "./conditionFunctions.ts";

describe("the functions of a condition", () => {
  test.each([
    "context.hour < 18 && !(context.weekday in [6, 7])",
    'context.ip.startsWith("10.") || size(context.groups) > 2',
    'timestamp(context.time) < timestamp("2030-01-01T00:00:00Z")',
    'timestamp(context.time).getHours("Europe/Berlin") == 9',
    "context.groups.exists(one, one == subject.id) && has(context.ip)",
    "int(context.hour) == (context.mfa ? 1 : 2)",
  ])("that there are pass: %s", (text) => {
    expect(() => requireKnownFunctions(text)).not.toThrow();
  });

  test.each([
    ['now() > timestamp("2030-01-01T00:00:00Z")', "`now()`"],
    ["foo(1) == 2", "`foo()`"],
    ["context.a.foo() == 2", "`….foo()`"],
    ["[1].all(x, x.bar() == 2)", "`….bar()`"],
    ['startsWith(context.ip, "10.")', "`startsWith()`"],
    ["context.ip.startsWith()", "0 arguments"],
    ['timestamp("a", "b") == context.time', "2 arguments"],
  ])("that there are not are refused in words: %s", (text, words) => {
    expect(() => requireKnownFunctions(text)).toThrow(words);
  });
});
