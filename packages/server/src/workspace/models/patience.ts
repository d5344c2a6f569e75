/** What a request is aborted with: made once, since an error with its stack costs as much as the request. */
const silent = new Error("nothing was heard for too long");
const ended = new Error("the request is over");

/** Ends a request when nothing is heard for too long, or when the caller ends it. */
export class Patience {
  isOver = false;
  private readonly own = new AbortController();
  private readonly outer: AbortSignal;
  private readonly timer: NodeJS.Timeout;
  private isWaiting = true;
  private readonly onOuter = () => this.own.abort(this.outer.reason);

  constructor(ms: number, outer: AbortSignal) {
    this.outer = outer;
    if (outer.aborted) this.onOuter();
    else outer.addEventListener("abort", this.onOuter, { once: true });
    this.timer = setTimeout(() => {
      if (!this.isWaiting) return;
      this.isOver = true;
      this.own.abort(silent);
    }, ms);
  }

  get signal(): AbortSignal {
    return this.own.signal;
  }

  /** From now on the endpoint has its time anew. */
  heard(): void {
    this.isWaiting = true;
    this.timer.refresh();
  }

  /** Nobody waits for the endpoint, until `heard`: it is the reader who takes their time. */
  rest(): void {
    this.isWaiting = false;
  }

  /** Also when the reader stopped listening in the middle: the connection is given back at once. @param isWhole there is nothing left to end */
  end(isWhole = false): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener("abort", this.onOuter);
    if (!isWhole && !this.own.signal.aborted) this.own.abort(ended);
  }
}
