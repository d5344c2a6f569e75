import fc from "fast-check";
import { someCast, someTransactions } from "./changes.ts";
import { aQuestion } from "./questions.ts";
import type { Step, Story } from "./story.ts";

export { initialChanges } from "./initial.ts";

/**
 * Random stories after `initialChanges()`: a cast (people, groups, things), then 10 to 60 changes in small transactions.
 * Some questions are asked after each transaction, since whatever an engine remembers must follow; most at the end.
 */
export const someStory: fc.Arbitrary<Story> = fc
  .record({
    cast: someCast,
    transactions: someTransactions,
    between: fc.array(aQuestion, { minLength: 30, maxLength: 60, size: "max" }),
    atTheEnd: fc.array(aQuestion, { minLength: 80, maxLength: 120, size: "max" }),
    restoredAt: fc.nat(40),
  })
  .map(({ cast, transactions, between, atTheEnd, restoredAt }) => {
    const asked = [...between];
    const eachTime = Math.ceil(between.length / transactions.length);
    const steps = transactions.map(
      (changes, place): Step => ({ changes, asks: asked.splice(0, eachTime), restored: place === restoredAt }),
    );
    // One transaction for each of the cast: one that does not fit (a role that is missing) takes no other with it.
    const arrivals = cast.map((change): Step => ({ changes: [change], asks: [], restored: false }));
    return { steps: [...arrivals, ...steps, { changes: [], asks: atTheEnd, restored: false }] };
  });
