import type { Change } from "../src/types.ts";
import { type Difference, differenceIn, type Tested } from "./compare.ts";
import type { Asked } from "./questions.ts";
import type { Step, Story } from "./story.ts";

export interface Found {
  story: Story;
  difference: Difference;
}

/**
 * Takes away from a story whatever can go while some difference stays: questions, transactions, single changes, then the
 * terms of what is left. Quicker and smaller than the shrinking of a tree of arbitraries, since each try is a whole story.
 */
export function smallest(story: Story, difference: Difference, make: () => Tested): Found {
  let best: Found = { story: cutAfter(story, difference), difference };
  const improve = (steps: Step[]): boolean => {
    const found = attempt({ steps }, make);
    if (found) best = found;
    return found !== null;
  };

  improve(best.story.steps.map((step, place) => (place === best.difference.place ? step : { ...step, asks: [] })));
  for (let size = best.story.steps.length >> 1; size >= 1; size >>= 1) dropSteps(() => best.story.steps, size, improve);
  let isShorter = true;
  while (isShorter) {
    isShorter = dropSteps(() => best.story.steps, 1, improve);
    for (let place = best.story.steps.length - 1; place >= 0; place--) {
      for (const simpler of simplerSteps(best.story.steps[place])) {
        if (improve(best.story.steps.with(place, simpler))) isShorter = true;
      }
    }
  }
  return best;
}

/** Nothing after the difference matters, nor what was asked before it in the same step (it may, when answers are remembered: then it comes back). */
function cutAfter({ steps }: Story, { place, asked }: Difference): Story {
  return {
    steps: steps.slice(0, place + 1).map((step, it) => (it === place && asked ? { ...step, asks: [asked] } : step)),
  };
}

function attempt(story: Story, make: () => Tested): Found | null {
  try {
    const difference = differenceIn(story, make);
    return difference && { story: cutAfter(story, difference), difference };
  } catch {
    return null;
  }
}

function dropSteps(steps: () => Step[], size: number, improve: (steps: Step[]) => boolean): boolean {
  let hasDropped = false;
  for (let start = steps().length - size; start >= 0; start -= size) {
    const kept = steps().toSpliced(start, size);
    if (improve(kept)) hasDropped = true;
  }
  return hasDropped;
}

function simplerSteps(step: Step | undefined): Step[] {
  if (!step) return [];
  return [
    ...(step.restored ? [{ ...step, restored: false }] : []),
    ...(step.changes.length + step.asks.length > 1
      ? step.changes.map((_, place) => ({ ...step, changes: step.changes.toSpliced(place, 1) }))
      : []),
    ...step.changes.flatMap((change, place) =>
      simplerChanges(change).map((simpler) => ({ ...step, changes: step.changes.with(place, simpler) })),
    ),
    ...step.asks.flatMap((asked, place) =>
      simplerQuestions(asked).map((simpler) => ({ ...step, asks: step.asks.with(place, simpler) })),
    ),
    ...(step.asks.length > 1 ? step.asks.map((_, place) => ({ ...step, asks: step.asks.toSpliced(place, 1) })) : []),
  ];
}

function simplerChanges(change: Change): Change[] {
  if ("expiresAt" in change && change.expiresAt !== null) return [{ ...change, expiresAt: null }];
  if (change.kind !== "grant-set") return [];
  const { grant } = change;
  const grants = [
    ...(grant.expiresAt === null ? [] : [{ ...grant, expiresAt: null }]),
    ...(grant.condition === null ? [] : [{ ...grant, condition: null }]),
    ...grant.allow.map((action) => ({ ...grant, allow: grant.allow.filter((it) => it !== action) })),
    ...grant.deny.map((action) => ({ ...grant, deny: grant.deny.filter((it) => it !== action) })),
  ];
  return grants.map((simpler) => ({ ...change, grant: simpler }));
}

/** The same question without one part of its context. */
function simplerQuestions(asked: Asked): Asked[] {
  const { capabilities: _, ...noCapabilities } = asked.context;
  const { key: _key, ...noKey } = asked.context;
  const { via: _via, ...noVia } = asked.context;
  const { fields: _fields, ...noFields } = asked.context;
  const { row: _row, ...noRow } = asked.context;
  const size = Object.keys(asked.context).length;
  return [noCapabilities, noKey, noVia, noFields, noRow]
    .filter((context) => Object.keys(context).length < size)
    .map((context) => ({ ...asked, context }));
}
