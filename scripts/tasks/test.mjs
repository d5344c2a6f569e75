import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../build.mjs";
import { Failure, runForward } from "../child.mjs";
import { install } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { directoryInMemory } from "../services/memory.mjs";
import { installWhatIsMissing, withServices } from "../services/with-services.mjs";
import { closingLine, countResults, secondTries } from "../test-report.mjs";
import { task } from "./task.mjs";

// Arguments go to vitest: `npm test -- packages/engine`, `npm test -- --project unit -t "a grant"`.
export default task(async (args) => {
  const counts = await countsOf(args);
  for (const problem of counts.problems) console.error(problem);
  console.log(closingLine(counts));
  return counts.failed === 0 ? 0 : 1;
});

/** @param {string[]} args */
async function countsOf(args) {
  try {
    installWhatIsMissing();
    await install();
    await build();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { passed: 0, failed: 1, skipped: 0, problems: [`No test was run: ${error.message}.`] };
  }
  return inMemory(() => withServices((env, missing) => runTests(args, env, missing)));
}

/**
 * With what is thrown away afterwards kept in memory, where there is enough.
 * @template T
 * @param {() => Promise<T>} body
 */
async function inMemory(body) {
  const directory = directoryInMemory();
  if (directory === null) return body();
  process.env.TMPDIR = directory;
  try {
    return await body();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @param {string[]} missing
 */
async function runTests(args, env, missing) {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  const report = join(directory, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  try {
    const vitest = [inRoot("node_modules/vitest/vitest.mjs"), "run", ...reporters, ...args];
    // Some hundred servers and workers are started: each would compile the same code anew.
    const compiled = { NODE_COMPILE_CACHE: join(directory, "compiled") };
    const exitCode = await runForward(process.execPath, vitest, { env: { ...process.env, ...compiled, ...env } });
    // A test that was left out proves nothing: where it matters, that is a failure.
    const results = readReport(report);
    for (const words of secondTries(results)) console.log(words);
    return countResults(results, { exitCode, missing: isSet(process.env.CI) ? missing : [] });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @param {string} path */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null; // vitest ended before it could write one
  }
}

/** @param {string | undefined} value */
const isSet = (value) => value !== undefined && !["", "0", "false"].includes(value.toLowerCase());
