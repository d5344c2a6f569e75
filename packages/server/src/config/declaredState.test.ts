// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables, as the files write them
import { describe, expect, test } from "vitest";
import {
  type DeclaredState,
  declaredDifference,
  declaredState,
  declaredStateHash,
  parseDeclaredState,
  remembered,
} from "./declaredState.ts";
import { load, loadYaml } from "./testing/load.ts";

const stateOf = (yaml: string, env: Record<string, string> = {}) => declaredState(loadYaml(yaml, env).settings);
const endpoint = (name: string, model = "m") =>
  `{ name: ${name}, apiKey: sk-canary, baseURL: 'https://a', models: { default: [${model}] } }`;

describe("what configuration declares", () => {
  test("ceilings, public links, features and models; no secret", () => {
    const state = stateOf(`interface: { agents: { share: true } }\nendpoints: { custom: [${endpoint("a")}] }`, {
      ALLOW_AGENTS: "false",
      ALLOW_BOOKMARKS: "FALSE",
      ALLOW_SHARED_LINKS_PUBLIC: "true",
    });
    expect(state).toEqual({
      ceilings: ["AGENTS", "BOOKMARKS", "MARKETPLACE", "REMOTE_AGENTS"],
      publicLinks: true,
      features: { "AGENTS.SHARE": true },
      models: { "model:a.m": { endpoint: "a", model: "m" } },
    });
    expect(JSON.stringify(state)).not.toContain("canary");
  });

  test.each([
    ["ALLOW_PROMPTS", ["PROMPTS"]],
    ["ALLOW_SHARED_LINKS", ["SHARED_LINKS"]],
  ])("%s=false", (name, types) =>
    expect(declaredState(load({}, { [name]: "false" }).settings).ceilings).toEqual(types),
  );

  test("without an endpoint that can be asked there is the built-in model", () => {
    expect(stateOf("endpoints: { custom: [{ name: a, apiKey: user_provided }] }").models).toEqual({
      "model:echo": { endpoint: "echo", model: "echo" },
    });
  });

  test("its hash hangs on what is said, not on the order, the notes and everything else", () => {
    const hash = (yaml: string, env = {}) => declaredStateHash(stateOf(yaml, env));
    const one = hash(
      `interface: { agents: true, prompts: false }\nendpoints: { custom: [${endpoint("a")}, ${endpoint("b")}] }`,
    );
    const other = hash(
      `# a note\nendpoints: { custom: [${endpoint("b")}, ${endpoint("a")}] }\ninterface: { prompts: false, agents: { use: true }, customWelcome: hi }`,
      { PORT: "9" },
    );
    expect(other).toBe(one);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(hash("interface: { agents: false }")).not.toBe(hash("interface: { agents: true }"));
  });
});

describe("what a start applies", () => {
  const before = stateOf("interface: { agents: true, bookmarks: true }");

  test("the first: everything", () => {
    expect(declaredDifference(null, before)).toMatchObject({
      publicLinks: false,
      features: [
        { feature: "AGENTS.USE", on: true },
        { feature: "BOOKMARKS.USE", on: true },
      ],
      modelsAdded: ["model:echo"],
    });
  });

  test("the same file again: nothing", () => {
    expect(declaredDifference(before, stateOf("interface: { bookmarks: true, agents: true }"))).toEqual({
      ceilingsDown: [],
      ceilingsUp: [],
      publicLinks: undefined,
      features: [],
      modelsAdded: [],
      modelsGone: [],
    });
  });

  test("another file: only what it says otherwise, so that an administrator's change of the rest stays", () => {
    const after = stateOf(`interface: { agents: true, bookmarks: false }\nendpoints: { custom: [${endpoint("a")}] }`, {
      ALLOW_PROMPTS: "false",
    });
    expect(declaredDifference(before, after)).toEqual({
      ceilingsDown: ["PROMPTS"],
      ceilingsUp: [],
      publicLinks: undefined,
      features: [{ feature: "BOOKMARKS.USE", on: false }],
      modelsAdded: ["model:a.m"],
      modelsGone: ["model:echo"],
    });
    expect(declaredDifference(after, before).ceilingsUp).toEqual(["PROMPTS"]);
  });

  test("a feature that is no longer named is left as it is", () => {
    expect(declaredDifference(before, stateOf("interface: { agents: true }")).features).toEqual([]);
  });

  test("after a start without the file it says nothing new; what it says otherwise then is applied", () => {
    const kept = remembered(before, stateOf(""));
    expect(kept).toEqual({ ...stateOf(""), features: before.features });
    expect(declaredDifference(kept, before).features).toEqual([]);
    expect(declaredDifference(kept, stateOf("interface: { agents: false, bookmarks: true }")).features).toEqual([
      { feature: "AGENTS.USE", on: false },
    ]);
    expect(remembered(null, before)).toEqual(before);
  });
});

test("a stored declaration is read back, what is none is not", () => {
  const state: DeclaredState = stateOf("interface: { agents: true }");
  expect(parseDeclaredState(JSON.stringify(state))).toEqual(state);
  for (const text of [
    "",
    "null",
    "{}",
    "[]",
    '{"ceilings":[],"publicLinks":1,"features":{},"models":{}}',
    '{"ceilings":[],"publicLinks":true,"features":null,"models":{}}',
  ])
    expect(parseDeclaredState(text)).toBeNull();
});
