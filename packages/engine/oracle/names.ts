import fc from "fast-check";
import { featureCatalogue } from "../src/catalogue/features.ts";
import { workspaceTypes } from "../src/catalogue/types.ts";
import type { TypeDefinition } from "../src/types.ts";
import { typeOf } from "./facts.ts";

/** Few names, so that random facts collide. */
export const users = ["ada", "ben", "cy", "dee", "eve", "flo"].map((id) => `user:${id}`);
export const services = ["crm", "etl"].map((id) => `service:${id}`);
export const accounts = [...users, ...services];
export const groups = ["a", "b", "c", "d", "e", "f"].map((id) => `group:${id}`);
export const builtInRoles = ["role:USER", "role:MODERATOR", "role:ADMIN", "role:SUPER_ADMIN"];
export const customRoles = ["role:Writer", "role:Auditor", "role:Guest"];

/** Declared by a change, as configuration does: open, gated, lent and shown, passing down to its own kind. */
export const skill: TypeDefinition = {
  name: "skill",
  actions: { use: 1, update: 2, delete: 4, share: 8, run: 64 },
  roles: {
    viewer: ["use", "run"],
    editor: ["use", "run", "update"],
    owner: ["use", "update", "delete", "share", "run"],
  },
  feature: "SKILLS",
  byCapability: { "manage:skills": ["update", "delete", "share"] },
  inherits: { project: { view: ["use"], update: ["update", "run"] }, skill: { use: ["use"], share: ["share"] } },
  create: "feature",
  open: true,
  lentAction: "use",
  shownAction: "run",
  contextFields: { dept: "string" },
};

/** Nothing of its own but what groups, skills and projects pass down: belonging and openness come through parents here. */
export const note: TypeDefinition = {
  name: "note",
  actions: { read: 1, update: 2, delete: 4, share: 8 },
  roles: { viewer: ["read"], editor: ["read", "update"], owner: ["read", "update", "delete", "share"] },
  feature: null,
  byCapability: { "manage:notes": ["delete"], "manage:configs:endpoints": ["share"] },
  inherits: {
    project: { view: ["read"], update: ["update"] },
    skill: { use: ["read"], run: ["read", "update"] },
    group: { view: ["read"], members: ["update", "delete"] },
  },
  create: { capability: "manage:notes" },
};

export const types: readonly TypeDefinition[] = [...workspaceTypes, skill, note];

/** Weighted towards what has parents, attachments and sealed content. */
const resourceTypes = [
  ...["agent", "agent", "agent", "project", "project", "project", "file", "file", "file"],
  ...["conversation", "conversation", "sharedLink", "sharedLink", "group", "tool", "prompt", "model", "skill", "note"],
];

export const aUser = fc.constantFrom(...users);
export const anAccount = fc.constantFrom(...users, ...users, ...services);
export const aGroup = fc.constantFrom(...groups);
export const aRole = fc.constantFrom(...builtInRoles, ...customRoles);
export const aCustomRole = fc.constantFrom(...customRoles);
export const aType = fc.constantFrom(...resourceTypes);
/** Four ids a type, the first ones oftener. */
const anId = fc.constantFrom(..."aaaaaaabbbbbcd");
export const aResourceOf = (type: string) => anId.map((id) => `${type}:${id}`);
export const aResource = fc.tuple(aType, anId).map(([type, id]) => `${type}:${id}`);
/** Few people own and attach most things, so that attachers hold what they attached. */
const aMaker = [
  ...Array<string>(4).fill("user:ada"),
  ...Array<string>(3).fill("user:ben"),
  "user:cy",
  "user:dee",
  "user:eve",
];
export const anOwner = fc.constantFrom(...aMaker, "service:crm", "service:etl", "organization");
export const anAttacher = fc.constantFrom(...aMaker, "service:crm");
/** The ends of things, most of them after the moments that are asked about. */
export const anEnd = fc.constantFrom(null, null, null, null, null, 500, 1000, 1001, 1500, 2000, 2000, 3000);
export const aMoment = fc.constantFrom(1000, 1000, 1000, 0, 999, 1500, 2500);
export const aFeature = fc.constantFrom(
  ...Object.entries(featureCatalogue).flatMap(([type, permissions]) => permissions.map((it) => `${type}.${it}`)),
);
/** Features that gate a type of resources: these decide more questions than the others. */
const gates = ["AGENTS", "PROMPTS", "MCP_SERVERS", "SHARED_LINKS", "SKILLS"];
export const aGate = fc.constantFrom(...gates);
export const aGatingFeature = fc.constantFrom(
  ...gates.flatMap((gate) => (featureCatalogue[gate] ?? []).map((it) => `${gate}.${it}`)),
);
export const aCapability = fc.constantFrom(
  ...["moderate:content", "moderate:content", "unseal:content", "unseal:content", "manage:agents", "manage:projects"],
  ...["manage:files", "manage:groups", "manage:configs", "manage:configs:endpoints", "read:configs", "manage:users"],
  ...["read:users", "ban:users", "ban:users:short", "manage:sharedlinks", "manage:skills", "manage:prompts"],
  ...["assign:configs", "assign:configs:group", "manage:mcpservers", "manage:notes"],
);

/** A thing and an action of its type, the first action (use, view) oftener. */
export const anActionOnIt = fc.tuple(aResource, fc.nat(999)).map(([resource, pick]) => ({
  resource,
  action: actionOf(typeOf(resource), pick),
}));

export function actionOf(typeName: string, pick: number): string {
  const actions = Object.keys(types.find((type) => type.name === typeName)?.actions ?? {});
  const [first = "use"] = actions;
  return pick % 5 < 2 ? first : (actions[Math.floor(pick / 5) % actions.length] ?? first);
}
