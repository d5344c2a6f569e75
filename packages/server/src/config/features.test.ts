import { featureCatalogue } from "@gatehouse/engine";
import { describe, expect, test } from "vitest";
import { loadYaml } from "./testing/load.ts";

const seedsOf = (yaml: string) =>
  Object.fromEntries(loadYaml(yaml).settings.featureSeeds.map(({ feature, on }) => [feature, on]));
const memoriesOff = {
  "MEMORIES.USE": false,
  "MEMORIES.CREATE": false,
  "MEMORIES.UPDATE": false,
  "MEMORIES.READ": false,
  "MEMORIES.OPT_OUT": false,
};

describe("only what the file says in so many words seeds a feature of USER", () => {
  test.each<[string, Record<string, boolean>]>([
    ["interface: {}", {}],
    ["interface: { customWelcome: hello, presets: false, modelSelect: true }", {}],
    ["interface: { agents: true }", { "AGENTS.USE": true }],
    ["interface: { agents: false }", { "AGENTS.USE": false }], // the boolean sets USE alone
    ["interface: { agents: { share: true } }", { "AGENTS.SHARE": true }], // and the object what it names
    [
      "interface: { agents: { use: true, create: false, share: true, public: false } }",
      { "AGENTS.USE": true, "AGENTS.CREATE": false, "AGENTS.SHARE": true, "AGENTS.SHARE_PUBLIC": false },
    ],
    ["interface: { agents: {} }", {}],
    ["interface: { agents: 'TRUE' }", { "AGENTS.USE": true }],
    ["interface: { prompts: false }", { "PROMPTS.USE": false }],
    ["interface: { skills: { create: false, defaultActiveOnShare: true } }", { "SKILLS.CREATE": false }],
    [
      "interface: { sharedLinks: false }",
      { "SHARED_LINKS.CREATE": false, "SHARED_LINKS.SHARE": false, "SHARED_LINKS.SHARE_PUBLIC": false },
    ],
    ["interface: { sharedLinks: { public: false, snapshotFiles: true } }", { "SHARED_LINKS.SHARE_PUBLIC": false }],
    ["interface: { schedules: true }", { "SCHEDULES.USE": true }],
    ["interface: { schedules: { create: true, maxPerUser: 3 } }", { "SCHEDULES.CREATE": true }],
    [
      "interface: { mcpServers: { use: true, configureObo: false, placeholder: x } }",
      { "MCP_SERVERS.USE": true, "MCP_SERVERS.CONFIGURE_OBO": false },
    ],
    [
      "interface: { remoteAgents: { use: true, public: false } }",
      { "REMOTE_AGENTS.USE": true, "REMOTE_AGENTS.SHARE_PUBLIC": false },
    ],
    [
      "interface: { peoplePicker: { users: true, groups: false, roles: true } }",
      { "PEOPLE_PICKER.VIEW_USERS": true, "PEOPLE_PICKER.VIEW_GROUPS": false, "PEOPLE_PICKER.VIEW_ROLES": true },
    ],
    ["interface: { marketplace: { use: true } }", { "MARKETPLACE.USE": true }],
    [
      "interface: { bookmarks: false, multiConvo: false, temporaryChat: false, runCode: false }",
      { "BOOKMARKS.USE": false, "MULTI_CONVO.USE": false, "TEMPORARY_CHAT.USE": false, "RUN_CODE.USE": false },
    ],
    [
      "interface: { webSearch: true, fileSearch: true, fileCitations: true, memories: true }",
      { "WEB_SEARCH.USE": true, "FILE_SEARCH.USE": true, "FILE_CITATIONS.USE": true, "MEMORIES.USE": true },
    ],
  ])("%s", (yaml, seeds) => expect(seedsOf(yaml)).toEqual(seeds));
});

describe("memories", () => {
  const usable = "agent: { id: keeper }";
  test.each<[string, Record<string, boolean>]>([
    ["memory: { tokenLimit: 10 }", {}], // there, but nobody keeps them
    ["memory: { disabled: true }", memoriesOff],
    [`memory: { disabled: true, ${usable} }\ninterface: { memories: true }`, memoriesOff], // named or not
    ["memory: { disabled: false }", { "MEMORIES.USE": true }],
    [`memory: { ${usable} }`, { "MEMORIES.USE": true, "MEMORIES.OPT_OUT": true }],
    ["memory: { agent: { provider: openAI, model: x } }", { "MEMORIES.USE": true, "MEMORIES.OPT_OUT": true }],
    ["memory: { agent: { provider: openAI } }", {}],
    [`memory: { personalize: false, ${usable} }`, { "MEMORIES.USE": true }],
    [`memory: { ${usable} }\ninterface: { memories: false }`, { "MEMORIES.USE": false, "MEMORIES.OPT_OUT": true }], // the key in so many words wins
  ])("%s", (yaml, seeds) => expect(seedsOf(yaml)).toEqual(seeds));
});

test("every seed is a feature that the engine knows, and each is named once", () => {
  const all = `interface: { prompts: { use: true, create: true, share: true, public: true }, agents: true, skills: true, sharedLinks: true, schedules: { use: true, create: true },
    mcpServers: { use: true, create: true, share: true, public: true, configureObo: true }, remoteAgents: { use: true, create: true, share: true, public: true },
    peoplePicker: { users: true, groups: true, roles: true }, marketplace: { use: true }, bookmarks: true, memories: true, multiConvo: true, temporaryChat: true,
    runCode: true, webSearch: true, fileSearch: true, fileCitations: true }\nmemory: { disabled: true }`;
  const features = loadYaml(all).settings.featureSeeds.map(({ feature }) => feature);
  const known = Object.entries(featureCatalogue).flatMap(([type, permissions]) =>
    permissions.map((permission) => `${type}.${permission}`),
  );
  expect(known).toEqual(expect.arrayContaining(features));
  expect(new Set(features).size).toBe(features.length);
  expect(new Set(features.map((feature) => feature.split(".")[0]))).toEqual(new Set(Object.keys(featureCatalogue)));
});

test("a seed says by which key", () => {
  expect(loadYaml("interface:\n  agents: { use: true }\n  bookmarks: true").settings.featureSeeds).toEqual([
    { feature: "AGENTS.USE", on: true, key: "interface.agents.use" },
    { feature: "BOOKMARKS.USE", on: true, key: "interface.bookmarks" },
  ]);
});
