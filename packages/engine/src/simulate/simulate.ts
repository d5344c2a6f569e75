import type { Change } from "../types.ts";
import { type Answering, Asked } from "./asked.ts";
import type { SimulationContext } from "./contract.ts";
import { Impact, type ThingDiff } from "./impact.ts";
import { type Plan, planOf } from "./plan.ts";
import { Standings } from "./standings.ts";
import { named, reachedOtherwise, seenByWayOf, spokenOf, type Touched, whoReaches } from "./touched.ts";

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
  const spoken = union(inBoth(({ world }) => spokenOf(world, changes)));
  const standings = new Standings(inBoth, now);
  standings.read(spoken.subjects);
  // What is otherwise by the subject alone: nobody else need be asked about it.
  const reached = new Set<string>();
  const others = standings.classesOf(spoken.subjects).filter(({ isOtherwise }) => isOtherwise);
  for (const things of inBoth(({ world }) => {
    const found = new Set<number>();
    for (const { members, before, after } of others) reachedOtherwise(world, members, before, after, found);
    return named(world, found);
  }))
    addAll(reached, things);
  for (let round = 0; round < ROUNDS; round++) {
    const touched = { subjects: spoken.subjects, things: new Set([...spoken.things, ...reached]) };
    for (const things of inBoth(({ world }) => seenByWayOf(world, touched))) addAll(spoken.things, things);
  }
  const subjects = new Set(spoken.subjects);
  for (const found of inBoth(({ world }) => whoReaches(world, spoken.things))) addAll(subjects, found);
  standings.read(subjects);
  const classes = standings.classesOf(subjects);
  const plan = planOf(new Set([...spoken.things, ...reached]), spoken.things, classes, inBoth);
  const [before, after] = inBoth((parts) => answersOf(plan, new Asked(parts, now, context)));
  return new Impact(
    classes,
    plan.map((thing, index) => diffOf(thing, before[index]!, after[index]!)),
  );
}

interface Answers {
  kinds: number[];
  singles: number[];
}

const answersOf = (plan: readonly Plan[], asked: Asked): Answers[] =>
  plan.map(({ resource, actions, representatives, singles }) => ({
    kinds: representatives.map((one) => (one === undefined ? 0 : asked.maskOf(one, resource, actions))),
    singles: singles.map((one) => asked.maskOf(one, resource, actions)),
  }));

const NOTHING = { gained: 0, lost: 0 };

function diffOf({ resource, actions, kindOf, singles }: Plan, before: Answers, after: Answers): ThingDiff {
  const masks = (had: number, has: number) => (had === has ? NOTHING : { gained: has & ~had, lost: had & ~has });
  const kinds = before.kinds.map((had, kind) => masks(had, after.kinds[kind]!));
  return {
    resource,
    actions,
    classes: kindOf.map((kind) => (kind === NONE_ASKED ? NOTHING : kinds[kind]!)),
    singles: new Map(singles.map((single, place) => [single, masks(before.singles[place]!, after.singles[place]!)])),
  };
}

/** Of a class that is as it was, on a thing that is as it was. */
const NONE_ASKED = -1;

function union([one, other]: [Touched, Touched]): Touched {
  addAll(one.subjects, other.subjects);
  addAll(one.things, other.things);
  return one;
}

function addAll(into: Set<string>, more: Iterable<string>): void {
  for (const one of more) into.add(one);
}
