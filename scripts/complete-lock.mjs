#!/usr/bin/env node
// Adds to package-lock.json the packages of other platforms that npm left out of it.
//
// A registry that does not carry a platform's package answers 404, and `npm install` then drops it from the lock without
// a word: `npm ci` refuses such a lock, and another platform would miss its binaries. Run this after dependencies
// changed: `node scripts/complete-lock.mjs`. `npm install` keeps the entries.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inRoot } from "./places.mjs";

/**
 * @typedef {{ version?: string, optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[], libc?: string[], dev?: true, optional?: true }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Adds an entry for each optional dependency that has an exact version and no entry; changes nothing else.
 * @param {Lock} lock altered in place; its packages end up sorted, as npm writes them
 * @returns {string[]} the paths that were added
 */
export function completeLock(lock) {
  const added = [];
  for (const [parent, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) || find(lock, parent, name) !== undefined) continue;
      const path = `node_modules/${name}`;
      const { cpu, libc, os } = platformOf(name);
      // In npm's order, so that npm has nothing to tidy up: version, then the rest by name.
      lock.packages[path] = {
        version,
        ...(cpu && { cpu }),
        ...(dev && { dev }),
        ...(libc && { libc }),
        optional: true,
        ...(os && { os }),
      };
      added.push(path);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return added;
}

/**
 * The platform that a package's name tells, in npm's words: `@x/binding-linux-x64-musl` → linux, x64, musl.
 * @param {string} name
 * @returns {{ os?: string[], cpu?: string[], libc?: string[] }}
 */
export function platformOf(name) {
  const words = (name.split("/").at(-1) ?? "").split("-");
  const os = words.find((word) =>
    ["aix", "android", "darwin", "freebsd", "linux", "openharmony", "sunos", "win32"].includes(word),
  );
  const cpu = words.find((word) =>
    ["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"].includes(word),
  );
  const libc = os !== "linux" ? undefined : words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) };
}

/**
 * Node's way of looking: in the package's own node_modules, then upwards.
 * @param {Lock} lock
 * @param {string} from
 * @param {string} name
 * @returns {LockedPackage | undefined}
 */
function find(lock, from, name) {
  const here = lock.packages[`${from === "" ? "" : `${from}/`}node_modules/${name}`];
  if (here !== undefined || from === "") return here;
  return find(lock, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))), name);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const path = inRoot("package-lock.json");
  const lock = JSON.parse(readFileSync(path, "utf8"));
  const added = completeLock(lock);
  if (added.length > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length === 0 ? "The lock file is complete." : `Added to the lock file:\n  ${added.join("\n  ")}`);
}
