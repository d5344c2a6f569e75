import type { Environment } from "./environment.ts";
import type { Findings, Origin } from "./findings.ts";
import type { Json } from "./json.ts";
import { expandReferences } from "./references.ts";
import type { Shape, YamlReading } from "./shapes.ts";
import { parseYaml } from "./yamlFile.ts";

/**
 * Reads a YAML text by its shape; an empty file is an empty object.
 * @returns the typed reading, and the file as it is with `${VAR}` left in; undefined if it is no YAML
 */
export function readYaml<T>(
  text: string,
  file: string,
  shape: Shape<T>,
  environment: Environment,
  findings: Findings,
): { yaml: T; root: Json } | undefined {
  const parsed = parseYaml(text, file);
  if ("problems" in parsed) {
    findings.problems.push(...parsed.problems);
    return undefined;
  }
  const root = parsed.value ?? {};
  const originOf = (path: string): Origin => ({ kind: "file", file, line: parsed.lines.get(path) ?? 1 });
  if (typeof root !== "object" || Array.isArray(root)) {
    findings.problems.push({
      file,
      line: 1,
      key: null,
      found: "the file holds no keys",
      allowed: "`key: value` lines, as in librechat.yaml",
    });
    return undefined;
  }
  const places = placesOfKeys(shape, "");
  const reading: YamlReading = {
    findings,
    originOf,
    expand: (given) => expandReferences(given, environment),
    placeOfKey: (name) => places.get(name),
  };
  const yaml = shape.read(root, "", reading);
  return yaml === undefined ? undefined : { yaml, root };
}

/** The name of each key → where it first stands; to say where a key belongs that stands at the wrong level. */
function placesOfKeys(shape: Shape<unknown>, path: string, places = new Map<string, string>()): Map<string, string> {
  for (const [name, inner] of Object.entries(shape.keys ?? {})) {
    const here = path === "" ? name : `${path}.${name}`;
    if (!places.has(name)) places.set(name, here);
    placesOfKeys(inner, here, places);
  }
  if (shape.item !== undefined) placesOfKeys(shape.item, `${path}[]`, places);
  return places;
}
