import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

/** A file of JSON Lines; there is one once there is a line. Only its owner reads it: it names people. */
export class LineFile {
  private readonly path: string;
  private stream: ReturnType<typeof createWriteStream> | undefined;

  constructor(path: string) {
    this.path = path;
  }

  add(line: object): void {
    this.stream ??= createWriteStream(this.path, { mode: 0o600 });
    this.stream.write(`${JSON.stringify(line)}\n`);
  }

  /** @returns where it is; null: there was nothing */
  async close(): Promise<string | null> {
    if (!this.stream) return null;
    if (!this.stream.writableEnded) {
      this.stream.end();
      await finished(this.stream);
    }
    return this.path;
  }
}
