// Imports point downwards only, and the tool that says so is not blind.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import config, { parts } from "../../.dependency-cruiser.mjs";
import { inRoot, root } from "../places.mjs";
import { planted, wellBehaved } from "./planted.mjs";

/**
 * @returns {string[]} what is wrong, empty if nothing
 */
export function checkDirections() {
  return [...blindness(), ...violations()];
}

/**
 * Plants one violation of every rule in a tree of its own and asks the tool about it. dependency-cruiser has reported
 * "no violations" before because it could not read TypeScript; and a rule whose path no longer exists sees nothing.
 * @param {Record<string, { files: Record<string, string>, at: string }>} [violationsByRule] for tests
 */
export function blindness(violationsByRule = planted) {
  const rules = (config.forbidden ?? []).map(({ name }) => name ?? "unnamed");
  const problems = rules
    .filter((rule) => !Object.hasOwn(violationsByRule, rule))
    .map((rule) => `directions: no violation of \`${rule}\` is planted in scripts/checks/planted.mjs`);
  const found = inPlantedTree(
    Object.assign({}, wellBehaved, ...Object.values(violationsByRule).map(({ files }) => files)),
  );
  for (const [rule, { at }] of Object.entries(violationsByRule))
    if (!found.some(({ name, from }) => name === rule && from === at))
      problems.push(`directions: the planted violation of \`${rule}\` in ${at} was not seen: the check is blind`);
  for (const { name, from, to } of found)
    if (Object.hasOwn(wellBehaved, from))
      problems.push(`directions: \`${name}\` forbids what is allowed: ${from} → ${to}`);
  return problems;
}

/** What is wrong in this checkout. */
function violations() {
  const folders = ["packages", "bench", "e2e"].filter((name) => existsSync(inRoot(name)));
  const { modules, summary } = cruise(root, folders);
  const problems = summary.violations.map(
    ({ rule, from, to, cycle }) =>
      `directions: ${from} → ${cycle ? cycle.map(({ name }) => name).join(" → ") : to} (${rule.name}) ${commentOn(rule.name)}`,
  );
  for (const folder of globSync("packages/server/src/*/", { cwd: root }).map((path) => basename(path)))
    if (!parts.includes(folder))
      problems.push(
        `directions: packages/server/src/${folder}/ is no part of .dependency-cruiser.mjs: no rule looks at it`,
      );
  const seen = new Set(modules.map(({ source }) => source));
  for (const file of globSync("packages/*/src/**/*.{ts,tsx}", { cwd: root }))
    if (!seen.has(file)) problems.push(`directions: ${file} was not looked at: the check is blind`);
  return problems;
}

/** @param {Record<string, string>} files */
function inPlantedTree(files) {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-planted-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    mkdirSync(join(directory, "node_modules", "@gatehouse"), { recursive: true });
    for (const name of ["engine", "server", "cli"])
      symlinkSync(join(directory, "packages", name), join(directory, "node_modules", "@gatehouse", name));
    return cruise(directory, ["packages"]).summary.violations.map(({ rule, from, to }) => ({
      name: rule.name,
      from,
      to,
    }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * @typedef {{ from: string, to: string, rule: { name: string }, cycle?: { name: string }[] }} Violation
 * @param {string} directory
 * @param {string[]} folders
 * @returns {{ modules: { source: string }[], summary: { violations: Violation[] } }}
 */
function cruise(directory, folders) {
  const program = inRoot("node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const args = ["--config", inRoot(".dependency-cruiser.mjs"), "--output-type", "json", ...folders];
  // It exits with the number of violations; what it printed is complete all the same.
  try {
    return JSON.parse(
      execFileSync(process.execPath, [program, ...args], { cwd: directory, encoding: "utf8", maxBuffer: 2 ** 28 }),
    );
  } catch (error) {
    if (error instanceof Error && "stdout" in error && typeof error.stdout === "string" && error.stdout.startsWith("{"))
      return JSON.parse(error.stdout);
    throw error;
  }
}

/** @param {string} name */
const commentOn = (name) => config.forbidden?.find((rule) => rule.name === name)?.comment ?? "";
