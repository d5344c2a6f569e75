import type { Change } from "../types.ts";
import { NONE } from "../world.ts";
import { type Answering, Asked, actionsOf } from "./asked.ts";
import type { Difference, SimulationContext } from "./contract.ts";
import { type Class, Impact, type ThingDiff } from "./impact.ts";
import { type Named, namedOn } from "./reach.ts";
import { type Standing, standingOf } from "./standing.ts";
import { reachedOtherwise, seenByWayOf, spokenOf, symmetric, type Touched, whoReaches } from "./touched.ts";

/** Asks in the state as it is, and in the one that the changes would make. */
export type InBoth = <T>(ask: (parts: Answering) => T) => [before: T, after: T];

/** By way of things and back again: a link to a conversation in a project, a file that an agent shows. */
const ROUNDS = 3;

/**
 * What changes would make otherwise, computed from the changes and not by asking every pair: whom and what they can touch; the subjects among
 * them that are alike before and after (of ten thousand in one group, most are); then each kind of subject is asked once about each thing, and
 * whoever is named on the thing is asked for themselves.
 */
export function simulate(changes: readonly Change[], context: SimulationContext, inBoth: InBoth): Impact {
  const now = context.now ?? Date.now();
  const touched = union(inBoth(({ world }) => spokenOf(world, changes)));
  const standings = new Standings(inBoth, now);
  standings.read(touched.subjects);
  for (const things of inBoth(({ world }) => {
    const found = new Set<string>();
    for (const [account, [before, after]] of standings.ofOthers())
      for (const thing of reachedOtherwise(world, account, before, after)) found.add(thing);
    return found;
  }))
    addAll(touched.things, things);
  for (let round = 0; round < ROUNDS; round++)
    for (const things of inBoth(({ world }) => seenByWayOf(world, touched))) addAll(touched.things, things);
  const subjects = new Set(touched.subjects);
  for (const found of inBoth(({ world }) => whoReaches(world, touched.things))) addAll(subjects, found);
  standings.read(subjects);
  const classes = standings.classesOf(subjects);
  const plan = planOf(touched.things, classes, inBoth);
  const [before, after] = inBoth((parts) => answersOf(plan, new Asked(parts, now, context)));
  return new Impact(
    classes,
    plan.map((thing, index) => diffOf(thing, before[index]!, after[index]!)),
  );
}

/** Standings before and after, each read once. */
class Standings {
  private readonly inBoth: InBoth;
  private readonly now: number;
  private readonly known = new Map<string, [Standing, Standing]>();

  constructor(inBoth: InBoth, now: number) {
    this.inBoth = inBoth;
    this.now = now;
  }

  read(subjects: Iterable<string>): void {
    const unread = [...subjects].filter((subject) => !this.known.has(subject));
    const [before, after] = this.inBoth(({ world, book }) =>
      unread.map((subject) => standingOf(world, book, subject, this.now)),
    );
    unread.forEach((subject, index) => {
      this.known.set(subject, [before[index]!, after[index]!]);
    });
  }

  /** One of each kind whose standing is otherwise would do for what principals reach; what accounts reach by name needs each. */
  ofOthers(): [string, [Standing, Standing]][] {
    return [...this.known].filter(
      ([, [before, after]]) => before.key !== after.key || symmetric(before.features, after.features).length > 0,
    );
  }

  classesOf(subjects: Iterable<string>): Class[] {
    const classes = new Map<string, { members: string[]; powers: Difference }>();
    for (const subject of subjects) {
      const [before, after] = this.known.get(subject)!;
      const key = `${before.key}\n${after.key}`;
      const found = classes.get(key);
      if (found) found.members.push(subject);
      else classes.set(key, { members: [subject], powers: powersOf(before, after) });
    }
    return [...classes.values()];
  }
}

function powersOf(before: Standing, after: Standing): Difference {
  const held = ({ isActive, features, capabilities }: Standing) =>
    new Set(isActive ? [...features, ...capabilities] : []);
  const [had, has] = [held(before), held(after)];
  return {
    gained: [...has].filter((power) => !had.has(power)).sort(),
    lost: [...had].filter((power) => !has.has(power)).sort(),
  };
}

/** Who is asked about a thing. */
interface Plan {
  resource: string;
  actions: string[];
  /** Of each class somebody who is not named on the thing; undefined where all of them are. */
  representatives: (string | undefined)[];
  singles: string[];
}

function planOf(things: Iterable<string>, classes: readonly Class[], inBoth: InBoth): Plan[] {
  const names = [...things];
  const [before, after] = inBoth(({ world }) =>
    names.map((resource): { actions: string[]; named: string[] | null } => {
      const handle = world.names.find(resource);
      if (handle === NONE) return { actions: [], named: [] };
      const { accounts, isConditional }: Named = namedOn(world, handle);
      const actions = actionsOf(world, resource);
      return { actions, named: isConditional ? null : [...accounts].map((account) => world.names.text(account)) };
    }),
  );
  const everybody = new Set(classes.flatMap(({ members }) => members));
  return names.map((resource, index) => {
    const [one, other] = [before[index]!, after[index]!];
    const isConditional = one.named === null || other.named === null;
    const named = new Set([...(one.named ?? []), ...(other.named ?? [])]);
    return {
      resource,
      actions: [...new Set([...one.actions, ...other.actions])],
      representatives: classes.map(({ members }) =>
        isConditional ? undefined : members.find((member) => !named.has(member)),
      ),
      singles: isConditional ? [...everybody] : [...named].filter((account) => everybody.has(account)),
    };
  });
}

interface Answers {
  classes: number[];
  singles: number[];
}

const answersOf = (plan: readonly Plan[], asked: Asked): Answers[] =>
  plan.map(({ resource, actions, representatives, singles }) => ({
    classes: representatives.map((one) => (one === undefined ? 0 : asked.maskOf(one, resource, actions))),
    singles: singles.map((one) => asked.maskOf(one, resource, actions)),
  }));

function diffOf({ resource, actions, singles }: Plan, before: Answers, after: Answers): ThingDiff {
  const masks = (had: number, has: number) => ({ gained: has & ~had, lost: had & ~has });
  return {
    resource,
    actions,
    classes: before.classes.map((had, place) => masks(had, after.classes[place]!)),
    singles: new Map(singles.map((single, place) => [single, masks(before.singles[place]!, after.singles[place]!)])),
  };
}

function union([one, other]: [Touched, Touched]): Touched {
  addAll(one.subjects, other.subjects);
  addAll(one.things, other.things);
  return one;
}

function addAll(into: Set<string>, more: Iterable<string>): void {
  for (const one of more) into.add(one);
}
