import fc from "fast-check";
import type { Change } from "../src/types.ts";
import { aPrimaryRole, resourceAdded, serviceAdded, state, status, userAdded } from "./arrivals.ts";
import { aDeny, aGlass, aGrant, aPublicLink } from "./grants.ts";
import * as a from "./names.ts";

const aMember = fc.oneof({ weight: 5, arbitrary: a.anAccount }, { weight: 3, arbitrary: a.aGroup });
const aRoleHolder = fc.oneof({ weight: 3, arbitrary: a.anAccount }, { weight: 2, arbitrary: a.aGroup });
const aCapabilityHolder = fc.oneof(
  { weight: 4, arbitrary: a.anAccount },
  { weight: 2, arbitrary: a.aGroup },
  { weight: 1, arbitrary: a.aCustomRole },
);
const aScope = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: a.aGroup });
const aParent = fc.oneof(
  { weight: 6, arbitrary: a.aResourceOf("project") },
  { weight: 3, arbitrary: a.aResourceOf("conversation") },
  { weight: 1, arbitrary: a.aResourceOf("skill") },
  { weight: 1, arbitrary: a.aGroup },
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
  { weight: 5, arbitrary: fc.record({ kind: kind("type-set"), type: fc.constantFrom(a.skill, a.note) }) },
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

export const anyChange: fc.Arbitrary<Change> = fc.oneof(...given, ...switched, ...madeOrRemoved, ...someRemoval);
