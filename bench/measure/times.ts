/** Mean, 99th percentile and longest of one call, in microseconds. */
export interface Times {
  mean: number;
  p99: number;
  /** The longest. */
  worst: number;
}

/**
 * Times each call by itself.
 * @param once is given 0, 1, 2 …; the first tenth is not counted
 */
export function timesOf(count: number, once: (index: number) => void): Times {
  const warm = Math.ceil(count / 10);
  for (let index = 0; index < warm; index++) once(index);
  const taken = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const began = performance.now();
    once(warm + index);
    taken[index] = (performance.now() - began) * 1000;
  }
  return summary(taken);
}

export function summary(microseconds: Float64Array): Times {
  const sorted = microseconds.toSorted();
  let sum = 0;
  for (const one of sorted) sum += one;
  return { mean: sum / sorted.length, p99: sorted[Math.ceil(sorted.length * 0.99) - 1]!, worst: sorted.at(-1)! };
}
