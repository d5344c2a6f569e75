import { problem } from "../../http/problem.ts";

/** Long batches of one person that are worked on or wait at the same time. */
const MOST_AT_ONCE = 4;

/**
 * Who works on, of those that take long: one at a time, and between two of them whatever else has come. Without it ten long batches would
 * hold everybody else for ten pieces of work.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private readonly working = new Map<string, number>();
  private isPassing = false;

  /** Takes part until `end` is called. @throws {Problem} `rate-limited` if one person has too many */
  begin(person: string): { next(): Promise<void>; end(): void } {
    const already = this.working.get(person) ?? 0;
    if (already >= MOST_AT_ONCE)
      throw problem("rate-limited", {
        detail: `at most ${MOST_AT_ONCE} long batches are answered at once: wait for the answers`,
        headers: { "Retry-After": "1" },
      });
    this.working.set(person, already + 1);
    return {
      next: () => this.next(),
      end: () => {
        const left = (this.working.get(person) ?? 1) - 1;
        if (left === 0) this.working.delete(person);
        else this.working.set(person, left);
      },
    };
  }

  /** Whether somebody waits, or worked a moment ago. */
  get isBusy(): boolean {
    return this.isPassing || this.working.size > 0;
  }

  /** Resolves when it is one's turn. */
  next(): Promise<void> {
    return new Promise((resume) => {
      this.waiting.push(resume);
      this.pass();
    });
  }

  private pass(): void {
    if (this.isPassing) return;
    this.isPassing = true;
    setImmediate(() => {
      this.isPassing = false;
      this.waiting.shift()?.();
      if (this.waiting.length > 0) this.pass();
    });
  }
}
