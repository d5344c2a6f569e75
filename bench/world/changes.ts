import { builtInRanks, type Change, defaultFeatures, type Grant } from "@gatehouse/engine";
import {
  agentName,
  DENIES,
  ENDED,
  ENDS_LATER,
  GRANTS_EACH,
  GROUPS_EACH,
  groupName,
  NO_PROJECT,
  nameOf,
  principalName,
  resourceName,
  userName,
  type World,
} from "./world.ts";

/** An end that is past, and one that is far: the answers do not depend on when the measurement runs. */
export const PAST = Date.UTC(2020, 0, 1);
export const FAR = Date.UTC(2096, 0, 1);

/** The changes that make the world, in the order in which they can be applied. */
export function* changesOf(world: World): IterableIterator<Change> {
  for (const [role, rank] of Object.entries(builtInRanks)) {
    yield { kind: "role-set", role, rank };
    for (const feature of defaultFeatures[role] ?? []) yield { kind: "feature-set", role, feature, on: true };
  }
  for (let user = 0; user < world.users; user++)
    yield { kind: "user-added", user: userName(user), role: "role:USER", status: "active" };
  for (let group = 0; group < world.groups; group++)
    yield { kind: "resource-added", resource: groupName(group), owner: "organization", state: "active" };
  for (let group = 0; group < world.groups; group++) {
    const above = world.groupAbove[group]!;
    if (above >= 0) yield joining(groupName(group), groupName(above));
  }
  for (let user = 0; user < world.users; user++)
    for (let place = 0; place < GROUPS_EACH; place++)
      yield joining(userName(user), groupName(world.memberships[user * GROUPS_EACH + place]!));
  for (let resource = 0; resource < world.agents + world.projects; resource++)
    yield {
      kind: "resource-added",
      resource: resourceName(world, resource),
      owner: userName(world.owner[resource]!),
      state: "active",
    };
  for (let agent = 0; agent < world.agents; agent++)
    if (world.project[agent] !== NO_PROJECT)
      yield { kind: "parent-added", resource: agentName(agent), parent: nameOf("project", world.project[agent]!) };
  for (let grant = 0; grant < world.grants; grant++) yield { kind: "grant-set", grant: grantOf(world, grant) };
}

/** A viewer grant, one that denies what a viewer may, or a viewer grant with an end. */
export function grantOf(world: World, grant: number): Grant {
  const resource = Math.floor(grant / GRANTS_EACH);
  const viewer = resource < world.agents ? ["use", "execute"] : ["view"];
  const kind = world.kind[grant]!;
  return {
    id: grant + 1,
    principal: principalName(world, world.principal[grant]!),
    resource: resourceName(world, resource),
    allow: kind === DENIES ? [] : viewer,
    deny: kind === DENIES ? viewer : [],
    expiresAt: kind === ENDED ? PAST : kind === ENDS_LATER ? FAR : null,
    condition: null,
  };
}

function joining(member: string, group: string): Change {
  return { kind: "membership-set", member, group, expiresAt: null };
}
