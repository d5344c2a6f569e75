import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../config/index.ts";
import { withField, withoutField, withTombstone } from "./fields.ts";
import { applicable, BASE, mergeOverrides, type OverrideDocument } from "./merge.ts";
import { faultsIn, whyNotPath } from "./overridable.ts";
import { traceOverrides } from "./tracing.ts";

/* LibreChat's overrides, rule by rule. */

const document = (overrides: JsonObject, more: Partial<OverrideDocument> = {}): OverrideDocument => ({
  principalType: "role",
  principalId: "USER",
  priority: 10,
  overrides,
  tombstones: [],
  isActive: true,
  ...more,
});
const welcome = (text: string): JsonObject => ({ interface: { customWelcome: text } });

describe("which documents count", () => {
  const documents = [
    document({}, { principalType: "user", principalId: "1" }),
    document({}, { principalType: "group", principalId: "g" }),
    document({}, { principalId: "USER" }),
    document({}, { principalId: BASE }),
  ];
  const counting = (principals: string[]) =>
    applicable(documents, new Set(principals)).map(
      ({ principalType, principalId }) => `${principalType}:${principalId}`,
    );

  test("everybody's, and those of whom one is and belongs to; of equal priority the closest comes last", () => {
    expect(counting(["role:USER", "user:1", "group:g"])).toEqual(["role:__base__", "role:USER", "group:g", "user:1"]);
    expect(counting(["user:2"])).toEqual(["role:__base__"]);
    expect(counting([])).toEqual(["role:__base__"]);
  });

  test("the highest priority comes last, whomever it is for; inactive ones do not count", () => {
    const some = [
      document({}, { principalId: "A", priority: 30 }),
      document({}, { principalType: "user", principalId: "1", priority: 20 }),
      document({}, { principalId: "B", priority: 40, isActive: false }),
    ];
    expect(applicable(some, new Set(["role:A", "role:B", "user:1"])).map(({ priority }) => priority)).toEqual([20, 30]);
  });
});

describe("merging", () => {
  const deep = (depth: number, leaf: JsonObject): JsonObject => (depth === 0 ? leaf : { a: deep(depth - 1, leaf) });

  test.each<[string, JsonObject, OverrideDocument[], JsonObject]>([
    ["the last one wins", welcome("base"), [document(welcome("one")), document(welcome("two"))], welcome("two")],
    ["objects are merged", { a: { b: 1, c: 2 } }, [document({ a: { c: 3, d: 4 } })], { a: { b: 1, c: 3, d: 4 } }],
    ["lists are replaced", { a: { b: [1, 2] } }, [document({ a: { b: [3] } })], { a: { b: [3] } }],
    [
      "endpoints are merged by their names, others stay, new ones come last",
      { endpoints: { custom: [{ name: "A", iconURL: "a", modelDisplayLabel: "x" }, { name: "B" }] } },
      [document({ endpoints: { custom: [{ name: "C" }, { name: "A", iconURL: "z" }] } })],
      {
        endpoints: {
          custom: [{ name: "A", iconURL: "z", modelDisplayLabel: "x" }, { name: "B" }, { name: "C" }],
        },
      },
    ],
    [
      "a tombstone takes away what is beneath",
      { a: { b: 1, c: 2 } },
      [document({}, { tombstones: ["a.b"] })],
      { a: { c: 2 } },
    ],
    [
      "of one document tombstones come first",
      { a: { b: 1, c: 2 } },
      [document({ a: { d: 3 } }, { tombstones: ["a"] })],
      { a: { d: 3 } },
    ],
    [
      "a higher one brings back what a lower one took away",
      { a: { b: 1 } },
      [document({}, { tombstones: ["a.b"] }), document({ a: { b: 2 } })],
      { a: { b: 2 } },
    ],
    [
      "schedules: a switch that meets an object becomes its `use`",
      { interface: { schedules: true } },
      [document({ interface: { schedules: { maxPerUser: 3 } } })],
      { interface: { schedules: { use: true, maxPerUser: 3 } } },
    ],
    [
      "schedules: an object that meets a switch",
      { interface: { schedules: { use: true, maxPerUser: 3 } } },
      [document({ interface: { schedules: false } })],
      { interface: { schedules: { use: false, maxPerUser: 3 } } },
    ],
    [
      "schedules that the configuration switches off stay off",
      { interface: { schedules: false } },
      [document({ interface: { schedules: { use: true } } })],
      { interface: { schedules: { use: false } } },
    ],
    ["to a depth of ten", deep(9, { b: 1, c: 1 }), [document(deep(9, { b: 2 }))], deep(9, { b: 2, c: 1 })],
    ["and no deeper", deep(10, { b: 1, c: 1 }), [document(deep(10, { b: 2 }))], deep(10, { b: 2 })],
  ])("%s", (_rule, base, documents, merged) => expect(mergeOverrides(base, documents)).toEqual(merged));

  test.each(["__proto__", "constructor", "prototype"])("`%s` is ignored, wherever it stands", (key) => {
    const hostile = JSON.parse(`{ "${key}": { "polluted": 1 }, "a": { "${key}": { "polluted": 1 }, "b": 1 } }`);
    const merged = mergeOverrides({}, [document(hostile)]);
    expect(merged).toEqual({ a: { b: 1 } });
    expect(Object.hasOwn({}, "polluted")).toBe(false);
  });

  const tree = fc.letrec<{ tree: JsonObject; leaf: JsonObject }>((tie) => ({
    leaf: fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer())) as unknown as fc.Arbitrary<JsonObject>,
    tree: fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.oneof({ maxDepth: 4 }, tie("leaf"), tie("tree"))),
  })).tree;
  const documents = fc.array(
    fc.record({
      overrides: tree,
      tombstones: fc.array(fc.constantFrom("a", "a.b", "b.c", "d")),
      priority: fc.integer(),
    }),
    { maxLength: 5 },
  );

  test("merging nothing changes nothing; the same twice is once; nothing that was given is touched", () =>
    fc.assert(
      fc.property(tree, tree, documents, (base, over, some) => {
        const before = JSON.stringify([base, over, some]);
        expect(mergeOverrides(base, [])).toEqual(base);
        const one = document(over);
        expect(mergeOverrides(mergeOverrides(base, [one]), [one])).toEqual(mergeOverrides(base, [one]));
        mergeOverrides(
          base,
          some.map((each) => document(each.overrides, each)),
        );
        expect(JSON.stringify([base, over, some])).toBe(before);
      }),
    ));

  test("one after the other is all at once, and the trace ends with what is merged", () =>
    fc.assert(
      fc.property(tree, documents, (base, some) => {
        const all = some.map((each) => document(each.overrides, each));
        const merged = mergeOverrides(base, all);
        expect(all.reduce((before, one) => mergeOverrides(before, [one]), base)).toEqual(merged);
        for (const { value, said } of traceOverrides(base, all))
          if (value !== undefined)
            expect(said.some((one) => JSON.stringify(one.value) === JSON.stringify(value))).toBe(true);
      }),
    ));
});

test("an object whose last field is taken away is said by whoever took it", () => {
  const [list, object, taking] = [
    document({ b: [] }),
    document({ b: { c: 0 } }),
    document({}, { principalId: "TAKING", tombstones: ["b.c"] }),
  ];
  const traced = traceOverrides({}, [list, object, taking]).find(({ path }) => path === "b");
  expect(traced?.value).toEqual({});
  expect(traced?.said.at(-1)).toEqual({ document: taking, value: {} });
});

describe("single fields", () => {
  const said = {
    overrides: { interface: { customWelcome: "a" } },
    tombstones: ["interface", "interface.a", "interface.a.b", "fileConfig"],
  };

  test("setting one clears the tombstones at it and above it, but for its section's", () => {
    const set = withField(said, "interface.a.b", 1);
    expect(set).toEqual({
      overrides: { interface: { customWelcome: "a", a: { b: 1 } } },
      tombstones: ["interface", "fileConfig"],
    });
    expect(withField(said, "fileConfig", {}).tombstones).not.toContain("fileConfig");
  });

  test("unsetting one clears those at it and below it", () =>
    expect(withoutField(said, "interface.a").tombstones).toEqual(["interface", "fileConfig"]));

  test("removing one leaves nothing said of it", () =>
    expect(withTombstone({ ...said, tombstones: [] }, "interface.customWelcome")).toEqual({
      overrides: {},
      tombstones: ["interface.customWelcome"],
    }));
});

describe("what cannot be overridden", () => {
  test.each<[string, JsonObject, string]>([
    ["a section that is the same for all", { registration: { allowedDomains: [] } }, "is the same for all"],
    ["filters", { filters: {} }, "Gatehouse does not do"],
    ["one that there is not", { nonsense: 1 }, "is not a known section"],
    ["a permission", { interface: { agents: { use: true } } }, "sets a permission"],
    ["one in its short form", { interface: { agents: true } }, "sets a permission"],
    ["who is found", { interface: { peoplePicker: { users: true } } }, "sets a permission"],
    ["a key of an endpoint", { endpoints: { custom: [{ name: "A", apiKey: "sk-1" }] } }, "is the same for all"],
    ["its address", { endpoints: { custom: [{ name: "A", baseURL: "http://evil" }] } }, "is the same for all"],
    ["allowed addresses", { endpoints: { allowedAddresses: [] } }, "a list, and nothing else"],
    ["a wrong value", { interface: { presets: "perhaps" } }, "true or false"],
    ["a wrong name", { interface: { customWelcom: "x" } }, "did you mean"],
    ["`__proto__`", JSON.parse('{ "interface": { "__proto__": {} } }'), "is no name"],
    ["too much", { modelSpecs: { list: Array.from({ length: 3_000 }, () => 1) } }, "more than"],
    ["too long", { interface: { customWelcome: "x" }, modelSpecs: { a: "y".repeat(70_000) } }, "characters"],
  ])("%s", (_what, overrides, why) => expect(faultsIn(overrides)[0]?.why).toContain(why));

  test("nor at a depth of a thousand", () => {
    let tree: JsonObject = {};
    for (let depth = 0; depth < 1_000; depth++) tree = { a: tree };
    expect(faultsIn({ modelSpecs: tree })).toHaveLength(1);
  });

  test.each([
    "",
    "interface..a",
    "interface.__proto__.a",
    "registration",
    "interface.agents",
    "interface.agents.use",
    "endpoints",
    "a$",
  ])("the path `%s`", (path) => expect(whyNotPath(path)).not.toBeNull());

  test("the rest can", () => {
    expect(faultsIn({ ...welcome("Hello"), fileConfig: { serverFileSizeLimit: 3 } })).toEqual([]);
    expect(whyNotPath("interface.customWelcome")).toBeNull();
    expect(whyNotPath("endpoints.custom")).toBeNull();
  });
});
