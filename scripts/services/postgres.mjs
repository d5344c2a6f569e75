// A PostgreSQL server for one run of the tests: its own directory, port and password, durable as in production.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { findOnPath } from "./find.mjs";
import { freePort, temporaryDirectory, tethered, untilReady } from "./tethered.mjs";

const packaged = "/usr/lib/postgresql"; // where Debian keeps them, one folder a version, not on PATH

/** The folder of the newest server's programs, or null. */
export function findPostgres() {
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(packaged, version, "bin"));
  const onPath = findOnPath("initdb");
  if (onPath !== null) folders.push(join(onPath, ".."));
  return folders.find((folder) => ["initdb", "postgres"].every((name) => existsSync(join(folder, name)))) ?? null;
}

/**
 * @param {string} programs as {@link findPostgres} gives
 * @returns {Promise<{ url: string, version: string, stop: () => Promise<void> }>}
 */
export async function startPostgres(programs) {
  const account = unprivileged();
  const directory = temporaryDirectory("postgres", account);
  const data = join(directory, "data");
  const password = randomBytes(12).toString("hex");
  const passwordFile = join(directory, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  execFileSync(
    join(programs, "initdb"),
    // Not the C locale by accident: text compares by code unit only where the schema says so.
    ["-D", data, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--locale=C.UTF-8"],
    { ...account, cwd: directory, stdio: ["ignore", "ignore", "pipe"] },
  );
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: directory,
    fsync: "on",
    max_connections: 200,
    shared_buffers: "128MB",
    max_wal_size: "2GB",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // SIGINT is PostgreSQL's fast shutdown: open connections are closed.
  const server = tethered(join(programs, "postgres"), ["-D", data, ...args], { directory, signal: "INT", account });
  await untilReady("PostgreSQL", server, () => acceptsStartup(port));
  const version = execFileSync(join(programs, "postgres"), ["--version"], { encoding: "utf8" }).trim();
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, version, stop: server.stop };
}

/** PostgreSQL refuses to run as root: Debian's package brings an account for it. */
function unprivileged() {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (/** @type {string} */ kind) =>
        Number(execFileSync("id", [kind, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // no such account: the next
    }
  }
  return undefined;
}

/**
 * Whether the server asks for a password yet: while it starts, it answers with an error instead (57P03).
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function acceptsStartup(port) {
  const parameters = Buffer.from("\0\x03\0\0user\0postgres\0database\0postgres\0\0", "latin1");
  const length = Buffer.alloc(4);
  length.writeInt32BE(parameters.length + 4);
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.concat([length, parameters])));
    const answer = (/** @type {boolean} */ ready) => {
      socket.destroy();
      resolve(ready);
    };
    socket.once("data", (data) => answer(data[0] === 0x52)); // "R": authentication request
    socket.once("error", () => answer(false));
    socket.once("close", () => answer(false));
  });
}
