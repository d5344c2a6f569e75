import { problem } from "../http/problem.ts";

/** Long batches of one person that are worked on or wait at the same time. */
const MOST_BATCHES = 4;
/** Questions of one person that wait at the same time. */
const MOST_WAITING = 32;
/** People of whom it is remembered that they asked much, before those are forgotten who owe nothing any more. */
const MOST_REMEMBERED = 1_000;

interface Person {
  /** Their next question waits until then, in milliseconds of the clock: as long as their last ones took. */
  owesUntil: number;
  waiting: (() => void)[];
  batches: number;
}

/**
 * Who works on, of those whose questions take long. Whoever asked nothing costly a moment ago is answered at once. The others wait: person
 * by person in turn, one piece of work at a time, and after each as long as it took, so that half of the time is left for whatever else
 * there is to do. Without it one member who asks much would hold everybody else.
 */
export class Turns {
  private readonly people = new Map<string, Person>();
  private readonly now: () => number;
  private restsUntil = 0;
  /** Until then somebody owes. */
  private owedUntil = 0;
  private waiting = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Whether nobody owes and nobody waits: asked before each question, of most of which nothing else is asked. */
  get isQuiet(): boolean {
    return this.waiting === 0 && (this.owedUntil === 0 || this.owedUntil <= this.now());
  }

  /** Whether what this person asked took long a moment ago. */
  owes(person: string): boolean {
    const known = this.people.get(person);
    return known !== undefined && (known.owesUntil > this.now() || known.waiting.length > 0);
  }

  /** Notes that a costly question of this person took so long. */
  took(person: string, ms: number): void {
    const now = this.now();
    const known = this.person(person);
    known.owesUntil = Math.max(known.owesUntil, now) + ms;
    this.owedUntil = Math.max(this.owedUntil, known.owesUntil);
    this.restsUntil = Math.max(this.restsUntil, now) + ms;
    if (this.people.size > MOST_REMEMBERED) this.forget();
  }

  /** Resolves when it is this person's turn. @throws {Problem} `rate-limited` if too many of their questions wait */
  async wait(person: string): Promise<void> {
    const known = this.person(person);
    if (known.waiting.length >= MOST_WAITING)
      throw tooMany(`at most ${MOST_WAITING} questions of one person wait: ask on when these are answered`);
    await this.next(known);
  }

  /** Takes part, with a long batch, until `end` is called. @throws {Problem} `rate-limited` if one person has too many */
  begin(person: string): { next(): Promise<void>; end(): void } {
    const known = this.person(person);
    if (known.batches >= MOST_BATCHES)
      throw tooMany(`at most ${MOST_BATCHES} long batches are answered at once: wait for the answers`);
    known.batches++;
    return { next: () => this.next(known), end: () => void known.batches-- };
  }

  private next(person: Person): Promise<void> {
    return new Promise((resume) => {
      person.waiting.push(resume);
      this.waiting++;
      this.pass();
    });
  }

  private pass(): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        if (this.restsUntil > this.now()) return this.pass();
        if (this.serve()) this.pass();
      },
      Math.max(0, this.restsUntil - this.now()),
    );
  }

  /** Lets one question of the person go on who was served longest ago. @returns whether more may wait */
  private serve(): boolean {
    for (const [name, person] of this.people) {
      const resume = person.waiting.shift();
      if (!resume) continue;
      this.waiting--;
      this.people.delete(name);
      this.people.set(name, person);
      resume();
      return true;
    }
    return false;
  }

  private person(name: string): Person {
    const known = this.people.get(name);
    if (known) return known;
    const fresh = { owesUntil: 0, waiting: [], batches: 0 };
    this.people.set(name, fresh);
    return fresh;
  }

  private forget(): void {
    const now = this.now();
    for (const [name, { owesUntil, waiting, batches }] of this.people)
      if (owesUntil <= now && waiting.length === 0 && batches === 0) this.people.delete(name);
  }
}

const tooMany = (detail: string) => problem("rate-limited", { detail, headers: { "Retry-After": "1" } });
