import type { Hearer } from "../../workspace/index.ts";

/** What is in front of a server gives up a connection that says nothing; most wait for a minute, some for half of one. */
export const HEARTBEAT_MS = 15_000;
/** A comment: clients of event streams read over it. */
export const HEARTBEAT = ": still here\n\n";

interface Beating extends Hearer {
  /** Writes the comment; what has not begun yet begins with it. */
  beat(): void;
}

/**
 * Hears for a stream what an agent says and calls, and from its first action on lets the stream say every few seconds that it goes on: nothing else would be
 * heard of actions. Before that nothing is, so that what goes wrong at once has a status of its own.
 */
export class HearerWithHeart implements Hearer {
  private readonly stream: Beating;
  private readonly everyMs: number;
  private beating: NodeJS.Timeout | undefined;

  constructor(stream: Beating, everyMs: number) {
    this.stream = stream;
    this.everyMs = everyMs;
  }

  get text(): string {
    return this.stream.text;
  }

  get textLength(): number {
    return this.stream.textLength;
  }

  say(piece: string): void {
    this.stream.say(piece);
  }

  begin(call: Parameters<Hearer["begin"]>[0]): void {
    this.beating ??= setInterval(() => this.stream.beat(), this.everyMs).unref();
    this.stream.begin(call);
  }

  complete(id: string, output: string): void {
    this.stream.complete(id, output);
  }

  /** Nothing more comes, however it ended. */
  stop(): void {
    clearInterval(this.beating);
  }
}
