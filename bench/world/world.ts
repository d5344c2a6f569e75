import { mixed, randomOf } from "./random.ts";

/** What a grant says, besides to whom and on what. */
export const PLAIN = 0;
export const DENIES = 1;
export const ENDS_LATER = 2;
export const ENDED = 3;

/** Grants a resource has. */
export const GRANTS_EACH = 5;
/** Groups a user is in directly. */
export const GROUPS_EACH = 8;
/** A grant's principal: 0 everyone, then users, then groups. */
export const EVERYONE = 0;
/** In `project`: in none. */
export const NO_PROJECT = -1;

/**
 * The world of the measurements, as columns; names are computed, not held, so that a million grants cost the measuring process little.
 *
 *   resources       agents 0 … agents - 1, then projects
 *   grant k         lies on resource ⌊k / 5⌋
 *   principal[k]    0 everyone · 1 + user · 1 + users + group
 *
 * 5 grants a resource: 2 % to everyone, 30 % to users, the rest to groups; 2.5 % deny, 2.5 % have an end (one in five of them is past);
 * every user in 8 groups; half of the groups lie in one of the other half; 20 % of the agents lie in a project.
 */
export interface World {
  grants: number;
  users: number;
  groups: number;
  agents: number;
  projects: number;
  /** User's groups: `user * GROUPS_EACH + 0…7`, all different. */
  memberships: Int32Array;
  /** By group: the group it lies in, or -1. */
  groupAbove: Int32Array;
  /** By resource: the user that owns it. */
  owner: Int32Array;
  /** By agent. */
  project: Int32Array;
  principal: Int32Array;
  kind: Uint8Array;
}

/** @param grants how many; at least 5,000, so that each part of the world is there */
export function makeWorld(grants: number, seed = 42): World {
  const random = randomOf(seed);
  const under = (end: number) => Math.floor(random() * end);
  const resources = grants / GRANTS_EACH;
  const users = Math.max(100, Math.round(resources / 10));
  const groups = Math.max(50, Math.round(users / 2));
  const projects = Math.max(10, Math.round(resources / 500));
  const agents = resources - projects;
  const upper = groups >> 1;
  const groupAbove = Int32Array.from({ length: groups }, (_, group) => (group < upper ? -1 : under(upper)));
  const memberships = new Int32Array(users * GROUPS_EACH);
  const chosen = new Set<number>();
  for (let user = 0; user < users; user++) {
    chosen.clear();
    while (chosen.size < GROUPS_EACH) chosen.add(under(groups));
    memberships.set([...chosen], user * GROUPS_EACH);
  }
  const owner = Int32Array.from({ length: resources }, () => under(users));
  const project = Int32Array.from({ length: agents }, () => (random() < 0.2 ? under(projects) : NO_PROJECT));
  const principal = new Int32Array(grants);
  const kind = new Uint8Array(grants);
  for (let grant = 0; grant < grants; grant++) {
    const who = random();
    principal[grant] = who < 0.02 ? EVERYONE : who < 0.32 ? 1 + under(users) : 1 + users + under(groups);
    const what = random();
    kind[grant] = what < 0.025 ? DENIES : what < 0.045 ? ENDS_LATER : what < 0.05 ? ENDED : PLAIN;
  }
  return { grants, users, groups, agents, projects, memberships, groupAbove, owner, project, principal, kind };
}

const parts = { user: 1, group: 2, agent: 3, project: 4 } as const;

/** `user:5f…` with 24 hexadecimal digits; the same for the same index, different for every other. */
export function nameOf(type: keyof typeof parts, index: number): string {
  const from = (parts[type] << 28) + index;
  const words = [mixed(from), mixed(mixed(from) ^ 0x9e3779b9), mixed(from ^ 0x7f4a7c15)];
  return `${type}:${words.map((word) => word.toString(16).padStart(8, "0")).join("")}`;
}

export const userName = (index: number) => nameOf("user", index);
export const agentName = (index: number) => nameOf("agent", index);
export const groupName = (index: number) => nameOf("group", index);

/** By its place among all resources. */
export function resourceName(world: World, resource: number): string {
  return resource < world.agents ? agentName(resource) : nameOf("project", resource - world.agents);
}

export function principalName(world: World, principal: number): string {
  if (principal === EVERYONE) return "everyone";
  return principal <= world.users ? userName(principal - 1) : groupName(principal - 1 - world.users);
}

/** The groups of a user, those above included. */
export function groupsOf(world: World, user: number): Set<number> {
  const found = new Set<number>();
  for (let place = 0; place < GROUPS_EACH; place++) {
    const group = world.memberships[user * GROUPS_EACH + place]!;
    found.add(group);
    const above = world.groupAbove[group]!;
    if (above >= 0) found.add(above);
  }
  return found;
}

/** The principal set of a user as the peers are given it: itself, its groups, its role, `everyone`. */
export function principalsOf(world: World, user: number): string[] {
  return [userName(user), ...[...groupsOf(world, user)].map(groupName), "role:USER", "everyone"];
}
