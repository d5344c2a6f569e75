import { editing } from "./catalogue/editing.ts";
import { usedVariables } from "./catalogue/index.ts";
import { type LibreChatYaml, yamlFile } from "./catalogue/yaml.ts";
import { Findings } from "./findings.ts";
import type { Json } from "./json.ts";
import type { Shape } from "./shapes.ts";

/** Settings of the browser by their keys, each as its variable would be written, lists as JSON. */
export type StoredSettings = Readonly<Record<string, string>>;

const isOfFile = (key: string): boolean => key.includes(".");

/** What would be wrong with a value; null: nothing. */
export function whyNotStored(key: string, text: string): string | null {
  if (!editing.has(key)) return "cannot be changed here";
  if (isOfFile(key)) {
    const findings = new Findings();
    readOfFile(key, text, findings);
    return findings.problems[0]?.allowed ?? null;
  }
  const kind = usedVariables[key]?.kind;
  return kind === undefined || kind.fromText(text) === undefined ? (kind?.allowed ?? "cannot be changed here") : null;
}

/** Those that a later version takes no more warn, and do not stop a start. */
export function variablesStored(stored: StoredSettings, findings: Findings): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, text] of Object.entries(stored)) {
    const why = whyNotStored(key, text);
    if (why !== null) findings.warnings.push(`database: \`${key}\` is left aside: ${why}`);
    else if (!isOfFile(key)) kept[key] = text;
  }
  return kept;
}

/** The file with what is stored beneath it: what the file says in so many words counts. */
export function fileAboveStored(yaml: LibreChatYaml, stored: StoredSettings, findings: Findings): LibreChatYaml {
  const registration: Record<string, unknown> = { ...yaml.registration };
  for (const [key, text] of Object.entries(stored)) {
    if (!isOfFile(key) || whyNotStored(key, text) !== null) continue;
    const name = key.slice(key.indexOf(".") + 1);
    if (registration[name] === undefined) registration[name] = readOfFile(key, text, findings);
  }
  if (Object.keys(registration).length === 0) return yaml;
  return { ...yaml, registration: registration as NonNullable<LibreChatYaml["registration"]> }; // read by its own shapes
}

/** The shape of a key of the file. */
export function shapeOf(key: string): Shape<unknown> | undefined {
  let shape: Shape<unknown> | undefined = yamlFile;
  for (const name of key.split(".")) shape = shape?.keys?.[name];
  return shape;
}

function readOfFile(key: string, text: string, findings: Findings): unknown {
  const origin = { kind: "database" } as const;
  let given: Json;
  try {
    given = JSON.parse(text);
  } catch {
    given = text;
  }
  return shapeOf(key)?.read(given, key, {
    findings,
    originOf: () => origin,
    expand: (same) => same,
    placeOfKey: () => undefined,
  });
}
