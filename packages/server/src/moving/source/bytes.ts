/** The bytes of a stream, looked at before they are taken. Holds no more than was asked for, and one chunk. */
export class Bytes {
  /** What is held; what lies before `at` is taken. */
  held: Buffer = Buffer.alloc(0);
  at = 0;
  /** Why the stream ended before its end, in words. */
  broken: { code: "file-truncated" | "file-unreadable"; found: string } | undefined;
  readonly #chunks: AsyncIterator<Buffer>;
  #before: number;
  #ended = false;

  /** @param from where the stream begins in what it is a part of */
  constructor(chunks: AsyncIterable<Buffer>, from = 0) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#before = from;
  }

  /** How many bytes lie before the next one. */
  get position(): number {
    return this.#before + this.at;
  }

  get left(): number {
    return this.held.length - this.at;
  }

  /** Holds `wanted` bytes that are not taken yet; false: there are not as many. */
  async ahead(wanted: number): Promise<boolean> {
    if (this.left >= wanted) return true;
    const parts = [this.held.subarray(this.at)];
    let length = this.left;
    while (length < wanted) {
      const chunk = await this.#next();
      if (chunk === undefined) break;
      parts.push(chunk);
      length += chunk.length;
    }
    this.#before += this.at;
    this.held = parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);
    this.at = 0;
    return length >= wanted;
  }

  /** Passes over bytes without holding them; false: there are not as many. */
  async skip(count: number): Promise<boolean> {
    let missing = count;
    while (missing > this.left) {
      missing -= this.left;
      this.at = this.held.length;
      if (!(await this.ahead(1))) return false;
    }
    this.at += missing;
    return true;
  }

  async close(): Promise<void> {
    this.#ended = true;
    await this.#chunks.return?.();
  }

  async #next(): Promise<Buffer | undefined> {
    if (this.#ended) return undefined;
    try {
      const { done, value } = await this.#chunks.next();
      if (done !== true) return value;
    } catch (error) {
      this.broken = brokenBy(error);
    }
    this.#ended = true;
    return undefined;
  }
}

function brokenBy(error: unknown): Bytes["broken"] {
  const { code = "", message = "" } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") return { code: "file-truncated", found: "the compressed file ends too early" };
  if (code.startsWith("Z_")) return { code: "file-truncated", found: `what is compressed is damaged (${message})` };
  return { code: "file-unreadable", found: message };
}
