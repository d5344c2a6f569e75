import { randomOf } from "./random.ts";
import { agentName, EVERYONE, GRANTS_EACH, GROUPS_EACH, userName, type World } from "./world.ts";

/** Question i: may user `users[i]` use agent `agents[i]`? */
export interface Questions {
  count: number;
  users: Int32Array;
  agents: Int32Array;
}

/**
 * Every other question is aimed at a grant: one is drawn from the whole, and somebody whom it reaches. The rest are a user and an agent
 * drawn from the whole. None is the same as the one before it.
 */
export function makeQuestions(world: World, count: number, seed = 7): Questions {
  const random = randomOf(seed);
  const under = (end: number) => Math.floor(random() * end);
  const members = membersOf(world);
  const users = new Int32Array(count);
  const agents = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    let user = under(world.users);
    let agent = under(world.agents);
    if (index & 1) {
      const grant = under(world.agents * GRANTS_EACH);
      const principal = world.principal[grant]!;
      agent = Math.floor(grant / GRANTS_EACH);
      if (principal !== EVERYONE && principal <= world.users) user = principal - 1;
      else if (principal !== EVERYONE) user = members.some(principal - 1 - world.users, under) ?? user;
    }
    if (index > 0 && users[index - 1] === user && agents[index - 1] === agent) agent = (agent + 1) % world.agents;
    users[index] = user;
    agents[index] = agent;
  }
  return { count, users, agents };
}

/** The users of each group, through subgroups too, as one column with a start for each group. */
function membersOf(world: World): { some(group: number, under: (end: number) => number): number | undefined } {
  const start = new Int32Array(world.groups + 1);
  const each = (take: (group: number, user: number) => void) => {
    for (let place = 0; place < world.memberships.length; place++) {
      const group = world.memberships[place]!;
      const user = Math.floor(place / GROUPS_EACH);
      take(group, user);
      if (world.groupAbove[group]! >= 0) take(world.groupAbove[group]!, user);
    }
  };
  each((group) => {
    start[group + 1]!++;
  });
  for (let group = 0; group < world.groups; group++) start[group + 1]! += start[group]!;
  const next = start.slice();
  const column = new Int32Array(start[world.groups]!);
  each((group, user) => {
    column[next[group]!++] = user;
  });
  return {
    some(group, under) {
      const from = start[group]!;
      const size = start[group + 1]! - from;
      return size === 0 ? undefined : column[from + under(size)];
    },
  };
}

/** The questions' names; one string for one name, as a program holds them. */
export function namesOf(
  { users, agents }: Questions,
  count = users.length,
): { subjects: string[]; resources: string[] } {
  const held = new Map<string, string>();
  const hold = (name: string) => {
    const known = held.get(name) ?? flat(name);
    held.set(known, known);
    return known;
  };
  return {
    subjects: Array.from(users.subarray(0, count), (user) => hold(userName(user))),
    resources: Array.from(agents.subarray(0, count), (agent) => hold(agentName(agent))),
  };
}

/** A string that was put together is a tree of its pieces inside the runtime; one that was read from somewhere is not. */
function flat(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
