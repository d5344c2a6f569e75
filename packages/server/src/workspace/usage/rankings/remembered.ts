/** So old may be what is told: who asks again and again costs nothing. */
const FRESH_MS = 10_000;
/** So old may it be while it is made anew, so that nobody waits. */
const STALE_MS = 60_000;
/** What is added up takes up to some hundred kilobytes each. */
const MOST = 60;

interface Kept<T> {
  at: number;
  value: T;
}

/** What takes long to add up, remembered for some seconds; made once at a time, however many ask. */
export class Remembered<T> {
  private readonly kept = new Map<string, Kept<T>>();
  private readonly making = new Map<string, Promise<T>>();
  private readonly now: () => number;
  private readonly freshMs: number;
  private readonly staleMs: number;

  constructor(now: () => number, { freshMs, staleMs } = { freshMs: FRESH_MS, staleMs: STALE_MS }) {
    this.now = now;
    this.freshMs = freshMs;
    this.staleMs = staleMs;
  }

  async of(key: string, make: () => Promise<T>): Promise<T> {
    const kept = this.kept.get(key);
    const age = kept ? this.now() - kept.at : Number.POSITIVE_INFINITY;
    if (kept && age < this.freshMs) return kept.value;
    const making = this.making.get(key) ?? this.make(key, make);
    if (!kept || age >= this.staleMs) return making;
    // Whoever waits for it is told if it fails; whoever takes the old one is not.
    making.catch(() => undefined);
    return kept.value;
  }

  private make(key: string, make: () => Promise<T>): Promise<T> {
    const at = this.now();
    const making = make()
      .then((value) => {
        this.kept.delete(key);
        const [oldest] = this.kept.keys();
        if (this.kept.size >= MOST && oldest !== undefined) this.kept.delete(oldest);
        this.kept.set(key, { at, value });
        return value;
      })
      .finally(() => this.making.delete(key));
    this.making.set(key, making);
    return making;
  }
}
