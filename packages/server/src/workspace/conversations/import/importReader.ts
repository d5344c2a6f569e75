import { beside, readInProcess } from "../../readInProcess.ts";
import type { Imported } from "./imported.ts";

/** What reading one file may take: some hundred times what a file of the largest size takes that nobody made to be slow. */
const LONGEST_MS = 20_000;
const MOST_MEMORY_MB = 768;

/** Reads files of other programs, one at a time and each in a process of its own. */
export class ImportReader {
  private readonly mostMemoryMb: number;
  private last: Promise<unknown> = Promise.resolve();

  constructor({ mostMemoryMb = MOST_MEMORY_MB } = {}) {
    this.mostMemoryMb = mostMemoryMb;
  }

  /** @throws {Problem} `request-invalid` */
  read(bytes: Buffer): Promise<Imported[]> {
    const limits = {
      child: beside(import.meta.url, "importChild"),
      what: "the file",
      longestMs: LONGEST_MS,
      mostMemoryMb: this.mostMemoryMb,
    };
    const next = this.last.then(() => readInProcess<Imported>(bytes, limits));
    this.last = next.catch(() => undefined);
    return next;
  }
}
