import type { ContextFieldKind, TypeDefinition } from "../types.ts";

/**
 * The resource types of the workspace (docs/model.md, "What"). An entry here is all that a type takes.
 * INVARIANT: bits are stored and served; never renumber. 1 to 16 are LibreChat's, ours begin at 32.
 */

/**
 * What conditions on the workspace's types may read of the context; whoever asks sends what they know (docs/guides/asking-from-your-application.md).
 * A field that is not sent cannot be evaluated.
 */
const contextFields: Readonly<Record<string, ContextFieldKind>> = {
  time: "string", // RFC 3339: `timestamp(context.time)`
  hour: "int", // 0 to 23, where whoever asks is
  weekday: "int", // 1 (Monday) to 7
  ip: "string",
  network: "string", // a name: "office", "vpn"
  device: "string", // a name: "managed"
  userAgent: "string",
  mfa: "bool", // signed in with a second factor
};

const project = {
  view: ["view"],
  update: ["update"],
  delete: ["delete"],
  share: ["share"],
} as const;

const agent: TypeDefinition = {
  name: "agent",
  actions: { use: 1, update: 2, delete: 4, share: 8, insights: 16, execute: 32 },
  roles: {
    viewer: ["use", "execute"],
    editor: ["use", "execute", "update"],
    owner: ["use", "execute", "update", "delete", "share"],
  },
  feature: "AGENTS",
  byCapability: { "manage:agents": ["update", "delete", "share", "insights"] },
  inherits: { project: { ...project, view: ["use", "execute"] } },
  create: "feature",
  lentAction: "execute",
  contextFields,
};

const prompt: TypeDefinition = {
  name: "prompt",
  actions: { use: 1, update: 2, delete: 4, share: 8 },
  roles: { viewer: ["use"], editor: ["use", "update"], owner: ["use", "update", "delete", "share"] },
  feature: "PROMPTS",
  byCapability: { "manage:prompts": ["update", "delete", "share"] },
  inherits: { project: { ...project, view: ["use"] } },
  create: "feature",
  contextFields,
};

const conversation: TypeDefinition = {
  name: "conversation",
  actions: { view: 1, update: 2, delete: 4, share: 8, participate: 32 },
  roles: {
    viewer: ["view"],
    participant: ["view", "participate"],
    owner: ["view", "participate", "update", "delete", "share"],
  },
  feature: null,
  byCapability: {},
  inherits: { project: { view: ["view"], update: ["participate"] } },
  create: "anyone",
  sealed: true,
  contextFields,
};

const file: TypeDefinition = {
  name: "file",
  actions: { view: 1, update: 2, delete: 4, share: 8, use: 32 },
  roles: {
    viewer: ["view", "use"],
    editor: ["view", "use", "update"],
    owner: ["view", "use", "update", "delete", "share"],
  },
  feature: null, // what a file hangs on is gated, not the file
  byCapability: { "manage:files": ["delete"] },
  inherits: { conversation: { view: ["view", "use"] }, project: { ...project, view: ["view", "use"] } },
  create: "anyone",
  sealed: true,
  lentAction: "use",
  shownAction: "view",
  contextFields,
};

const projectType: TypeDefinition = {
  name: "project",
  actions: { view: 1, update: 2, delete: 4, share: 8 },
  roles: { viewer: ["view"], editor: ["view", "update"], owner: ["view", "update", "delete", "share"] },
  feature: null,
  byCapability: { "manage:projects": ["update", "delete"] },
  inherits: { project },
  create: "anyone",
  contextFields,
};

const sharedLink: TypeDefinition = {
  name: "sharedLink",
  actions: { view: 1, update: 2, delete: 4, share: 8 },
  roles: { viewer: ["view"], owner: ["view", "update", "delete", "share"] },
  feature: "SHARED_LINKS",
  byCapability: { "manage:sharedlinks": ["update", "delete"] },
  inherits: {},
  create: "feature",
  visitorAction: "view",
  contextFields,
};

const group: TypeDefinition = {
  name: "group",
  actions: { view: 1, update: 2, delete: 4, share: 8, members: 32, shareInto: 64 },
  roles: { member: ["view"], owner: ["view", "update", "delete", "share", "members", "shareInto"] },
  feature: null,
  byCapability: { "manage:groups": ["view", "update", "delete", "share", "members", "shareInto"] },
  inherits: {},
  create: { capability: "manage:groups" },
  membersHold: ["view"],
  contextFields,
};

const model: TypeDefinition = {
  name: "model",
  actions: { use: 1, share: 8 },
  roles: { viewer: ["use"], owner: ["use", "share"] },
  feature: null,
  byCapability: { "manage:configs": ["share"] },
  inherits: {},
  create: { capability: "manage:configs" },
  open: true,
  lentAction: "use",
  contextFields,
};

const tool: TypeDefinition = {
  name: "tool",
  actions: { use: 1, update: 2, delete: 4, share: 8 },
  roles: { viewer: ["use"], editor: ["use", "update"], owner: ["use", "update", "delete", "share"] },
  feature: "MCP_SERVERS",
  byCapability: { "manage:mcpservers": ["update", "delete", "share"] },
  inherits: {},
  create: "feature",
  lentAction: "use",
  contextFields,
};

export const workspaceTypes: readonly TypeDefinition[] = [
  agent,
  prompt,
  conversation,
  file,
  projectType,
  sharedLink,
  group,
  model,
  tool,
];
