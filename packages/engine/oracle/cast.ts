import fc from "fast-check";
import type { Change } from "../src/types.ts";
import { resourceAdded, serviceAdded, userAdded } from "./arrivals.ts";
import * as a from "./names.ts";

/** Deeper trees than random pairs would make. */
const nested = [
  ...[
    ["project:b", "project:a"],
    ["project:c", "project:b"],
    ["project:d", "project:c"],
    ["project:d", "project:b"],
  ],
  ...[
    ["agent:a", "project:d"],
    ["agent:b", "project:c"],
    ["prompt:a", "project:d"],
    ["file:a", "project:d"],
  ],
  ...[
    ["conversation:a", "project:c"],
    ["file:b", "conversation:a"],
    ["skill:a", "project:b"],
    ["skill:b", "skill:a"],
    ["note:a", "group:a"],
    ["note:a", "skill:b"],
    ["note:b", "project:c"],
  ],
].map(([resource = "", parent = ""]) => [resource, parent] as const);

/** A random organization in its first transactions: most people and things of the pools, in an order in which they fit. */
export const someCast: fc.Arbitrary<Change[]> = fc
  .tuple(
    ...[a.skill, a.note].map((type) => fc.option(fc.constant<Change>({ kind: "type-set", type }), { freq: 25 })),
    ...a.customRoles.map((role) => fc.option(fc.constant<Change>({ kind: "role-set", role, rank: 10 }), { freq: 25 })),
    ...["AGENTS.USE", "AGENTS.CREATE", "MCP_SERVERS.USE", "SKILLS.USE", "PROMPTS.USE"].map((feature) =>
      fc.option(fc.constant<Change>({ kind: "feature-set", role: "role:Writer", feature, on: true }), { freq: 4 }),
    ),
    ...["AGENTS.SHARE", "PROMPTS.SHARE", "MCP_SERVERS.SHARE"].map((feature) =>
      fc.option(fc.constant<Change>({ kind: "feature-set", role: "role:USER", feature, on: true }), { freq: 2 }),
    ),
    ...a.users.filter((user) => user !== "user:ada").map((user) => fc.option(userAdded(user), { freq: 25 })),
    ...a.services.map((service) => fc.option(serviceAdded(service), { freq: 25 })),
    ...a.groups.map((group) => fc.option(resourceAdded(group), { freq: 25 })),
    ...["conversation", "project", "agent", "file", "sharedLink", "tool", "prompt", "model", "skill", "note"].flatMap(
      (type) =>
        ["a", "b", "c", "d"].map((id) =>
          fc.option(resourceAdded(`${type}:${id}`), { freq: id < "c" || type === "project" ? 25 : 3 }),
        ),
    ),
    ...nested.map(([resource, parent]) =>
      fc.option(fc.constant<Change>({ kind: "parent-added", resource, parent }), { freq: 2 }),
    ),
    ...[
      ["group:b", "group:a"],
      ["group:c", "group:b"],
      ["group:d", "group:c"],
    ].map(([member = "", group = ""]) =>
      fc.option(
        a.anEnd.map((expiresAt): Change => ({ kind: "membership-set", member, group, expiresAt })),
        { freq: 2 },
      ),
    ),
  )
  .map((changes) => changes.filter((change) => change !== null));
