// What changed since the last time? A stamp is a hash of the inputs of a step, kept beside the installed packages.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { cacheDirectory, root } from "./places.mjs";

/**
 * One hash over the names and contents of files and folders (with all below them), in a stable order. What does not
 * exist counts as absent, so its arrival changes the hash.
 * @param {string[]} inputs absolute paths
 * @param {{ skip?: (path: string) => boolean, also?: string }} [options] `also`: what else the result depends on
 */
export function hashOf(inputs, { skip = () => false, also = "" } = {}) {
  const hash = createHash("sha256").update(also);
  for (const file of inputs
    .flatMap(filesBelow)
    .filter((path) => !skip(path))
    .sort()) {
    const content = readFileSync(file);
    hash.update(`\0${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * Does `step` only when its inputs changed since it last succeeded, or when what it makes is gone.
 * @param {string} name of the stamp
 * @param {{ hash: () => string, makes: string[], writesInputs?: boolean }} what `makes`: paths that must exist;
 * `writesInputs`: the step writes its own inputs, as npm does with its lock file. Otherwise a change that somebody makes
 * during the step is seen the next time.
 * @param {() => Promise<void>} step
 * @param {string} [directory]
 * @returns {Promise<boolean>} whether it was done
 */
export async function whenChanged(name, { hash, makes, writesInputs = false }, step, directory = cacheDirectory) {
  const stamp = join(directory, `${name}.stamp`);
  const before = hash();
  if (makes.every((path) => existsSync(path)) && existsSync(stamp) && readFileSync(stamp, "utf8") === before)
    return false;
  await step();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, writesInputs ? hash() : before);
  return true;
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(path, entry.name)) : entry.isFile() ? [join(path, entry.name)] : [],
  );
}
