import { createInterface, type Interface } from "node:readline/promises";
import { Writable } from "node:stream";
import { InvalidArgumentError } from "commander";
import { failure, wrongUsage } from "./failure.ts";
import type { Session } from "./session.ts";

/** What one answers with Enter alone. */
interface Otherwise {
  otherwise?: string;
}

/**
 * Asks whoever sits at a terminal for what the arguments left out, one by one. Where nobody sits there, and with `--json`, nothing is asked: what
 * is missing is then wrong usage. Questions go to standard error, so that standard output is the answer alone.
 */
export async function asking<T>(session: Session, work: (ask: Asking) => Promise<T>): Promise<T> {
  const ask = new Asking(session);
  try {
    return await work(ask);
  } finally {
    ask.close();
  }
}

export class Asking {
  private readonly session: Session;
  private lines: Interface | undefined;
  private isHidden = false;

  constructor(session: Session) {
    this.session = session;
  }

  get isPossible(): boolean {
    return this.session.surroundings.stdin.isTTY === true && !this.session.isJson;
  }

  /**
   * An argument that must be there.
   * @param given as it was understood, if it was typed
   * @param read what an answer means; the question comes again where it throws {@link InvalidArgumentError}
   * @param otherwise what it is where it is missing and nobody says anything
   * @throws {Failure} `wrong-usage` where it is missing, must not be, and nobody can be asked
   */
  async argument<T = string>(
    given: T | undefined,
    name: string,
    question: string,
    read: (text: string) => T,
    otherwise?: T,
  ): Promise<T> {
    if (given !== undefined) return given;
    if (!this.isPossible) {
      if (otherwise !== undefined) return otherwise;
      throw wrongUsage(`Missing required argument '${name}'.\n(--help shows what it takes)`);
    }
    for (;;) {
      const answer = await this.line(question, otherwise === undefined ? {} : { otherwise: String(otherwise) });
      try {
        return read(answer);
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        this.say(`${error.message}\n`);
      }
    }
  }

  /** The same where every answer is one. */
  text(given: string | undefined, name: string, question: string): Promise<string> {
    return this.argument(given, name, question, (answer) => answer);
  }

  /** An answer; where it is empty, what it is otherwise, and without that the question comes again. */
  async line(question: string, { otherwise }: Otherwise = {}): Promise<string> {
    const shown = otherwise === undefined || otherwise === "" ? question : `${question} [${otherwise}]`;
    for (;;) {
      const answer = (await this.answerTo(`${shown}: `)).trim();
      if (answer !== "") return answer;
      if (otherwise !== undefined) return otherwise;
    }
  }

  /** A password, typed twice and never shown. @returns undefined: nothing was typed */
  async password(question: string): Promise<string | undefined> {
    for (;;) {
      const first = await this.hidden(`${question}: `);
      if (first === "") return undefined;
      if ((await this.hidden("Once more: ")) === first) return first;
      this.say("They are not the same.\n");
    }
  }

  close(): void {
    this.lines?.close();
  }

  private async hidden(question: string): Promise<string> {
    // The question itself is shown; what is typed behind it would be written by the same way.
    this.say(question);
    this.isHidden = true;
    try {
      return await this.answerTo("");
    } finally {
      this.isHidden = false;
      this.say("\n");
    }
  }

  private async answerTo(question: string): Promise<string> {
    this.lines ??= this.openLines();
    const { lines } = this;
    const left = new AbortController();
    const leave = () => left.abort();
    // Ctrl-C and Ctrl-D: no answer comes any more.
    lines.once("close", leave);
    try {
      return await lines.question(question, { signal: left.signal });
    } catch (error) {
      throw failure("unexpected", "Nothing was done: the question was not answered.", { cause: error });
    } finally {
      lines.off("close", leave);
    }
  }

  /** As a terminal: what is typed is then shown by us, or not, and by nobody else. */
  private openLines(): Interface {
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        if (!this.isHidden) this.say(String(chunk));
        done();
      },
    });
    return createInterface({ input: this.session.surroundings.stdin, output, terminal: true, historySize: 0 });
  }

  private say(text: string): void {
    this.session.surroundings.stderr.write(text);
  }
}
