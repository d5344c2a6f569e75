/** How far something is, on standard error: one line that is written over on a terminal, otherwise one now and then. */
export class ProgressLine {
  private readonly stream: { write(text: string): unknown; isTTY?: boolean };
  private readonly isQuiet: boolean;
  private readonly began = performance.now();
  private shownAt = Number.NEGATIVE_INFINITY;
  private isOpen = false;

  constructor(stream: { write(text: string): unknown; isTTY?: boolean }, isQuiet: boolean) {
    this.stream = stream;
    this.isQuiet = isQuiet;
  }

  /** With how many a second, and how long it still takes at that. */
  rate({
    collection,
    readInAll,
    countInAll,
  }: {
    collection: string;
    readInAll: number;
    countInAll: number | null;
  }): void {
    const perSecond = readInAll / ((performance.now() - this.began) / 1_000);
    const of = countInAll === null ? "" : ` of ${shown(countInAll)}`;
    const left = countInAll === null ? null : (countInAll - readInAll) / perSecond;
    this.show(
      `${collection}: ${shown(readInAll)}${of} documents · ${shown(perSecond)}/s${left === null ? "" : ` · ${time(left)} left`}`,
    );
  }

  show(text: string): void {
    if (this.isQuiet) return;
    const now = performance.now();
    if (now - this.shownAt < (this.stream.isTTY ? 100 : 5_000)) return;
    this.shownAt = now;
    this.stream.write(this.stream.isTTY ? `\r\u001B[K${text}` : `${text}\n`);
    this.isOpen = this.stream.isTTY === true;
  }

  /** Whatever follows begins on a line of its own. */
  end(): void {
    if (this.isOpen) this.stream.write("\r\u001B[K");
    this.isOpen = false;
  }
}

const shown = (number: number): string => Math.round(number).toLocaleString("en-US");

function time(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
