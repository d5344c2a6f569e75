import fc from "fast-check";
import { someCast } from "./cast.ts";
import { initialChanges } from "./initial.ts";
import { askedBy, aWish } from "./questions.ts";
import type { Step, Story } from "./story.ts";
import { settled, someTransactions } from "./transactions.ts";

export { initialChanges };

/**
 * Random stories after `initialChanges()`: a cast (people, groups, things), then 10 to 60 changes in small transactions.
 * Some questions are asked after each transaction, a few of them again and again, since whatever an engine remembers must
 * follow; most are asked at the end.
 */
export const someStory: fc.Arbitrary<Story> = fc
  .record({
    cast: someCast,
    transactions: someTransactions,
    between: fc.array(aWish, { minLength: 15, maxLength: 30, size: "max" }),
    watched: fc.array(aWish, { minLength: 2, maxLength: 4 }),
    atTheEnd: fc.array(aWish, { minLength: 110, maxLength: 160, size: "max" }),
    restoredAt: fc.nat(40),
  })
  .map(({ cast, transactions, between, watched, atTheEnd, restoredAt }) => {
    const before = [...initialChanges(), ...cast];
    const wishes = [...between];
    const eachTime = Math.ceil(between.length / transactions.length);
    const changesOfSteps = settled(transactions, cast);
    const watching = watched.map((wish) => askedBy(wish, [...before, ...changesOfSteps.flat()]));
    const steps = changesOfSteps.map((changes, place): Step => {
      before.push(...changes);
      const asks = wishes.splice(0, eachTime).map((wish) => askedBy(wish, before));
      return { changes, asks: [...watching, ...asks], restored: place === restoredAt };
    });
    // One transaction for each of the cast: one that does not fit (a role that is missing) takes no other with it.
    const arrivals = cast.map((change): Step => ({ changes: [change], asks: [], restored: false }));
    const last: Step = { changes: [], asks: atTheEnd.map((wish) => askedBy(wish, before)), restored: false };
    return { steps: [...arrivals, ...steps, last] };
  });
