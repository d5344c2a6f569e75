import { describe, expect, test } from "vitest";
import { type Change, createEngine } from "./index.ts";
import { roles } from "./testing/given.ts";

/** Conditions are counted; `yes` holds, everything else does not. */
function organization() {
  let evaluated = 0;
  const engine = createEngine({
    compile: (text) => () => {
      evaluated++;
      return text === "yes";
    },
  });
  engine.apply([
    ...roles(),
    { kind: "user-added", user: "user:ada", role: "role:USER", status: "active" },
    { kind: "user-added", user: "user:ben", role: "role:USER", status: "active" },
  ]);
  let id = 0;
  const agent = (name: string, ...conditions: string[]) =>
    engine.apply([
      { kind: "resource-added", resource: `agent:${name}`, owner: "user:ada", state: "active" },
      ...conditions.map(
        (condition): Change => ({
          kind: "grant-set",
          grant: {
            id: ++id,
            principal: "user:ben",
            resource: `agent:${name}`,
            allow: condition.startsWith("!") ? [] : ["use"],
            deny: condition.startsWith("!") ? ["use"] : [],
            expiresAt: null,
            condition: condition.replace("!", ""),
          },
        }),
      ),
    ]);
  const counted = <T>(ask: () => T) => {
    const before = evaluated;
    return { answer: ask(), evaluated: evaluated - before };
  };
  return { engine, agent, counted };
}

const many = (count: number, condition = "no") => Array.from({ length: count }, () => condition);

describe("a question evaluates fifty conditions at most", () => {
  test("an allow behind them fails", () => {
    const { engine, agent, counted } = organization();
    agent("near", ...many(49), "yes");
    agent("far", ...many(50), "yes");
    expect(counted(() => engine.check("user:ben", "use", "agent:near").allowed)).toEqual({
      answer: true,
      evaluated: 50,
    });
    expect(counted(() => engine.check("user:ben", "use", "agent:far").allowed)).toEqual({
      answer: false,
      evaluated: 50,
    });
  });

  test("a deny behind them holds", () => {
    const { engine, agent } = organization();
    agent("a", "yes", ...many(50, "!no"));
    expect(engine.check("user:ben", "use", "agent:a")).toMatchObject({ allowed: false, reason: "nothing-allows" });
    agent("b", "yes", ...many(51, "!no"));
    expect(engine.check("user:ben", "use", "agent:b")).toMatchObject({ allowed: false, reason: "denied" });
  });
});

describe("a list evaluates some five hundred conditions a page", () => {
  test("a page that ends early has a cursor, and the pages together are everything", () => {
    const { engine, agent, counted } = organization();
    for (let index = 0; index < 120; index++) agent(`x${index}`, ...many(20), index % 10 === 0 ? "yes" : "no");
    const found: string[] = [];
    let pages = 0;
    for (let after: string | null = null; pages === 0 || after !== null; pages++) {
      const page = counted(() => engine.listResources("user:ben", "use", "agent", { after }));
      expect(page.evaluated).toBeLessThan(560);
      found.push(...page.answer.resources);
      after = page.answer.next;
    }
    expect(pages).toBeGreaterThan(4);
    const expected = Array.from({ length: 12 }, (_, index) => `agent:x${index * 10}`);
    expect(found).toEqual(expected.sort());
  });

  test("a count that ends early says that it is not exact", () => {
    const { engine, agent } = organization();
    for (let index = 0; index < 40; index++) agent(`x${index}`, ...many(20), "yes");
    expect(engine.countResources("user:ben", "use", "agent")).toMatchObject({ exact: false });
  });

  test("nor do those who might do something keep a page for ever", () => {
    const { engine, agent, counted } = organization();
    agent("a", "no");
    engine.apply(
      Array.from({ length: 1_200 }, (_, index): Change[] => [
        { kind: "user-added", user: `user:u${index}`, role: "role:USER", status: "active" },
        {
          kind: "grant-set",
          grant: {
            id: 10_000 + index,
            principal: `user:u${index}`,
            resource: "agent:a",
            allow: ["use"],
            deny: [],
            expiresAt: null,
            condition: index === 1_100 ? "yes" : "no",
          },
        },
      ]).flat(),
    );
    const found: string[] = [];
    let pages = 0;
    for (let after: string | null = null; pages === 0 || after !== null; pages++) {
      const page = counted(() => engine.listSubjects("use", "agent:a", { after }));
      expect(page.evaluated).toBeLessThan(560);
      found.push(...page.answer.subjects);
      after = page.answer.next;
    }
    expect(found).toEqual(["user:ada", "user:u1100"]);
    expect(pages).toBeGreaterThan(2);
  });
});
