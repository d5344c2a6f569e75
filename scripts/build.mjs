// The compiled packages and the console, only where their inputs changed.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./child.mjs";
import { clientTypes, makeClientTypes } from "./client-types.mjs";
import { compressBeside } from "./compress.mjs";
import { inRoot, serverProgram } from "./places.mjs";
import { hashOf, whenChanged } from "./stamp.mjs";

const compiled = ["engine", "server", "cli"];
const shared = [inRoot("package-lock.json"), inRoot("tsconfig.base.json")];
const isTest = (/** @type {string} */ path) => /\.test\.tsx?$|[/\\]testing[/\\]|[/\\]node_modules[/\\]/.test(path);

/** @param {{ say?: (line: string) => void }} [options] */
export async function build({ say = console.log } = {}) {
  await buildPackages(say);
  // None of these needs another: of types nothing is left in the console.
  const all = await Promise.allSettled([buildClientTypes({ say }), bundleServer(say), buildConsole(say)]);
  for (const one of all) if (one.status === "rejected") throw one.reason;
}

/**
 * What the console's types are checked against, and the packages that say it.
 * @param {{ say?: (line: string) => void }} [options]
 */
export async function buildClientTypes({ say = console.log } = {}) {
  await buildPackages(say);
  if (existsSync(inRoot("packages/console/src/api"))) await makeClientTypes(hashOfPackages, say);
}

const hashOfPackages = () =>
  hashOf(
    [
      ...shared,
      inRoot("tsconfig.json"),
      ...compiled.flatMap((name) =>
        ["src", "tsconfig.json", "package.json"].map((part) => inRoot("packages", name, part)),
      ),
    ],
    { skip: isTest },
  );

/** @param {(line: string) => void} say */
async function buildPackages(say) {
  // A package that has no source yet makes nothing.
  const makes = compiled
    .filter(
      (name) => existsSync(inRoot("packages", name, "src")) && readdirSync(inRoot("packages", name, "src")).length > 0,
    )
    .map((name) => inRoot("packages", name, "dist", ".tsbuildinfo"));
  await whenChanged("packages", { hash: hashOfPackages, makes }, async () => {
    say("Compiling …");
    for (const name of compiled) removeLeftOver(inRoot("packages", name, "src"), inRoot("packages", name, "dist"));
    await run(process.execPath, [inRoot("node_modules/typescript/bin/tsc"), "-b"], {
      what: "tsc -b",
      stdio: ["ignore", 2, 2],
    });
  });
}

/**
 * What serves, and what the tests start.
 * @param {(line: string) => void} say
 */
async function bundleServer(say) {
  const dist = inRoot("packages/server/dist");
  if (!existsSync(join(dist, "main.js"))) return;
  const hash = () => hashOf([inRoot("scripts/bundle.mjs")], { also: hashOfPackages() });
  await whenChanged("bundle", { hash, makes: [serverProgram] }, async () => {
    say("Bundling the server …");
    const into = dirname(serverProgram);
    rmSync(into, { recursive: true, force: true });
    const { bundle } = await import("./bundle.mjs"); // not sooner: its package may have been installed just now
    await bundle({ entry: join(dist, "main.js"), own: dist, into });
  });
}

/** @param {(line: string) => void} say */
async function buildConsole(say) {
  if (!existsSync(inRoot("packages/console/vite.config.ts"))) return;
  const console = inRoot("packages/console");
  // The engine is the one package that the console may use.
  const inputs = [...shared, inRoot("packages/engine/src"), inRoot("scripts/compress.mjs")].concat(
    [
      "src",
      "public",
      "index.html",
      "locales",
      "vite.config.ts",
      "vite.messages.ts",
      "vite.start.ts",
      "lingui.config.ts",
      "postcss.config.cjs",
      "tsconfig.json",
      "package.json",
    ].map((part) => join(console, part)),
  );
  const makes = [join(console, "dist", "index.html")];
  // Types leave no trace in what is built.
  const skip = (/** @type {string} */ path) => isTest(path) || path === clientTypes;
  await whenChanged("console", { hash: () => hashOf(inputs, { skip }), makes }, async () => {
    say("Building the console …");
    await run(process.execPath, [inRoot("node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"], {
      cwd: console,
      what: "vite build",
      stdio: ["ignore", 2, 2],
    });
    await compressBeside(join(console, "dist", "assets"));
  });
}

/**
 * Removes what was compiled from files that are gone. `tsc -b` leaves it, and a folder that is read at run time (the
 * migrations) would still find it.
 * @param {string} source
 * @param {string} output
 */
export function removeLeftOver(source, output) {
  if (!existsSync(output)) return;
  for (const entry of readdirSync(output, { withFileTypes: true })) {
    const made = join(output, entry.name);
    if (entry.isDirectory()) {
      if (existsSync(join(source, entry.name))) removeLeftOver(join(source, entry.name), made);
      else rmSync(made, { recursive: true });
      continue;
    }
    const stem = /^(.*?)(\.d\.ts|\.js)(\.map)?$/.exec(entry.name)?.[1];
    if (stem !== undefined && ![".ts", ".tsx"].some((ending) => existsSync(join(source, stem + ending)))) rmSync(made);
  }
}
