import fc from "fast-check";
import { differenceIn, noTally, type Tally, type Tested } from "./compare.ts";
import { smallest } from "./smallest.ts";
import { told } from "./story.ts";
import { someStory } from "./worlds.ts";

export interface Run {
  tally: Tally;
  stories: number;
  /** The first difference, in the smallest story that still shows it; null if there was none. */
  difference: string | null;
}

/**
 * Compares an engine with the plain evaluator on one random story after another.
 * @param seed the first story's; the next story takes the next number
 * @param isEnough asked after every story
 */
export function runStories(seed: number, make: () => Tested, isEnough: (run: Run) => boolean): Run {
  const run: Run = { tally: noTally(), stories: 0, difference: null };
  do {
    const storySeed = seed + run.stories++;
    const [story] = fc.sample(someStory, { seed: storySeed, numRuns: 1 });
    const difference = story && differenceIn(story, make, run.tally);
    if (story && difference) {
      const found = smallest(story, difference, make);
      run.difference = `${told(found.story)}\n  ${found.difference.about}\n  (story ${storySeed})`;
    }
  } while (run.difference === null && !isEnough(run));
  return run;
}
