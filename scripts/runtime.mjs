// Which Node runs the project, and where to find it on a machine that carries an older one.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cacheDirectory, root } from "./places.mjs";

export const requiredMajor = 24;

/** @param {string} version as in `process.versions.node` */
export const isNewEnough = (version) => Number.parseInt(version, 10) >= requiredMajor;

/**
 * The path of a Node that is new enough: the one that was found last time if it still runs, otherwise the package `node`
 * of the npm registry, which npm keeps in its own cache (seconds the first time).
 * @param {{ remembered?: string, probe?: (path: string) => string, fetch?: () => string }} [how] for tests
 * @returns {{ path: string, origin: string }}
 */
export function runtimePath({
  remembered = join(cacheDirectory, "runtime"),
  probe = versionOf,
  fetch = fromRegistry,
} = {}) {
  const known = readOrEmpty(remembered);
  if (known !== "" && isUsable(known, probe)) return { path: known, origin: "found before" };
  const path = fetch();
  if (!isUsable(path, probe))
    throw new Error(`The package node@${requiredMajor} gave \`${path}\`, which does not run here.`);
  mkdirSync(dirname(remembered), { recursive: true });
  writeFileSync(remembered, path);
  return { path, origin: `the npm package node@${requiredMajor}` };
}

/**
 * @param {string} node path of a Node
 * @param {string | undefined} path a PATH
 */
export const withFirstOnPath = (node, path = "") =>
  [dirname(node), ...path.split(delimiter).filter((folder) => folder !== "" && folder !== dirname(node))].join(
    delimiter,
  );

/**
 * How to call the npm that called us, else the one on PATH.
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function npm(args) {
  const caller = process.env.npm_execpath;
  return caller?.endsWith("npm-cli.js") ? [process.execPath, [caller, ...args]] : ["npm", args];
}

function fromRegistry() {
  console.error(`Looking for Node ${requiredMajor} in the npm registry …`);
  const [command, args] = npm([
    "exec",
    "--yes",
    `--package=node@${requiredMajor}`,
    "--",
    "node",
    "-p",
    "process.execPath",
  ]);
  const printed = execFileSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return printed.trim().split("\n").at(-1) ?? "";
}

/** @param {string} path */
const versionOf = (path) => execFileSync(path, ["-p", "process.versions.node"], { encoding: "utf8" });

/**
 * @param {string} path
 * @param {(path: string) => string} probe
 */
function isUsable(path, probe) {
  try {
    return isNewEnough(probe(path));
  } catch {
    return false; // gone, or made for another machine
  }
}

/** @param {string} path */
function readOrEmpty(path) {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
