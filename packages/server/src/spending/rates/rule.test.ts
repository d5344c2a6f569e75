import { describe, expect, test } from "vitest";
import { type RateRule, rulesFor } from "./rule.ts";

const MODEL = "model:big";
const rule = (id: string, principal: string, more: Partial<RateRule> = {}): RateRule => ({
  id,
  principal,
  model: null,
  shared: false,
  requests: 10,
  tokens: null,
  concurrent: null,
  windowMs: 60_000,
  ...more,
});
const asker = {
  principals: new Set(["user:ada", "group:sales", "group:lab", "role:USER", "everyone"]),
  keyId: "k1",
};
const counting = (...rules: RateRule[]) => rulesFor(rules, asker, MODEL).map(({ id }) => id);

describe("of what each has for themselves, the closest counts", () => {
  const everyone = rule("everyone", "everyone");
  const role = rule("role", "role:USER");
  const group = rule("group", "group:lab");
  const person = rule("person", "user:ada");
  test.each([
    [[everyone], "everyone"],
    [[everyone, role], "role"],
    [[everyone, role, group], "group"],
    [[everyone, role, group, person], "person"],
    [[person, everyone], "person"],
  ])("%#", (rules, wanted) => expect(counting(...rules)).toEqual([wanted]));

  test("and nothing that is for others", () =>
    expect(counting(rule("ben", "user:ben"), rule("other", "group:hr"))).toEqual([]));
});

describe("of several equally close ones the one that lets most through counts", () => {
  test("by its pace, whatever the windows", () => {
    const slow = rule("slow", "group:sales", { requests: 100, windowMs: 3_600_000 });
    const quick = rule("quick", "group:lab", { requests: 10 });
    expect(counting(slow, quick)).toEqual(["quick"]);
  });

  test("for requests and tokens apart", () => {
    const requests = rule("requests", "group:sales", { requests: 100, tokens: 1 });
    const tokens = rule("tokens", "group:lab", { requests: 1, tokens: 100 });
    expect(rulesFor([requests, tokens], asker, MODEL)).toEqual([
      { ...requests, tokens: null },
      { ...tokens, requests: null },
    ]);
  });

  test("for calls at the same time whatever the windows", () => {
    const few = rule("few", "group:sales", { requests: null, concurrent: 2, windowMs: 1 });
    const many = rule("many", "group:lab", { requests: null, concurrent: 5, windowMs: 3_600_000 });
    expect(rulesFor([few, many], asker, MODEL)).toEqual([many]);
  });

  test("and what one of them does not limit is not limited", () => {
    const all = rule("all", "group:sales", { requests: 1, tokens: 100 });
    const some = rule("some", "group:lab", { requests: null, tokens: 50 });
    expect(rulesFor([all, some], asker, MODEL)).toEqual([{ ...all, requests: null }]);
  });
});

test("what is said of a model counts beside what is said of all, and of another one not", () => {
  const all = rule("all", "everyone");
  const model = rule("model", "everyone", { model: MODEL });
  const other = rule("other", "everyone", { model: "model:small" });
  expect(counting(all, model, other)).toEqual(["all", "model"]);
});

test("what is shared, and what is said of the key, counts always", () => {
  const own = rule("own", "user:ada");
  const group = rule("group", "group:lab", { shared: true });
  const everyone = rule("everyone", "everyone", { shared: true });
  const key = rule("key", "key:k1");
  const otherKey = rule("otherKey", "key:k2");
  expect(counting(own, group, everyone, key, otherKey).sort()).toEqual(["everyone", "group", "key", "own"]);
});
