import { Inquiry } from "../decide.ts";
import type { PermissionEngine } from "../engine.ts";
import type { RightsBook } from "../rights.ts";
import {
  type Answer,
  type Change,
  EngineError,
  type Grant,
  type ProofStep,
  type Reason,
  type Remedy,
} from "../types.ts";
import type { World } from "../world.ts";
import { candidatesFor } from "./candidates.ts";
import type { Asked } from "./explain.ts";

const MOST_REMEDIES = 3;
const MOST_SINGLES = 24;
const MOST_PAIRS = 120;

/** No change of the state makes these a yes: the question, or the key, is another one. */
const BEYOND_CHANGE: ReadonlySet<Reason> = new Set([
  "unknown-subject",
  "unknown-resource",
  "unknown-action",
  "key-ended",
  "key-scope",
]);

/** Up to three minimal sets of at most two changes that would turn a no, each tried. The state is afterwards what it was. */
export function remediesFor(
  engine: PermissionEngine,
  world: World,
  book: RightsBook,
  asked: Asked,
  answer: Answer,
  denies: readonly { grant: Grant; way: ProofStep[] }[],
): Remedy[] {
  if (BEYOND_CHANGE.has(answer.reason)) return [];
  const { subject, action, resource, context } = asked;
  const turns = (changes: Change[]): boolean => {
    try {
      return engine.suppose(
        changes,
        () => new Inquiry(world, book, subject, context, context.now).decide(action, resource).allowed,
      );
    } catch (error) {
      // A candidate that does not fit the state is none.
      if (error instanceof EngineError) return false;
      throw error;
    }
  };
  const candidates = candidatesFor(world, book, asked, denies).slice(0, MOST_SINGLES);
  const found: Change[][] = [];
  const rest: Change[] = [];
  for (const change of candidates) {
    if (found.length === MOST_REMEDIES) break;
    if (turns([change])) found.push([change]);
    else rest.push(change);
  }
  let tried = 0;
  // Pairs of what does not do alone are minimal; the likeliest candidates come first, so they meet first.
  for (let last = 1; last < rest.length; last++)
    for (let first = 0; first < last; first++) {
      if (found.length >= MOST_REMEDIES || tried >= MOST_PAIRS) return found.map(asRemedy);
      tried++;
      const pair = [rest[first], rest[last]].filter((change) => change !== undefined);
      if (turns(pair)) found.push(pair);
    }
  return found.map(asRemedy);
}

function asRemedy(changes: Change[]): Remedy {
  return { changes };
}
