import { PassThrough } from "node:stream";

/** A terminal with somebody at it, who gives these answers one by one where a question ends with `: `, and then leaves. */
export class Terminal {
  readonly stdin: PassThrough & { isTTY: boolean; setRawMode(isRaw: boolean): void };
  /** Whatever can be read on it: what was printed, and what was typed where that is shown. */
  screen = "";
  private readonly answers: string[];
  private isRaw = false;

  constructor(answers: readonly string[]) {
    this.answers = [...answers];
    this.stdin = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (isRaw: boolean) => {
        this.isRaw = isRaw;
      },
    });
  }

  write(text: string): void {
    this.screen += text;
    // Once whoever asks is ready for the answer.
    if (text.endsWith(": ")) setImmediate(() => this.answer());
  }

  private answer(): void {
    const answer = this.answers.shift();
    if (answer === undefined) {
      this.stdin.end();
      return;
    }
    // Outside of raw mode the terminal shows what is typed by itself, and ends a line as programs read it.
    if (!this.isRaw) this.screen += `${answer}\n`;
    this.stdin.write(answer + (this.isRaw ? "\r" : "\n"));
  }
}
