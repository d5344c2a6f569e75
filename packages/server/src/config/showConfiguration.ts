import type { NotUsed } from "./findings.ts";
import type { Json } from "./json.ts";
import type { LoadedConfiguration } from "./loadSettings.ts";
import { secretTexts, shownValue } from "./masking.ts";

/** The configuration for machines (`gatehouse config show --json`); secrets are masked. */
export interface ShownConfiguration {
  files: readonly string[];
  values: readonly { key: string; value: Json; from: string; secret: boolean }[];
  notUsed: readonly NotUsed[];
  warnings: readonly string[];
}

export function configurationAsJson(loaded: LoadedConfiguration): ShownConfiguration {
  const secrets = secretTexts(loaded.sources);
  return {
    files: loaded.files,
    values: loaded.sources.map((source) => ({
      key: source.key,
      value: shownValue(source, secrets) ?? null,
      from: source.from,
      secret: source.secret,
    })),
    notUsed: loaded.notUsed,
    warnings: loaded.warnings,
  };
}

/** Key → value as it may be shown. */
export function shownValues(loaded: LoadedConfiguration): ReadonlyMap<string, Json> {
  const secrets = secretTexts(loaded.sources);
  return new Map(loaded.sources.map((source) => [source.key, shownValue(source, secrets) ?? null]));
}

/** The configuration for people: each effective value and where it comes from, what is not used, warnings. Secrets are masked. */
export function showConfiguration(loaded: LoadedConfiguration): string {
  const shown = configurationAsJson(loaded);
  const rows = shown.values.map(({ key, value, from }) => [key, inOneLine(value), from] as const);
  const widths = [widest(rows.map((row) => row[0])), widest(rows.map((row) => row[1]))] as const;
  const lines = [
    shown.files.length === 0 ? "No configuration file was read." : `Read: ${shown.files.join(", ")}`,
    "",
    ...rows.map(([key, value, from]) => `${key.padEnd(widths[0])}  ${value.padEnd(widths[1])}  ${from}`),
  ];
  if (shown.notUsed.length > 0) {
    const width = widest(shown.notUsed.map(({ key }) => key));
    lines.push("", "Not used (LibreChat's, for things that Gatehouse does not do):");
    lines.push(...shown.notUsed.map(({ key, about, from }) => `  ${key.padEnd(width)}  ${about} (${from})`));
  }
  if (shown.warnings.length > 0) lines.push("", "Warnings:", ...shown.warnings.map((warning) => `  ${warning}`));
  return `${lines.join("\n")}\n`;
}

const longest = 72;

function inOneLine(value: Json): string {
  if (value === null) return "(not set)";
  if (value === "") return "(empty)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // Control characters in a value must not steer the terminal.
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

const widest = (texts: readonly string[]) => Math.min(60, Math.max(0, ...texts.map((text) => text.length)));
