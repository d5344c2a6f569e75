import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../src/engine.ts";
import type { Answer, Change } from "../src/types.ts";
import { differenceIn, noTally, type Tested } from "./compare.ts";
import { compileCondition } from "./conditions.ts";
import { type Run, runStories } from "./run.ts";
import type { Story } from "./story.ts";

/** The same stories in every run, so that a red test stays red; `npm run soak` tells ever new ones. */
const seed = Number(process.env.ORACLE_SEED ?? 20_261_123);
const leastQuestions = 200_000;
const engine = (): Tested => createEngine({ compile: compileCondition });

describe("after any changes the engine answers as the plain evaluator does", () => {
  let run: Run;
  beforeAll(() => {
    run = runStories(seed, engine, ({ tally }) => tally.questions >= leastQuestions);
  }, 300_000);

  test("every answer, list, count, refusal and snapshot of random organizations", () => {
    expect(run.difference).toBeNull();
    expect(run.tally.questions).toBeGreaterThanOrEqual(leastQuestions);
  });

  test("a good share of the questions is answered with yes", () => {
    const share = run.tally.allowed / run.tally.checks;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.5);
  });

  test.each([
    ...["1 unknown-subject", "1 unknown-resource", "1 unknown-action", "1 visitor"],
    ...["2 subject-banned", "2 subject-unverified", "2 subject-deactivated", "2 key-ended", "2 key-scope"],
    ...["2 resource-hidden", "3 ceiling-down", "4 capability", "5 feature-off", "5 feature-on", "6 denied"],
    ...["7 owner", "7 broken-glass", "7 grant", "7 group-member", "7 open-type", "7 parent", "7 attachment", "7 via"],
    ...["7 creator", "8 nothing-allows"],
  ])("the questions met %s", (decided) => {
    expect(run.tally.seen.get(decided) ?? 0).toBeGreaterThanOrEqual(20);
  });

  test.each([
    ...["unknown-account", "unknown-group", "unknown-role", "unknown-resource", "unknown-type", "unknown-action"],
    ...["unknown-feature", "unknown-capability", "unknown-grant", "name-invalid", "already-exists", "still-referenced"],
    ...["grant-invalid", "condition-invalid", "group-cycle", "parent-cycle", "attachment-invalid", "last-super-admin"],
    "built-in-role",
  ])("the changes met the refusal %s", (code) => {
    expect(run.tally.seen.get(`refused ${code}`) ?? 0).toBeGreaterThanOrEqual(5);
  });
});

/** Each edge of these is one more in a chain from the first to the last. */
const chainOf = (type: string, length: number) => Array.from({ length }, (_, place) => `${type}:n${place}`);
const allOwnedByAda = (names: readonly string[]) =>
  names.map((resource): Change => ({ kind: "resource-added", resource, owner: "user:ada", state: "active" }));

describe("limits that random organizations do not reach", () => {
  test.each([
    ["32 groups in each other", groupsInEachOther(32), null],
    ["33 groups in each other", groupsInEachOther(33), "group-too-deep"],
    ["two chains of 16 groups, joined", joinedChains(16, 16), null],
    ["chains of 16 and 17 groups, joined", joinedChains(16, 17), "group-too-deep"],
    ["16 projects under each other", projectsUnderEachOther(16), null],
    ["17 projects under each other", projectsUnderEachOther(17), "parent-too-deep"],
    ["64 parents", parents(64), null],
    ["65 parents", parents(65), "too-many-parents"],
  ])("%s", (_, changes, refused) => {
    const tally = noTally();
    expect(differenceIn(storyOf(changes), engine, tally)).toBeNull();
    expect([...tally.seen.keys()]).toEqual(refused === null ? [] : [`refused ${refused}`]);
  });

  function groupsInEachOther(length: number): Change[] {
    const names = chainOf("group", length);
    return [...allOwnedByAda(names), ...names.slice(1).map((group, place) => isIn(names[place], group))];
  }
  function joinedChains(lower: number, upper: number): Change[] {
    const names = chainOf("group", lower + upper);
    const edges = names.slice(1).map((group, place) => isIn(names[place], group));
    const joint = edges.splice(lower - 1, 1);
    return [...allOwnedByAda(names), ...edges, ...joint];
  }
  function projectsUnderEachOther(length: number): Change[] {
    const names = chainOf("project", length);
    return [...allOwnedByAda(names), ...names.slice(1).map((parent, place) => isUnder(names[place], parent))];
  }
  function parents(count: number): Change[] {
    const names = chainOf("project", count);
    return [...allOwnedByAda([...names, "agent:a"]), ...names.map((parent) => isUnder("agent:a", parent))];
  }
  function isIn(member: string | undefined, group: string): Change {
    return { kind: "membership-set", member: member ?? "", group, expiresAt: null };
  }
  function isUnder(resource: string | undefined, parent: string): Change {
    return { kind: "parent-added", resource: resource ?? "", parent };
  }
  /** A transaction for each change: what is refused is the last alone. */
  function storyOf(changes: readonly Change[]): Story {
    return { steps: changes.map((change) => ({ changes: [change], asks: [], restored: false })) };
  }
});

describe("the comparison finds a planted fault, and tells it by a small story", () => {
  const altered = (alter: (right: Tested) => Partial<Tested>) => (): Tested => {
    const right = engine();
    const faulty = alter(right);
    return new Proxy(right, {
      get: (_, name) => {
        const value: unknown = Reflect.get(name in faulty ? faulty : right, name);
        return typeof value === "function" ? value.bind(right) : value;
      },
    });
  };
  const alteredCheck = (alter: (answer: Answer, question: Parameters<Tested["check"]>) => Answer) =>
    altered((right) => ({ check: (...question) => alter(right.check(...question), question) }));

  const faults: [string, () => Tested, RegExp][] = [
    [
      "denies that do not count",
      alteredCheck((answer) => (answer.reason === "denied" ? { ...answer, allowed: true } : answer)),
      /not \w+ .*engine: yes 6 denied.*plain: no 6 denied/s,
    ],
    [
      "an end that is forgotten",
      alteredCheck((answer) => (answer.until === 1500 ? { ...answer, until: null } : answer)),
      /1500.*engine: .*until null.*plain: .*until 1500/s,
    ],
    [
      "a page that loses its last name",
      altered((right) => ({
        listResources: (...question) => {
          const page = right.listResources(...question);
          return { ...page, resources: page.resources.slice(0, 2) };
        },
      })),
      /on which \w+s may .*, by (?:3|50)\?.*engine: \[\S+ \S+\].*plain: \[\S+ \S+ \S+/s,
    ],
    [
      "an answer that is remembered after a change",
      altered((right) => {
        const remembered = new Map<string, Answer>();
        return {
          check: (...question) => {
            const name = JSON.stringify(question);
            const { revision } = right;
            const answer = { ...(remembered.get(name) ?? right.check(...question)), revision };
            remembered.set(name, answer);
            return answer;
          },
        };
      }),
      /(may .*\?).* · then .*\1.*engine: /s,
    ],
    [
      "a refused transaction that is half applied",
      altered((right) => ({
        apply: (changes, revision) => {
          const [first, ...others] = changes;
          if (first && others.length > 0) right.apply([first], right.revision);
          if (!first || others.length === 0) return right.apply(changes, revision);
          return right.apply(others, revision);
        },
      })),
      /refused, but the engine's state has changed/,
    ],
    [
      "a snapshot without the ceilings",
      altered((right) => ({
        state: () => right.state().filter(({ kind }) => kind !== "ceiling-set"),
      })),
      /ceiling of \w+ down.*state\(\) has another snapshot/s,
    ],
  ];

  test.each(faults)(
    "%s",
    (_, make, told) => {
      const { difference } = runStories(seed, make, ({ stories }) => stories >= 300);
      expect(difference).toMatch(told);
      expect(difference?.split(" · ").length).toBeLessThanOrEqual(14);
    },
    120_000,
  );
});
