import { Worker } from "node:worker_threads";
import type { CountedTokens, ToCount } from "./tokenizer.ts";

interface Waiting {
  counted(tokens: number): void;
  failed(error: Error): void;
}

/** A tokenizer in a thread of its own, which begins with the first text and stays. It keeps no process alive but while somebody waits for it. */
class TokenizerThread {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  /** How many tokens texts have together. @throws where the thread ended; the next one begins another */
  count(vocabulary: ToCount["vocabulary"], texts: readonly string[]): Promise<number> {
    this.worker ??= this.begun();
    const { worker } = this;
    const id = ++this.last;
    return new Promise((counted, failed) => {
      this.waiting.set(id, { counted, failed });
      worker.ref();
      const wish: ToCount = { id, vocabulary, texts };
      worker.postMessage(wish);
    });
  }

  private begun(): Worker {
    // The ending is that of the source, or of what was built of it. It needs none of the server's secrets.
    const program = new URL(`./tokenizer${/\.\w+$/.exec(import.meta.url)?.[0] ?? ".js"}`, import.meta.url);
    const worker = new Worker(program, { name: "tokenizer", env: {} });
    worker.on("message", ({ id, tokens }: CountedTokens) => {
      this.waiting.get(id)?.counted(tokens);
      this.waiting.delete(id);
      if (this.waiting.size === 0) worker.unref();
    });
    const ended = (error: Error) => {
      if (this.worker === worker) this.worker = undefined;
      for (const one of this.waiting.values()) one.failed(error);
      this.waiting.clear();
    };
    worker.on("error", ended);
    worker.on("exit", () => ended(new Error("the tokenizer ended")));
    return worker;
  }
}

export const tokenizer = new TokenizerThread();
