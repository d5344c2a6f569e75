import { describe, expect, test } from "vitest";
import { requireBoundedCost } from "./conditionCost.ts";
import { compileCondition } from "./conditions.ts";

const input = {
  subject: { id: "user:ben", kind: "user" as const },
  resource: { id: "agent:a", type: "agent", owner: "user:ada" },
  action: "use",
  context: { network: "office", ports: [1, 2], amount: 5 },
};

describe("a condition", () => {
  test.each([
    ['context.network == "office"', true],
    ['subject.id == "user:ben" && resource.owner == "user:ada"', true],
    ['action == "update"', false],
    ["context.ports.exists(p, p == 2)", true],
    ["context.amount > 3", true],
    ["context.ports.all(p, p > 0 && p < 3)", true],
    [`context.amount in [${Array.from({ length: 200 }, (_, index) => index).join()}]`, true],
    ["context.missing > 3", undefined],
    ["context.network > 3", undefined],
    ["context.amount", undefined],
  ])("%s: %s", (text, expected) => {
    expect(compileCondition(text)(input)).toBe(expected);
  });

  test.each([
    ["what is no CEL", "context.network =="],
    ["a name that nobody declares", "request.ip == 'x'"],
    ["a pattern, whose cost would have no bound", "context.network.matches('(.*a){20}')"],
    ["a macro inside another, whose cost would have no bound", "context.ports.all(a, context.ports.all(b, a == b))"],
  ])("refuses %s", (_, text) => {
    expect(() => compileCondition(text)).toThrow();
  });
});

test.each([
  [
    "more steps than an evaluation may take",
    Array.from({ length: 47 }, () => '["a", "b", "c", "d", "e", "f"].exists(x, subject.id.contains(x + "z"))').join(
      " || ",
    ),
  ],
  [
    "long texts made of long ones, again and again",
    `[${Array(45).fill("context.network").join("+")}].exists(x, size(${Array(45).fill("x").join("+")}) == 3)`,
  ],
  ["what fails for each entry of a long list", `[${Array(400).fill(1).join(",")}].exists(x, x || x || x)`],
  [
    "a list put together of lists from outside",
    `(${Array(20).fill("context.ports").join("+")}).exists(x, int(x) == 1)`,
  ],
  ["a list put together of written ones", `(${Array(30).fill("[1,2,3,4,5,6,7,8,9,10]").join("+")}).exists(x, x || x)`],
  [
    "a long written list looked through again and again",
    `[[${Array(1000).fill(1).join(",")}]].exists(x, ${Array(40).fill("2 in x+x").join("||")})`,
  ],
  ["a list taken out of another", `[[${Array(400).fill(1).join(",")}]][0].exists(x, x || x || x)`],
  ["a list taken out of a map", `{"a": [${Array(400).fill(1).join(",")}]}.a.exists(x, x || x || x)`],
  [
    "a list put together and taken out of another",
    `[[${Array(300).fill(1).join(",")}] + context.ports][0].exists(x, x || x || x)`,
  ],
  ["all that is asked of, compared again and again", Array(40).fill("context == context").join(" && ")],
  ["a long body over a list from outside", `context.ports.exists(p, ${Array(20).fill("p == 1").join(" || ")})`],
])("a condition that is written may not take %s", (_, text) => {
  expect(() => requireBoundedCost(text)).toThrow("2000 steps");
  // One that was written before there was a bound is still read.
  expect(() => compileCondition(text)(input)).not.toThrow();
});

test("the stack of what cannot be evaluated is not gathered, and of other errors it is", () => {
  const { stackTraceLimit } = Error;
  const evaluate = compileCondition("[1, 2].exists(x, x || x)");
  let stackInside: number | undefined;
  const watched = new Proxy(input, {
    get: (from, key) => {
      stackInside = Error.stackTraceLimit;
      return Reflect.get(from, key);
    },
  });
  expect(evaluate(watched)).toBeUndefined();
  compileCondition("subject.id == 'x'")(watched);
  expect(stackInside).toBe(0);
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});

test.each([
  ["plain", 'context.network == "office" && context.amount > 3', 1],
  ["a dozen comparisons", Array(12).fill('context.network == "office"').join(" || "), 1],
  ["a comparison of each entry of a list", 'context.ports.exists(p, p == "b")', 9],
  [
    "texts looked for in a text, again and again",
    `[${Array.from({ length: 12 }, (_, index) => index)}].exists(x, ${Array(8).fill('context.network.contains("b")').join(" || ")})`,
    11,
  ],
  ["calendars", Array(8).fill('timestamp(context.network).getHours("Europe/Berlin") == 3').join(" || "), 9],
])("one counts by what it takes: %s", (_what, text, cost) => {
  expect(compileCondition(text).cost).toBe(cost);
});
