import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { problem } from "../http/problem.ts";

/** What the process tells: some of what was found, then that this was all; or why it is not taken, in words for people. */
export type Told<Found> = { found: Found[] } | { isAll: true } | { refused: string };

export interface ReadingLimits {
  /** Of whoever reads: its messages are {@link Told}; the bytes are its first one. */
  child: URL;
  /** What is read, for refusals: `the file`. */
  what: string;
  longestMs: number;
  mostMemoryMb: number;
}

/**
 * Reads what somebody else wrote, in a process of its own: nobody waits for what was made to be slow, and what takes more memory than there is
 * ends that process, which it would do to this one from a thread, too.
 * @throws {Problem} `request-invalid`
 */
export function readInProcess<Found>(
  bytes: Buffer,
  { child, what, longestMs, mostMemoryMb }: ReadingLimits,
): Promise<Found[]> {
  return new Promise((resolve, reject) => {
    const found: Found[] = [];
    const reading = fork(fileURLToPath(child), {
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
    const timer = setTimeout(() => refuse(`${what} takes too long to read`), longestMs);
    reading.on("message", (told: Told<Found>) => {
      if ("found" in told) found.push(...told.found);
      else if ("refused" in told) refuse(told.refused);
      else end(() => resolve(found));
    });
    reading.on("error", (error) => end(() => reject(error)));
    // Once it has told all, that it ends says nothing more.
    reading.on("exit", () => refuse(`${what} takes too much memory to read`));
    reading.send(bytes);
  });
}

/** A file beside the caller's, whose ending is that of the source, or of what was built of it. */
export const beside = (caller: string, name: string): URL =>
  new URL(`./${name}${/\.\w+$/.exec(caller)?.[0] ?? ".js"}`, caller);
