import { realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { editing } from "./catalogue/editing.ts";
import { variableGroups } from "./catalogue/index.ts";
import { unusedVariableGroups } from "./catalogue/unusedVariables.ts";
import { yamlFile } from "./catalogue/yaml.ts";
import type { Shape } from "./shapes.ts";
import type { Variable } from "./variables.ts";

/** `docs/reference/settings.md`, made from the catalogues. Written by running this file; a test fails when the page is stale. */
export function settingsReference(): string {
  return [
    "# Settings",
    "",
    "<!-- Made by `node --conditions=gatehouse-source packages/server/src/config/reference.ts`; do not edit. -->",
    "",
    "How the files are found and read, and what happens with mistakes: [Configuration](../guides/configuration.md).",
    "",
    "## Environment and `.env`",
    "",
    "An empty variable counts as not set. Numbers may be written as arithmetic (`1000 * 60 * 15`).",
    "The last column says when a change in the browser counts ([Settings](../guides/settings.md)); – : it is set where the server runs only.",
    "Of the file's keys `registration.allowedDomains` and `registration.socialLogins` can be changed there as well, at once.",
    ...variableGroups.flatMap(({ title, variables }) => ["", `### ${title}`, "", ...variableTable(variables)]),
    "",
    "## librechat.yaml",
    "",
    "Keys that are read or handed on. A key of `interface` that carries a permission's name sets that feature of the role USER.",
    "",
    ...yamlTable(yamlFile),
    "",
    "## Recognised and not used",
    "",
    "Keys of LibreChat for things that Gatehouse does not do. They are listed by `gatehouse config show` and change nothing.",
    "",
    "In `librechat.yaml`:",
    "",
    ...unusedKeys(yamlFile),
    "",
    "In the environment:",
    "",
    ...Object.entries(unusedVariableGroups).map(([about, names]) => `- ${about}: ${names.map(code).join(", ")}`),
    "",
  ].join("\n");
}

/** The page, from where this file stands in the repository. */
export const referencePage = fileURLToPath(new URL("../../../../docs/reference/settings.md", import.meta.url));

function variableTable(variables: Readonly<Record<string, Variable<unknown>>>): string[] {
  const rows = Object.entries(variables).map(([name, variable]) =>
    row([
      code(name),
      defaultOf(variable),
      variable.kind.allowed,
      variable.about + (variable.secret ? " *Secret.*" : ""),
      editing.get(name) ?? "–",
    ]),
  );
  return [
    row(["variable", "default", "allowed", "meaning", "takes effect"]),
    row(["---", "---", "---", "---", "---"]),
    ...rows,
  ];
}

function defaultOf(variable: Variable<unknown>): string {
  if (variable.otherwise !== undefined) return variable.otherwise;
  return variable.default === undefined || variable.default === "" ? "–" : code(String(variable.default));
}

function yamlTable(shape: Shape<unknown>): string[] {
  const rows = leaves(shape, "")
    .filter(({ leaf }) => leaf.use !== "unused")
    .map(({ path, leaf }) => row([code(path), leaf.allowed, leaf.about]));
  return [row(["key", "allowed", "meaning"]), row(["---", "---", "---"]), ...rows];
}

function unusedKeys(shape: Shape<unknown>): string[] {
  const groups = Map.groupBy(
    leaves(shape, "").filter(({ leaf }) => leaf.use === "unused"),
    ({ leaf }) => leaf.about,
  );
  return [...groups].map(([about, keys]) => `- ${about}: ${keys.map(({ path }) => code(path)).join(", ")}`);
}

/** Every place of the file that is no mere container; what has a short form as well is named by both. */
function leaves(shape: Shape<unknown>, path: string): { path: string; leaf: Shape<unknown> }[] {
  const inner = Object.entries(shape.keys ?? {}).flatMap(([name, key]) =>
    leaves(key, path === "" ? name : `${path}.${name}`),
  );
  const items = shape.item === undefined ? [] : leaves(shape.item, `${path}[]`);
  if (shape.item !== undefined && items.length === 1) return [{ path, leaf: shape }];
  const ownForm = shape.keys === undefined && shape.item === undefined ? true : shape.allowed.includes(", or ");
  return [...(ownForm ? [{ path, leaf: shape }] : []), ...inner, ...items];
}

const code = (text: string) => `\`${text}\``;
const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

const startedAs = process.argv[1];
if (startedAs !== undefined && realpathSync(startedAs) === fileURLToPath(import.meta.url))
  writeFileSync(referencePage, settingsReference());
