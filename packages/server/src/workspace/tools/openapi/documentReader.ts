import { createHash } from "node:crypto";
import { problem } from "../../../http/problem.ts";
import { beside, readInProcess } from "../../readInProcess.ts";
import type { ReadDocument } from "./document.ts";

const LONGEST_MS = 10_000;
const MOST_MEMORY_MB = 256;
/** Documents that wait to be read, and those of one person; more are refused. */
const MOST_WAITING = 20;
const MOST_OF_ONE = 2;
/** Documents whose reading is kept: one is looked at, then saved; a tool's other fields are changed under the same. */
const MOST_KEPT = 8;

/** Reads OpenAPI documents, one at a time and each in a process of its own: YAML of a megabyte can take seconds. */
export class DocumentReader {
  private last: Promise<unknown> = Promise.resolve();
  /** Whose documents wait. */
  private readonly waiting: string[] = [];
  /** What was read of the last documents, by the hash of their text; the least recent first. */
  private readonly kept = new Map<string, ReadDocument>();

  /**
   * @param who whose it is
   * @throws {Problem} `request-invalid` with what is wrong; `rate-limited`
   */
  async read(text: string, who: string): Promise<ReadDocument> {
    const hash = createHash("sha256").update(text).digest("base64");
    const read = this.kept.get(hash) ?? (await this.readAnew(text, who));
    this.kept.delete(hash);
    this.kept.set(hash, read);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break;
      this.kept.delete(oldest);
    }
    return read;
  }

  private async readAnew(text: string, who: string): Promise<ReadDocument> {
    if (this.waiting.length >= MOST_WAITING || this.waiting.filter((one) => one === who).length >= MOST_OF_ONE)
      throw problem("rate-limited", { detail: "other documents are being read now", headers: { "Retry-After": "5" } });
    this.waiting.push(who);
    const limits = {
      child: beside(import.meta.url, "documentChild"),
      what: "the OpenAPI document",
      longestMs: LONGEST_MS,
      mostMemoryMb: MOST_MEMORY_MB,
    };
    const next = this.last.then(() => readInProcess<ReadDocument>(Buffer.from(text), limits));
    this.last = next.catch(() => undefined).finally(() => this.waiting.splice(this.waiting.indexOf(who), 1));
    const [read] = await next;
    if (!read) throw new Error("a document that was read is not there");
    return read;
  }
}
