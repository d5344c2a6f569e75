// Children that end when we are told to end. Runs on Node 20 too.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { root } from "./places.mjs";

const passedOn = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a command in our place: our terminal, our signals, its exit code.
 *
 * Ctrl-C in a terminal reaches every process of the group, and npm passes the same signal on once more, so one wish to
 * stop arrives several times: within `sameWishMs` only the first is passed on. What has not ended `patienceMs` after it
 * is killed, so that no orphan stays behind.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, patienceMs?: number, sameWishMs?: number, stdio?: import("node:child_process").StdioOptions, until?: AbortSignal }} [options]
 * `until`: when aborted, the command is told to stop
 * @returns {Promise<number>} its exit code; 128 + the signal's number if a signal ended it
 */
export function runForward(command, args, options = {}) {
  const { cwd = root, env = process.env, patienceMs = 20_000, sameWishMs = 1_000, stdio = "inherit", until } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio });
    let lastWish = Number.NEGATIVE_INFINITY;
    /** @type {NodeJS.Timeout | undefined} */
    let end;

    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      const now = performance.now();
      if (now - lastWish < sameWishMs) return;
      lastWish = now;
      child.kill(signal);
      end ??= setTimeout(() => child.kill("SIGKILL"), patienceMs);
    };
    for (const signal of passedOn) process.on(signal, forward);
    const stop = () => forward("SIGTERM");
    until?.addEventListener("abort", stop, { once: true });

    const settle = () => {
      clearTimeout(end);
      for (const signal of passedOn) process.off(signal, forward);
      until?.removeEventListener("abort", stop);
    };
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("exit", (code, signal) => {
      settle();
      resolve(code ?? exitCodeOf(signal));
    });
  });
}

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof runForward>[2] & { what?: string }} [options]
 * @throws {Failure} if it does not exit with 0
 */
export async function run(command, args, options = {}) {
  const code = await runForward(command, args, options);
  if (code !== 0) throw new Failure(`${options.what ?? [command, ...args].join(" ")} failed`, code);
}

/**
 * Runs commands side by side; when one ends, for whatever reason, the others are told to.
 * @param {{ command: string, args: string[], cwd?: string, env?: NodeJS.ProcessEnv }[]} commands
 * @returns {Promise<number>} the exit code of the one that ended first
 */
export async function runTogether(commands) {
  const ended = new AbortController();
  const running = commands.map(({ command, args, ...options }) =>
    runForward(command, args, { ...options, until: ended.signal }).finally(() => ended.abort()),
  );
  const first = await Promise.race(running);
  await Promise.allSettled(running);
  return first;
}

/** Something that was said already by whoever failed: shown in one line, without a stack. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @param {NodeJS.Signals | null} signal */
const exitCodeOf = (signal) => (signal === null ? 1 : 128 + constants.signals[signal]);
