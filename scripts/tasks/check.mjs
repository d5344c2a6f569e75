import { existsSync } from "node:fs";
import { build, buildClientTypes } from "../build.mjs";
import { checkDirections } from "../checks/directions.mjs";
import { checkGuideVariables } from "../checks/guide-variables.mjs";
import { checkLinks } from "../checks/links.mjs";
import { checkMachineWords } from "../checks/machine-words.mjs";
import { Failure, runForward } from "../child.mjs";
import { install } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { task } from "./task.mjs";

/** @param {string} path below node_modules @param {string[]} args */
const tool =
  (path, ...args) =>
  () =>
    runForward(process.execPath, [inRoot("node_modules", path), ...args]);

/** @param {() => string[]} find */
const finding = (find) => async () => {
  const problems = find();
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
};

const typescript = "typescript/bin/tsc";

/** @type {Promise<void> | undefined} */
let clientTypes;
/** Once, for all who need them. */
const withClientTypes = () => {
  clientTypes ??= buildClientTypes();
  return clientTypes;
};

/** @type {Record<string, () => Promise<number>>} by the name that selects one: `npm run check -- types` */
const checks = {
  format: tool("@biomejs/biome/bin/biome", "check", "--max-diagnostics=50", "."),
  build: () => build().then(() => 0),
  // Browser tests use parts of the console.
  types: () => withClientTypes().then(tool(typescript, "-p", "tsconfig.tests.json")),
  "types-scripts": tool(typescript, "-p", "tsconfig.scripts.json"),
  "types-console": async () => {
    if (!existsSync(inRoot("packages/console/tsconfig.json"))) return 0;
    await withClientTypes();
    return tool(typescript, "-p", "packages/console", "--noEmit")();
  },
  unused: tool("knip/bin/knip.js", "--no-config-hints"),
  directions: finding(checkDirections),
  links: finding(checkLinks),
  "guide-variables": finding(checkGuideVariables),
  "machine-words": finding(checkMachineWords),
};

/** The others read what it leaves. */
const first = "build";

// All of them, also after one failed: one run shows everything that is to be mended.
export default task(async (args) => {
  const unknown = args.find((name) => !Object.hasOwn(checks, name));
  if (unknown !== undefined)
    throw new Failure(`There is no check \`${unknown}\`; there are: ${Object.keys(checks).join(", ")}`, 2);
  await install();
  /** @type {string[]} */
  const failed = [];
  let stoppedBy = 0;
  /** @param {string} name @param {() => Promise<number>} check */
  const perform = async (name, check) => {
    const started = performance.now();
    const code = await check().catch((error) => {
      if (!(error instanceof Failure)) throw error;
      console.error(error.message);
      return 1;
    });
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    if (code >= 128) stoppedBy = code; // told to stop
    if (code !== 0) failed.push(name);
  };
  /** @param {[string, () => Promise<number>][]} left those that nobody has begun yet */
  const oneByOne = async (left) => {
    for (let next = left.shift(); next && stoppedBy === 0; next = left.shift()) await perform(...next);
  };
  const wanted = Object.entries(checks).filter(([name]) => args.length === 0 || args.includes(name));
  await oneByOne(wanted.filter(([name]) => name === first));
  const others = wanted.filter(([name]) => name !== first);
  // Most of them keep one processor busy.
  await Promise.all([oneByOne(others), oneByOne(others)]);
  if (stoppedBy !== 0) return stoppedBy;
  console.log(failed.length === 0 ? "All checks passed." : `Failed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
});
