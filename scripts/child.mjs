// Children that end when we are told to end. Runs on Node 20 too.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { root } from "./places.mjs";

const passedOn = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * @typedef {object} ForwardOptions
 * @property {string} [cwd] default: the root
 * @property {NodeJS.ProcessEnv} [env] default: ours
 * @property {import("node:child_process").StdioOptions} [stdio] default: ours
 * @property {number} [patienceMs]
 * @property {number} [sameWishMs]
 * @property {AbortSignal} [until] when aborted, the command is told to stop
 */

/**
 * Runs a command in our place: our terminal, our signals, its exit code.
 *
 * One wish to stop arrives several times, and programs take the second for "at once": Ctrl-C in a terminal reaches every
 * process of the group, and npm passes the signal on once more. So what the terminal has told the command already is not
 * repeated, nor is anything within `sameWishMs`. What still runs after half of `patienceMs` gets SIGTERM, after all of it
 * SIGKILL, so that no orphan stays behind.
 * @param {string} command
 * @param {string[]} args
 * @param {ForwardOptions} [options]
 * @returns {Promise<number>} its exit code; 128 + the signal's number if a signal ended it
 */
export function runForward(command, args, options = {}) {
  const { cwd = root, env = process.env, stdio = "inherit", patienceMs = 20_000, sameWishMs = 1_000, until } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio });
    let lastWish = Number.NEGATIVE_INFINITY;
    /** @type {NodeJS.Timeout[]} */
    const reminders = [];

    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      const now = performance.now();
      if (now - lastWish < sameWishMs) return;
      lastWish = now;
      const toldByTerminal = signal === "SIGINT" && process.stdin.isTTY === true;
      if (!toldByTerminal) child.kill(signal);
      if (reminders.length > 0) return;
      reminders.push(setTimeout(() => child.kill("SIGTERM"), patienceMs / 2));
      reminders.push(setTimeout(() => child.kill("SIGKILL"), patienceMs));
    };
    const stop = () => forward("SIGTERM");
    const orphaned = whenOrphaned(stop);
    for (const signal of passedOn) process.on(signal, forward);
    until?.addEventListener("abort", stop, { once: true });

    const settle = () => {
      for (const reminder of reminders) clearTimeout(reminder);
      clearInterval(orphaned);
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
 * Whoever kills npm, or the shell that npm puts between us, does not reach us: that our parent is another one now is the
 * only sign. Somebody who starts this file by hand may leave it running on purpose.
 * @param {() => void} stop
 */
function whenOrphaned(stop) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 100);
}

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {ForwardOptions & { what?: string }} [options]
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
