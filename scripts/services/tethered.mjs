// Servers that live exactly as long as we do, however we end.
import { spawn } from "node:child_process";
import { chownSync, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A shell holds the server at the end of a pipe. When the pipe closes, because we ended it or were killed ourselves, the
 * shell stops the server and removes its directory; silently, since nobody may be left to read. A session of its own
 * keeps Ctrl-C away from the server, so that tests that clean up still find it.
 */
const leash =
  'directory=$1 signal=$2; shift 2; "$@" <&- & server=$!; cat >/dev/null; exec >/dev/null 2>&1; kill -"$signal" $server; wait $server; rm -rf "$directory"';

/** @typedef {{ uid: number, gid: number }} Account */
/** @typedef {{ exited: () => boolean, log: () => string, stop: () => Promise<void> }} Tethered */

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ directory: string, signal: "INT" | "TERM", account?: Account | undefined }} options `directory`: removed at the end
 * @returns {Tethered}
 */
export function tethered(command, args, { directory, signal, account = undefined }) {
  const child = spawn("sh", ["-c", leash, "sh", directory, signal, command, ...args], {
    cwd: directory,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    ...account,
  });
  let log = "";
  let exited = false;
  const keep = (/** @type {Buffer} */ chunk) => {
    log = (log + chunk.toString()).slice(-8_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const end = new Promise((resolve) => child.once("close", resolve)).then(() => {
    exited = true;
  });
  child.on("error", (error) => keep(Buffer.from(error.message)));
  child.stdin.on("error", () => {}); // closed already: the shell is gone
  return {
    exited: () => exited,
    log: () => log,
    stop: async () => {
      child.stdin.end();
      await end;
    },
  };
}

/**
 * An empty directory that the account can write, short enough for a socket's path.
 * @param {string} name
 * @param {Account | undefined} account
 */
export function temporaryDirectory(name, account) {
  const directory = mkdtempSync(join(tmpdir(), `gatehouse-${name}-`));
  if (account !== undefined) chownSync(directory, account.uid, account.gid);
  return directory;
}

/** A port of the loopback interface that was free a moment ago. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return address.port;
}

/**
 * Asks until the server is ready.
 * @param {string} name
 * @param {Tethered} server
 * @param {() => Promise<boolean>} ready
 * @param {number} [patienceMs]
 */
export async function untilReady(name, server, ready, patienceMs = 30_000) {
  const last = performance.now() + patienceMs;
  while (!(await ready())) {
    if (server.exited() || performance.now() > last) {
      await server.stop();
      throw new Error(`${name} did not start:\n${server.log()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
