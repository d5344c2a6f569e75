import fc from "fast-check";
import type { Change, Grant } from "../src/types.ts";
import { someConditions } from "./conditions.ts";
import { typeOf } from "./facts.ts";
import * as a from "./names.ts";

const status = fc.constantFrom(
  "active" as const,
  "active" as const,
  "active" as const,
  "unverified" as const,
  "deactivated" as const,
);
const mostlyActive = fc.constantFrom(
  ...Array<"active">(30).fill("active"),
  "unverified" as const,
  "deactivated" as const,
);
const state = fc.constantFrom(...Array<"active">(14).fill("active"), "hidden" as const);
const aPrimaryRole = fc.constantFrom(
  ...Array<string>(8).fill("role:USER"),
  ...["role:MODERATOR", "role:ADMIN", "role:SUPER_ADMIN", "role:Writer", "role:Writer", "role:Auditor"],
);

const userAdded = (user: string): fc.Arbitrary<Change> =>
  fc.record({
    kind: fc.constant("user-added" as const),
    user: fc.constant(user),
    role: aPrimaryRole,
    status: mostlyActive,
  });
const serviceAdded = (service: string): fc.Arbitrary<Change> =>
  fc.record({ kind: fc.constant("service-added" as const), service: fc.constant(service), status: mostlyActive });

function resourceAdded(resource: string): fc.Arbitrary<Change> {
  const plain = {
    kind: fc.constant("resource-added" as const),
    resource: fc.constant(resource),
    owner: a.anOwner,
    state,
  };
  if (typeOf(resource) !== "sharedLink") return fc.record(plain);
  const link = fc.record({ conversation: a.aResourceOf("conversation"), live: fc.boolean(), maker: a.anAttacher });
  return fc.record({ ...plain, link }, { requiredKeys: ["kind", "resource", "owner", "state"] });
}

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
  ],
].map(([resource = "", parent = ""]) => [resource, parent] as const);

/** A random organization in its first transactions: most people and things of the pools, in an order in which they fit. */
export const someCast: fc.Arbitrary<Change[]> = fc
  .tuple(
    fc.option(fc.constant<Change>({ kind: "type-set", type: a.skill }), { freq: 25 }),
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
    ...["conversation", "project", "agent", "file", "sharedLink", "tool", "prompt", "model", "skill"].flatMap((type) =>
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

const anyone = fc.constant("anyone");
const aMember = fc.oneof({ weight: 5, arbitrary: a.anAccount }, { weight: 3, arbitrary: a.aGroup });
const aRoleHolder = fc.oneof({ weight: 3, arbitrary: a.anAccount }, { weight: 2, arbitrary: a.aGroup });
const aGrantee = fc.oneof(
  { weight: 6, arbitrary: a.anAccount },
  { weight: 6, arbitrary: a.aGroup },
  { weight: 3, arbitrary: a.aRole },
  { weight: 4, arbitrary: fc.constant("everyone") },
);
const aCapabilityHolder = fc.oneof(
  { weight: 4, arbitrary: a.anAccount },
  { weight: 2, arbitrary: a.aGroup },
  { weight: 1, arbitrary: a.aCustomRole },
);
const aScope = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: a.aGroup });
const aCondition = fc.oneof(
  { weight: 14, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.constantFrom(...someConditions) },
);

/** The same id for the same principal and resource, or one of a few more: grants are replaced, add up, and sometimes clash. */
const grantId = (principal: string, resource: string, further: number): number => {
  let sum = 0;
  for (const letter of principal + resource) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return 1 + sum + further * 10_000;
};

const aGrant: fc.Arbitrary<Grant> = fc
  .record({
    principal: aGrantee,
    resource: a.aResource,
    allows: fc.array(fc.nat(999), { minLength: 1, maxLength: 3 }),
    denies: fc.oneof(
      { weight: 7, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.nat(999), { minLength: 1, maxLength: 2 }) },
    ),
    expiresAt: a.anEnd,
    condition: aCondition,
    further: fc.constantFrom(0, 0, 0, 1, 2),
    misfit: fc.integer({ min: 0, max: 59 }),
  })
  .map(({ principal, resource, allows, denies, expiresAt, condition, further, misfit }) => {
    const actions = (picks: readonly number[]) => [...new Set(picks.map((pick) => a.actionOf(typeOf(resource), pick)))];
    const allow = misfit === 0 ? [] : misfit === 1 ? ["fly"] : misfit === 2 ? ["hide"] : actions(allows);
    const text = misfit === 3 ? "not a condition" : misfit === 4 ? `action == "${"ü".repeat(2100)}"` : condition;
    const id = misfit === 5 ? 0 : misfit === 6 ? 17 : grantId(principal, resource, further);
    return { id, principal, resource, allow, deny: actions(denies), expiresAt, condition: text };
  });

/** Mostly right ones: `view` to a user on a sealed thing. */
const aGlass: fc.Arbitrary<Grant> = fc
  .record({
    principal: fc.oneof({ weight: 3, arbitrary: fc.constant("user:ada") }, { weight: 3, arbitrary: a.anAccount }),
    resource: fc.oneof(
      { weight: 5, arbitrary: a.aResourceOf("conversation") },
      { weight: 3, arbitrary: a.aResourceOf("file") },
      { weight: 1, arbitrary: a.aResource },
    ),
    expiresAt: a.anEnd,
    condition: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: aCondition }),
    allow: fc.constantFrom(["view"], ["view"], ["view"], ["view"], ["view", "update"], []),
    deny: fc.constantFrom<string[][]>([], [], [], [], [], ["view"]),
  })
  .map((it) => ({ ...it, id: grantId(it.principal, it.resource, 7), glass: true }));

/** For visitors: links to `anyone`. Elsewhere `anyone` reaches nobody by an allow. */
const aPublicLink: fc.Arbitrary<Grant> = fc
  .record({
    principal: fc.oneof({ weight: 5, arbitrary: anyone }, { weight: 1, arbitrary: fc.constant("everyone") }),
    resource: a.aResourceOf("sharedLink"),
    expiresAt: a.anEnd,
    condition: aCondition,
    allow: fc.constantFrom(["view"], ["view"], ["view", "update"]),
    deny: fc.constantFrom<string[][]>([], [], [], ["view"]),
  })
  .map((it) => ({ ...it, id: grantId(it.principal, it.resource, 3) }));

/** Denies alone. */
const aDeny = aGrant.map((grant) => ({ ...grant, id: grant.id + 50_000, allow: [], deny: grant.allow }));

const aParent = fc.oneof(
  { weight: 6, arbitrary: a.aResourceOf("project") },
  { weight: 3, arbitrary: a.aResourceOf("conversation") },
  { weight: 1, arbitrary: a.aResourceOf("skill") },
  { weight: 1, arbitrary: a.aResource },
);
const aChild = fc.oneof(
  { weight: 4, arbitrary: a.aResource },
  { weight: 2, arbitrary: a.aResourceOf("file") },
  { weight: 2, arbitrary: a.aResourceOf("agent") },
);
const anAgent = fc.oneof({ weight: 15, arbitrary: a.aResourceOf("agent") }, { weight: 1, arbitrary: a.aResource });
const aThing = fc.oneof(
  { weight: 5, arbitrary: a.aResourceOf("file") },
  { weight: 4, arbitrary: a.aResourceOf("tool") },
  { weight: 4, arbitrary: a.aResourceOf("agent") },
  { weight: 2, arbitrary: a.aResourceOf("skill") },
  { weight: 2, arbitrary: a.aResourceOf("model") },
  { weight: 1, arbitrary: a.aResource },
);

type Weighted = { weight: number; arbitrary: fc.Arbitrary<Change> };
const kind = <Kind extends Change["kind"]>(name: Kind) => fc.constant(name);

/** Facts that give or take rights; what they name mostly exists. */
const given: Weighted[] = [
  { weight: 80, arbitrary: fc.record({ kind: kind("grant-set"), grant: aGrant }) },
  { weight: 15, arbitrary: fc.record({ kind: kind("grant-set"), grant: aDeny }) },
  { weight: 20, arbitrary: fc.record({ kind: kind("grant-set"), grant: aGlass }) },
  { weight: 20, arbitrary: fc.record({ kind: kind("grant-set"), grant: aPublicLink }) },
  {
    weight: 50,
    arbitrary: fc.record({ kind: kind("membership-set"), member: aMember, group: a.aGroup, expiresAt: a.anEnd }),
  },
  {
    weight: 15,
    arbitrary: fc.record({ kind: kind("role-given"), holder: aRoleHolder, role: a.aRole, expiresAt: a.anEnd }),
  },
  {
    weight: 25,
    arbitrary: fc.record({
      kind: kind("capability-set"),
      principal: aCapabilityHolder,
      capability: fc.oneof({ weight: 30, arbitrary: a.aCapability }, { weight: 1, arbitrary: fc.constant("fly:away") }),
      scope: aScope,
      expiresAt: a.anEnd,
    }),
  },
  { weight: 40, arbitrary: fc.record({ kind: kind("parent-added"), resource: aChild, parent: aParent }) },
  {
    weight: 50,
    arbitrary: fc.record({
      kind: kind("attachment-set"),
      agent: anAgent,
      thing: aThing,
      mode: fc.constantFrom("lent", "shown", "lent", "shown", "own"),
      attachedBy: a.anAttacher,
    }),
  },
];

const switched: Weighted[] = [
  {
    weight: 20,
    arbitrary: fc.record({
      kind: kind("feature-set"),
      role: a.aRole,
      feature: fc.oneof(
        { weight: 20, arbitrary: a.aGatingFeature },
        { weight: 4, arbitrary: a.aFeature },
        { weight: 1, arbitrary: fc.constantFrom("AGENTS", "AGENTS.FLY", "FLYING.USE") },
      ),
      on: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind("ceiling-set"),
      feature: fc.oneof({ weight: 20, arbitrary: a.aGate }, { weight: 1, arbitrary: fc.constant("FLYING") }),
      down: fc.constantFrom(true, false),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: kind("public-links-set"), allowed: fc.constantFrom(true, true, false) }) },
  { weight: 5, arbitrary: fc.record({ kind: kind("account-status-set"), account: a.anAccount, status }) },
  { weight: 10, arbitrary: fc.record({ kind: kind("ban-set"), account: a.anAccount, until: a.anEnd }) },
  { weight: 5, arbitrary: fc.record({ kind: kind("ban-lifted"), account: a.anAccount }) },
  { weight: 5, arbitrary: fc.record({ kind: kind("primary-role-set"), user: a.aUser, role: aPrimaryRole }) },
  { weight: 15, arbitrary: fc.record({ kind: kind("resource-state-set"), resource: a.aResource, state }) },
  { weight: 10, arbitrary: fc.record({ kind: kind("owner-set"), resource: a.aResource, owner: a.anOwner }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind("restricted-set"),
      resource: fc.oneof(a.aResourceOf("model"), a.aResourceOf("skill"), a.aResource),
      restricted: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: kind("group-marked"), group: a.aGroup, organizationWide: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: kind("type-set"), type: fc.constant(a.skill) }) },
];

const madeOrRemoved: Weighted[] = [
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind("role-set"),
      role: fc.oneof(a.aRole, a.aCustomRole, fc.constant("role:Bad Name")),
      rank: fc.constantFrom(10, 20, 60, 80, 100),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: kind("role-removed"), role: a.aRole }) },
  { weight: 5, arbitrary: a.aUser.chain(userAdded) },
  { weight: 2, arbitrary: fc.constantFrom(...a.services).chain(serviceAdded) },
  { weight: 1, arbitrary: fc.constantFrom("user:", "cy", "service:cy", "user:c y").chain(userAdded) },
  { weight: 5, arbitrary: fc.record({ kind: kind("account-removed"), account: a.anAccount }) },
  { weight: 15, arbitrary: a.aResource.chain(resourceAdded) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("agent:", "ghost:a", "agent:a b", "role:Writer", "user:zoe").chain(resourceAdded),
  },
  { weight: 10, arbitrary: fc.record({ kind: kind("resource-removed"), resource: a.aResource }) },
];

const someRemoval: Weighted[] = [
  {
    weight: 2,
    arbitrary: fc.record({ kind: kind("grant-removed"), resource: a.aResource, id: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind("membership-removed"), member: aMember, group: a.aGroup }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("parent-removed"), resource: aChild, parent: aParent }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("attachment-removed"), agent: anAgent, thing: aThing }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("role-taken"), holder: aRoleHolder, role: a.aRole }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind("capability-removed"),
      principal: aCapabilityHolder,
      capability: a.aCapability,
      scope: aScope,
    }),
  },
];

const anyChange: fc.Arbitrary<Change> = fc.oneof(...given, ...switched, ...madeOrRemoved, ...someRemoval);

/** Takes back, or ends at another moment, one of the changes before it, counted round: so that this mostly finds something. */
interface Again {
  kind: "taken-back" | "set-again";
  pick: number;
  expiresAt: number | null;
}

const again: fc.Arbitrary<Again> = fc.record({
  kind: fc.constantFrom("taken-back", "taken-back", "set-again"),
  pick: fc.nat(999),
  expiresAt: a.anEnd,
});

/** 10 to 60 changes in small transactions; some take back what was set before. */
export const someTransactions = fc.array(
  fc.array(fc.oneof({ weight: 9, arbitrary: anyChange }, { weight: 1, arbitrary: again }), {
    minLength: 1,
    maxLength: 3,
  }),
  { minLength: 8, maxLength: 30, size: "max" },
);

/** The transactions with what they take back and who attaches settled by what came before them. */
export function settled(transactions: readonly (readonly (Change | Again)[])[], cast: readonly Change[]): Change[][] {
  const before: Change[] = [];
  return transactions.map((transaction) =>
    transaction.flatMap((it) => {
      const change = "pick" in it ? resolve(it, before) : it.kind === "attachment-set" ? attachedByOwner(it, cast) : it;
      if (change) before.push(change);
      return change ? [change] : [];
    }),
  );
}

/** Whoever attached must pass `share`, so mostly it is the owner. */
function attachedByOwner(change: Change & { kind: "attachment-set" }, cast: readonly Change[]): Change {
  const added = cast.find((it) => it.kind === "resource-added" && it.resource === change.thing);
  const isOwners =
    change.attachedBy !== "user:ben" && added?.kind === "resource-added" && added.owner !== "organization";
  return isOwners ? { ...change, attachedBy: added.owner } : change;
}

function resolve({ kind, pick, expiresAt }: Again, before: readonly Change[]): Change | null {
  const candidates = before.flatMap((change) =>
    kind === "taken-back" ? opposite(change) : setAgain(change, expiresAt),
  );
  return candidates[pick % candidates.length] ?? null;
}

function opposite(change: Change): Change[] {
  switch (change.kind) {
    case "grant-set":
      return [{ kind: "grant-removed", resource: change.grant.resource, id: change.grant.id }];
    case "membership-set":
      return [{ kind: "membership-removed", member: change.member, group: change.group }];
    case "role-given":
      return [{ kind: "role-taken", holder: change.holder, role: change.role }];
    case "capability-set": {
      const { principal, capability, scope } = change;
      return [{ kind: "capability-removed", principal, capability, scope }];
    }
    case "parent-added":
      return [{ kind: "parent-removed", resource: change.resource, parent: change.parent }];
    case "attachment-set":
      return [{ kind: "attachment-removed", agent: change.agent, thing: change.thing }];
    case "feature-set":
      return [{ ...change, on: !change.on }];
    case "ceiling-set":
      return [{ ...change, down: !change.down }];
    case "ban-set":
      return [{ kind: "ban-lifted", account: change.account }];
    default:
      return [];
  }
}

function setAgain(change: Change, expiresAt: number | null): Change[] {
  if (change.kind === "grant-set") return [{ ...change, grant: { ...change.grant, expiresAt } }];
  return "expiresAt" in change ? [{ ...change, expiresAt }] : [];
}
