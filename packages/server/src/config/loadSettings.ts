import { resolve } from "node:path";
import { buildSettings } from "./buildSettings.ts";
import { type LibreChatYaml, yamlFile } from "./catalogue/yaml.ts";
import { deepFreeze } from "./deepFreeze.ts";
import { type Environment, type Found, mergeEnvironment, parseDotenv } from "./environment.ts";
import { Findings, type NotUsed, type Source } from "./findings.ts";
import type { Json } from "./json.ts";
import { ConfigurationError } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { fileAboveStored, type StoredSettings, variablesStored } from "./storedSettings.ts";
import { type ReadFile, readTextFile } from "./textFile.ts";
import { lookOverVariables } from "./unknownVariables.ts";
import { readYaml } from "./yamlReading.ts";

export interface LoadOptions {
  /** The variables of the process. */
  env: Readonly<Record<string, string | undefined>>;
  /** Where `.env` and `librechat.yaml` are looked for, and what relative paths mean. */
  cwd: string;
  /** For tests; default: the file system. */
  readFile?: ReadFile;
  /** What was set in the browser: beneath the environment and the file. Default: nothing. */
  stored?: StoredSettings;
}

export interface LoadedConfiguration {
  /** Frozen, all the way down. */
  settings: Settings;
  /** Each effective value, and where it comes from. Holds secrets: show it with `showConfiguration`. */
  sources: readonly Source[];
  /** LibreChat's keys that were found and belong to things that Gatehouse does not do. */
  notUsed: readonly NotUsed[];
  warnings: readonly string[];
  /** The files that were read, as absolute paths. */
  files: readonly string[];
}

/** Far above every real file; what is larger is none. */
const largestDotenv = 256 * 1024;
const largestYaml = 512 * 1024;

/**
 * Reads `.env`, the environment (which wins) and the YAML file at `CONFIG_PATH` (default `librechat.yaml`, which may be absent); what is stored
 * counts where these say nothing.
 * Nothing is written, nothing generated, no network used.
 * @throws {ConfigurationError} with every wrong value at once; unknown keys only warn
 */
export function loadSettings(options: LoadOptions): LoadedConfiguration {
  const findings = new Findings();
  const files: string[] = [];
  const given = mergeEnvironment(options.env, readDotenv(options, findings, files));
  const { yaml: ofFile, root } = readYamlFile(options, given, findings, files);
  const { stored = {} } = options;
  const environment = given.above(variablesStored(stored, findings));
  const yaml = fileAboveStored(ofFile, stored, findings);
  const settings = buildSettings({ environment, yaml, root, cwd: options.cwd, findings });
  lookOverVariables(environment, root, findings);
  if (findings.problems.length > 0) throw new ConfigurationError(findings.problems);
  return deepFreeze({
    settings,
    sources: findings.sources(),
    notUsed: findings.notUsed,
    warnings: findings.warnings,
    files,
  });
}

/**
 * One variable as the environment (which wins) or `.env` has it: of LibreChat's, which are no settings here. Absent or empty: undefined.
 * @throws {ConfigurationError} where `.env` cannot be read
 */
export function loadVariable(options: LoadOptions, name: string): string | undefined {
  const findings = new Findings();
  const given = mergeEnvironment(options.env, readDotenv(options, findings, []));
  if (findings.problems.length > 0) throw new ConfigurationError(findings.problems);
  return given.get(name)?.text;
}

function readDotenv(options: LoadOptions, findings: Findings, files: string[]): Map<string, Found> {
  const path = resolve(options.cwd, ".env");
  const file = readTextFile(path, ".env", largestDotenv, options.readFile);
  if ("problem" in file) findings.problems.push(file.problem);
  if (!("text" in file)) return new Map();
  files.push(path);
  return parseDotenv(file.text, ".env");
}

const defaultYaml = "librechat.yaml";

function readYamlFile(
  options: LoadOptions,
  environment: Environment,
  findings: Findings,
  files: string[],
): { yaml: LibreChatYaml; root: Json } {
  const nothing = { yaml: {}, root: {} };
  const named = environment.get("CONFIG_PATH");
  const given = named?.text ?? defaultYaml;
  findings.effective("CONFIG_PATH", given, named?.origin ?? { kind: "default" });
  if (named !== undefined && /^[a-z][a-z0-9+.-]+:\/\//i.test(given)) {
    findings.wrong(
      "CONFIG_PATH",
      given,
      named.origin,
      "the path of a file (download it first: a start must not hang on another server)",
    );
    return nothing;
  }
  const path = resolve(options.cwd, given);
  const file = readTextFile(path, given, largestYaml, options.readFile);
  if ("problem" in file) findings.problems.push(file.problem);
  if ("missing" in file && named !== undefined)
    findings.wrong("CONFIG_PATH", given, named.origin, `a file that exists (looked for ${path})`);
  if (!("text" in file)) return nothing;
  files.push(path);
  return readYaml(file.text, given, yamlFile, environment, findings) ?? nothing;
}
