/** Something done `count` times by one call of `run`; what `run` returns is looked at, so that nothing is optimised away. */
export interface Contest {
  count: number;
  run: () => number;
}

/** Times a second of each contestant, and each one's ratio to the first. */
export interface Standing {
  perSecond: number;
  /** Median over the rounds of (its rate ÷ the first one's rate in the same round). */
  ratio: number;
  /** The first round, when nothing is warm. */
  firstPerSecond: number;
}

/**
 * Lets the contestants run in turn, round after round, so that whatever else the machine does hits all of them.
 * @param rounds counted ones; one more goes before them
 * @returns medians, by name
 */
export function compete<Name extends string>(
  contests: Readonly<Record<Name, Contest>>,
  rounds: number,
): Record<Name, Standing> {
  const names = Object.keys(contests) as Name[];
  const rates = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const name of names) {
      const { count, run } = contests[name];
      const began = performance.now();
      sink.seen += run();
      rates.get(name)?.push(count / ((performance.now() - began) / 1000));
    }
  const [first] = names;
  const base = first === undefined ? [] : (rates.get(first) ?? []);
  return Object.fromEntries(
    names.map((name) => {
      const all = rates.get(name) ?? [];
      const counted = all.slice(1);
      const ratios = counted.map((rate, round) => rate / base[round + 1]!);
      return [name, { perSecond: median(counted), ratio: median(ratios), firstPerSecond: all[0]! }];
    }),
  ) as Record<Name, Standing>;
}

/** Questions a second of one peer by itself: the median of five rounds, after one that does not count. */
export async function rateOf(count: number, ask: (index: number) => boolean | Promise<boolean>): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round <= 5; round++) {
    const began = performance.now();
    for (let index = 0; index < count; index++) {
      const answer = ask(index);
      // Not awaited where there is nothing to wait for: that alone would cost as much as a check.
      if (typeof answer === "boolean" ? answer : await answer) sink.seen++;
    }
    rates.push(count / ((performance.now() - began) / 1000));
  }
  return median(rates.slice(1));
}

/** Everything that was returned; keeps the loops alive. */
const sink = { seen: 0 };

/** The middle one; of an even number, the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
