import { describe, expect, test } from "vitest";
import { given } from "./testing/given.ts";

/** who · action · resource · answer · because · at */
type Row = [who: string, action: string, resource: string, answer: "yes" | "no", because: string, at: number];
type Written = readonly [
  who: string,
  action: string,
  resource: string,
  answer: "yes" | "no",
  because: string,
  at?: number,
];

function answers(engine: ReturnType<typeof given>, rows: readonly Written[]): void {
  const whole = rows.map(
    ([who, action, resource, answer, because, at = 1000]): Row => [who, action, resource, answer, because, at],
  );
  test.each(whole)("%s %s %s: %s, because %s", (who, action, resource, answer, because, at) => {
    const subject = who === "visitor" || who.includes(":") ? who : `user:${who}`;
    const said = engine.check(subject, action, resource, { now: at });
    expect({ answer: said.allowed ? "yes" : "no", because: said.reason }).toEqual({ answer, because });
  });
}

describe("an agent shared with a group", () => {
  answers(
    given(
      "ada is a user",
      "ben is a user",
      "cy is a user",
      "group:engineering is a group",
      "group:platform is a group",
      "group:platform is in group:engineering",
      "ben is in group:platform",
      "ada owns agent:a",
      "group:engineering may use,execute agent:a",
    ),
    [
      ["ada", "delete", "agent:a", "yes", "owner"],
      ["ada", "insights", "agent:a", "no", "nothing-allows"], // owner is all but insights
      ["ben", "use", "agent:a", "yes", "grant"], // through platform in engineering
      ["ben", "update", "agent:a", "no", "nothing-allows"], // a viewer uses and executes, no more
      ["cy", "use", "agent:a", "no", "nothing-allows"],
      ["eve", "use", "agent:a", "no", "unknown-subject"],
      ["visitor", "use", "agent:a", "no", "visitor"],
      ["ada", "fly", "agent:a", "no", "unknown-action"],
      ["ada", "use", "agent:b", "no", "unknown-resource"],
      ["ben", "view", "group:engineering", "yes", "group-member"],
      ["cy", "view", "group:engineering", "no", "nothing-allows"],
    ],
  );
});

describe("who is not active, and what is hidden", () => {
  answers(
    given(
      "ada is a user",
      "ben is a user",
      "cy is a user",
      "mo is a MODERATOR",
      "ada owns agent:a",
      "everyone may use agent:a",
      "ben is banned until 2000",
      "cy is deactivated",
      "ada owns agent:h",
      "everyone may use agent:h",
      "agent:h is hidden",
    ),
    [
      ["ben", "use", "agent:a", "no", "subject-banned"],
      ["ben", "use", "agent:a", "yes", "grant", 2000], // in force means now < expiry
      ["cy", "use", "agent:a", "no", "subject-deactivated"],
      ["ada", "use", "agent:h", "no", "resource-hidden"],
      ["ada", "delete", "agent:h", "yes", "owner"], // its owner may still delete it
      ["mo", "restore", "agent:h", "yes", "capability"],
      ["mo", "delete", "agent:h", "yes", "capability"],
      ["mo", "use", "agent:h", "no", "resource-hidden"],
      ["mo", "hide", "agent:a", "yes", "capability"],
      ["ada", "hide", "agent:a", "no", "nothing-allows"], // never granted, not even to the owner
    ],
  );
});

describe("ceilings, features and capabilities", () => {
  answers(
    given(
      "ada is a user",
      "root is a SUPER_ADMIN",
      "al is a ADMIN",
      "crm is a service",
      "ada owns agent:a",
      "service:crm may use agent:a",
      "ada owns prompt:p",
      "PROMPTS is down",
    ),
    [
      ["ada", "use", "prompt:p", "no", "ceiling-down"],
      ["ada", "delete", "prompt:p", "yes", "owner"], // passes both gates
      ["al", "update", "agent:a", "yes", "capability"],
      ["al", "use", "agent:a", "no", "nothing-allows"], // no capability covers using
      ["ada", "share", "agent:a", "no", "feature-off"], // members do not share until somebody allows it
      ["service:crm", "use", "agent:a", "no", "feature-off"], // a service has no role until given one
    ],
  );
});

describe("denies and projects", () => {
  answers(
    given(
      "ada is a user",
      "ben is a user",
      "cy is a user",
      "ada owns project:p",
      "ada owns agent:a",
      "agent:a is in project:p",
      "ben may view project:p",
      "cy may view project:p",
      "cy may not view project:p until 2000",
      "ada may not use agent:a",
    ),
    [
      ["ben", "use", "agent:a", "yes", "parent"],
      ["ben", "execute", "agent:a", "yes", "parent"],
      ["ben", "update", "agent:a", "no", "nothing-allows"],
      ["cy", "use", "agent:a", "no", "denied"], // translated down by the same table as an allow
      ["cy", "use", "agent:a", "yes", "parent", 2000],
      ["ada", "use", "agent:a", "yes", "owner"], // no deny binds the owner of the thing asked about
    ],
  );
});

describe("until says when the answer changes by itself", () => {
  const engine = given(
    "ada is a user",
    "ben is a user",
    "ada owns agent:a",
    "ben may use,update agent:a until 3000",
    "ben may use agent:a until 2000",
    "ben may not use agent:a until 1500",
  );
  test.each([
    ["use", 1000, false, 1500], // the deny ends
    ["use", 1500, true, 3000], // one of two grants ends at 2000, the other carries on
    ["update", 1000, true, 3000],
    ["delete", 1000, false, null],
  ])("%s at %i: %s until %s", (action, now, allowed, until) => {
    expect(engine.check("user:ben", action, "agent:a", { now })).toMatchObject({ allowed, until });
  });
});

describe("what an agent lends is reached through the agent only", () => {
  const engine = given(
    "ada is a user",
    "ben is a user",
    "ada owns agent:a",
    "ada owns file:f",
    "agent:a lends file:f (ada)",
    "ben may use,execute agent:a",
  );
  test.each([
    ["through it", "use", ["agent:a"], true],
    ["without it", "use", [], false],
    ["viewing is not lent", "view", ["agent:a"], false],
  ])("%s", (_, action, via, allowed) => {
    expect(engine.check("user:ben", action, "file:f", { via }).allowed).toBe(allowed);
  });
  test("it ends when whoever attached it may no longer share it", () => {
    engine.suppose([{ kind: "owner-set", resource: "file:f", owner: "organization" }], () => {
      expect(engine.check("user:ben", "use", "file:f", { via: ["agent:a"] }).allowed).toBe(false);
    });
  });
  test.each([[["agent:a", "agent:a"]], [Array.from({ length: 9 }, (_, index) => `agent:${index}`)], [["file:f"]]])(
    "a chain that is none is refused: %s",
    (via) => {
      expect(() => engine.check("user:ben", "use", "file:f", { via })).toThrow(
        expect.objectContaining({ code: "via-invalid" }),
      );
    },
  );
});
