import type { Times } from "./times.ts";

/** One figure. Its name says what was measured; `report/targets.ts` knows what is asked of it. */
export interface Measurement {
  name: string;
  /** Grants of the world that it was measured on; 0 where that says nothing. */
  grants: number;
  value: number;
  unit: "per second" | "µs" | "ms" | "bytes" | "MB" | "times" | "of them";
  note?: string;
}

/** Collects the figures of one process, and hands them to the process that started it. */
export class Figures {
  private readonly all: Measurement[] = [];
  private readonly grants: number;

  constructor(grants: number) {
    this.grants = grants;
  }

  add(name: string, value: number, unit: Measurement["unit"], note?: string): void {
    this.all.push({ name, grants: this.grants, value, unit, ...(note !== undefined && { note }) });
  }

  /** Mean and p99 of one call; the longest is said beside. */
  addTimes(name: string, { mean, p99, worst }: Times, note?: string): void {
    this.add(name, mean, "µs", note);
    this.add(`${name}, p99`, p99, "µs", `the longest ${Math.round(worst)} µs`);
  }

  send(): void {
    if (process.send) process.send(this.all);
    else console.table(this.all);
  }
}
