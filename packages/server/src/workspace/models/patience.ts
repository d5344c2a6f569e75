/** Ends a request when nothing is heard for too long, or when the caller ends it. */
export class Patience {
  isOver = false;
  readonly signal: AbortSignal;
  private readonly silence = new AbortController();
  private readonly ms: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(ms: number, outer: AbortSignal) {
    this.ms = ms;
    this.signal = AbortSignal.any([outer, this.silence.signal]);
    this.heard();
  }

  heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.isOver = true;
      this.silence.abort();
    }, this.ms);
  }

  /** Nobody waits for the endpoint, until `heard`: it is the reader who takes their time. */
  rest(): void {
    clearTimeout(this.timer);
  }

  end(): void {
    clearTimeout(this.timer);
    // Also when the reader stopped listening in the middle: the connection is given back at once.
    this.silence.abort();
  }
}
