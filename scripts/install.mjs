// Packages, only when what they come from changed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";
import { inRoot, root } from "./places.mjs";
import { npm } from "./runtime.mjs";
import { hashOf, whenChanged } from "./stamp.mjs";

/**
 * Installs the dependencies of all workspaces unless they are there already.
 *
 * `npm install`, not `npm ci`: npm refuses a lock file that lacks the packages of other platforms, and drops those from
 * the lock where a registry does not carry them (see complete-lock.mjs). The lock file still decides every version.
 * @param {{ say?: (line: string) => void }} [options]
 */
export async function install({ say = console.log } = {}) {
  const inputs = [inRoot("package-lock.json"), ...manifests().map(({ path }) => path)];
  const hash = () => hashOf(inputs, { also: `${process.platform} ${process.arch}` });
  const installed = inRoot("node_modules", ".package-lock.json");
  await whenChanged("install", { hash, makes: [installed], writesInputs: true }, async () => {
    if (isInstalled(root)) return; // somebody ran npm themselves
    say("Installing packages …");
    // NODE_ENV=production would leave out the compiler that the start needs.
    const [command, args] = npm(["install", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
    // npm's own lines belong on stderr here: what follows may print JSON for a program to read.
    await run(command, args, { what: "npm install", stdio: ["ignore", 2, 2] });
  });
}

/**
 * Whether what npm wrote down about `node_modules` has all that the manifests and the lock file ask for.
 * @param {string} directory a checkout
 */
export function isInstalled(directory) {
  const lockPath = join(directory, "package-lock.json");
  const hiddenPath = join(directory, "node_modules", ".package-lock.json");
  if (!existsSync(lockPath) || !existsSync(hiddenPath)) return false;
  const lock = JSON.parse(readFileSync(lockPath, "utf8")).packages;
  const present = JSON.parse(readFileSync(hiddenPath, "utf8")).packages;
  const kinds = ["dependencies", "devDependencies", "optionalDependencies"];
  const lockAgrees = manifests(directory).every(({ name, content }) =>
    kinds.every((kind) => JSON.stringify(sorted(content[kind])) === JSON.stringify(sorted(lock[name]?.[kind]))),
  );
  return (
    lockAgrees &&
    Object.entries(lock).every(
      ([path, wanted]) =>
        !path.includes("node_modules/") || wanted.optional || present[path]?.version === wanted.version,
    )
  );
}

/**
 * The package.json of the root and of each workspace, by its name in the lock file.
 * @param {string} [directory]
 */
function manifests(directory = root) {
  const packages = join(directory, "packages");
  const folders = existsSync(packages)
    ? readdirSync(packages)
        .sort()
        .map((name) => `packages/${name}`)
    : [];
  return ["", ...folders, "bench"]
    .map((name) => ({ name, path: join(directory, name, "package.json") }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, path, content: JSON.parse(readFileSync(path, "utf8")) }));
}

/** @param {Record<string, string> | undefined} record */
const sorted = (record = {}) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
