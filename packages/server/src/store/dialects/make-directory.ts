import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DataDirectoryUnusable } from "../errors.ts";

/**
 * Makes a data directory, and what is missing above it, for its owner alone.
 *
 * A step at a time: `recursive` of Node 24 never comes back from where the system lets nobody make anything (`/proc/x`).
 * @throws {DataDirectoryUnusable} which says what is in the way
 */
export function makeDirectory(dataDir: string): void {
  const missing: string[] = [];
  for (let path = dataDir; ; path = dirname(path)) {
    const found = kindOf(dataDir, path);
    if (found === "directory") break;
    if (found === "other") throw new DataDirectoryUnusable(dataDir, `\`${path}\` is no directory`);
    missing.push(path);
    if (dirname(path) === path) break;
  }
  for (const path of missing.reverse()) make(dataDir, path);
}

function kindOf(dataDir: string, path: string): "directory" | "other" | "missing" {
  try {
    return statSync(path).isDirectory() ? "directory" : "other";
  } catch (error) {
    const code = codeOf(error);
    // Where a file is in the way, it is found further up.
    if (code === "ENOENT" || code === "ENOTDIR") return "missing";
    throw new DataDirectoryUnusable(dataDir, `\`${path}\` cannot be looked at (${code})`, { cause: error });
  }
}

function make(dataDir: string, path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been quicker.
    if (kindOf(dataDir, path) === "directory") return;
    throw new DataDirectoryUnusable(dataDir, `\`${path}\` cannot be made (${codeOf(error)})`, { cause: error });
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown";
