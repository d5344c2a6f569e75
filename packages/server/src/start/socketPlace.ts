import { mkdtemp, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ConfigurationError } from "../config/index.ts";

/** The longest path that a socket can have anywhere: 107 bytes on Linux, 103 on macOS and the BSDs. */
const LONGEST_BYTES = 103;

/** What {@link takeSocketPlace} makes; nothing else is ever taken away. */
const OF_OURS = /[\\/]gatehouse-[A-Za-z0-9]{6}[\\/]operator\.sock$/;

const isShort = (path: string) => Buffer.byteLength(path) <= LONGEST_BYTES;
const usualPath = (dataDir: string) => join(dataDir, "gatehouse.sock");
const pointerPath = (dataDir: string) => join(dataDir, "gatehouse.sock.path");

export interface SocketPlace {
  path: string;
  /** Says where the socket is, once it listens. */
  announce(): Promise<void>;
  /** Takes the socket away, and what was made for it. */
  leave(): Promise<void>;
}

/**
 * Where the operator's socket of a server on `dataDir` would be: in the directory itself, or, where that path is longer than a socket's may
 * be, where a file in the directory says.
 * @returns null if no server has said so
 */
export async function findOperatorSocket(dataDir: string): Promise<string | null> {
  if (isShort(usualPath(dataDir))) return usualPath(dataDir);
  return readPointer(dataDir);
}

/**
 * A place for the operator's socket; what a killed server left there is cleared away.
 * @throws {ConfigurationError} if there is no path that is short enough
 */
export async function takeSocketPlace(dataDir: string): Promise<SocketPlace> {
  const usual = usualPath(dataDir);
  const clear = () => rm(usual, { force: true });
  if (!isShort(usual)) return elsewhere(dataDir);
  await clear();
  return { path: usual, announce: async () => undefined, leave: clear };
}

/** In a directory of its own below the system's temporary one, which only its owner can enter. */
async function elsewhere(dataDir: string): Promise<SocketPlace> {
  const former = await readPointer(dataDir);
  if (former !== null) await clearAway(former);
  const base = join(tmpdir(), "gatehouse-");
  if (!isShort(join(`${base}XXXXXX`, "operator.sock"))) throw tooLong(dataDir);
  const path = join(await mkdtemp(base), "operator.sock");
  const pointer = pointerPath(dataDir);
  return {
    path,
    announce: async () => {
      await rm(pointer, { force: true });
      await writeFile(pointer, path, { mode: 0o600, flag: "wx" });
    },
    leave: async () => {
      // Another server may have come to the same directory since.
      if ((await readPointer(dataDir)) === path) await rm(pointer, { force: true });
      await clearAway(path);
    },
  };
}

async function readPointer(dataDir: string): Promise<string | null> {
  try {
    return await readFile(pointerPath(dataDir), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  }
}

/** The socket and its directory, if they are there and ours. */
async function clearAway(path: string): Promise<void> {
  if (!OF_OURS.test(path)) return;
  try {
    await rm(path, { force: true });
    await rmdir(dirname(path));
  } catch {
    // Gone already, or somebody else's: it is in nobody's way.
  }
}

function tooLong(dataDir: string): ConfigurationError {
  const found = `${Buffer.byteLength(dataDir)} bytes long, and the directory for temporary files (TMPDIR) is too deep as well`;
  return new ConfigurationError([
    { file: null, line: null, key: "DATA_DIR", found, allowed: "a shorter path for either: a socket must fit there" },
  ]);
}
