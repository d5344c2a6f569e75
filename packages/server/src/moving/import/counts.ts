/** What became of the documents of a collection. */
export interface Counts {
  /** Came. */
  brought: number;
  /** Were brought before, and are as they were then. */
  unchanged: number;
  /** Were brought before, and say something else there since: left as they came. */
  changed: number;
  /** Cannot come; the error log says why. */
  leftOut: number;
  /** Of another tenant. */
  others: number;
  findings: number;
}

export const noCounts = (): Counts => ({ brought: 0, unchanged: 0, changed: 0, leftOut: 0, others: 0, findings: 0 });

export function addTo(counts: Counts, more: Counts): void {
  for (const name of Object.keys(counts) as (keyof Counts)[]) counts[name] += more[name];
}
