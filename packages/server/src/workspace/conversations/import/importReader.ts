import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { problem } from "../../../http/problem.ts";
import type { Told } from "./importChild.ts";
import type { Imported } from "./imported.ts";

/** What reading one file may take: some hundred times what a file of the largest size takes that nobody made to be slow. */
const LONGEST_MS = 20_000;
const MOST_MEMORY_MB = 768;
/** Beside this file; its ending is that of the source, or of what was built of it. */
const child = fileURLToPath(import.meta.url.replace(/importReader(\.\w+)$/, "importChild$1"));

/**
 * Reads files of other programs, one at a time and in a process of its own: nobody waits for a file that was made to be slow, and one that
 * takes more memory than there is ends that process, which it would do to this one from a thread, too.
 */
export class ImportReader {
  private readonly mostMemoryMb: number;
  private last: Promise<unknown> = Promise.resolve();

  constructor({ mostMemoryMb = MOST_MEMORY_MB } = {}) {
    this.mostMemoryMb = mostMemoryMb;
  }

  /** @throws {Problem} `request-invalid` */
  read(bytes: Buffer): Promise<Imported[]> {
    const next = this.last.then(() => readInProcess(bytes, this.mostMemoryMb));
    this.last = next.catch(() => undefined);
    return next;
  }
}

function readInProcess(bytes: Buffer, mostMemoryMb: number): Promise<Imported[]> {
  return new Promise((resolve, reject) => {
    const found: Imported[] = [];
    const reading = fork(child, {
      serialization: "advanced",
      execArgv: [...process.execArgv, `--max-old-space-size=${mostMemoryMb}`],
      // It needs none of the server's secrets.
      env: {},
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      settle();
      reading.kill("SIGKILL");
    };
    const refuse = (detail: string) => end(() => reject(problem("request-invalid", { detail })));
    const timer = setTimeout(() => refuse("the file takes too long to read"), LONGEST_MS);
    reading.on("message", (told: Told) => {
      if ("found" in told) found.push(...told.found);
      else if ("refused" in told) refuse(told.refused);
      else end(() => resolve(found));
    });
    reading.on("error", (error) => end(() => reject(error)));
    // Once it has told all, that it ends says nothing more.
    reading.on("exit", () => refuse("the file takes too much memory to read"));
    reading.send(bytes);
  });
}
