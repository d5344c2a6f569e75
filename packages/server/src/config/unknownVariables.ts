import { usedVariables } from "./catalogue/index.ts";
import { aboutUnusedVariable, unusedVariableNames } from "./catalogue/unusedVariables.ts";
import type { Environment } from "./environment.ts";
import { type Findings, inPlain } from "./findings.ts";
import { isJsonObject, type Json } from "./json.ts";
import { nearestName } from "./nearest.ts";
import { unresolved } from "./references.ts";

/**
 * Lists LibreChat's variables that are not used, and warns of names that look like slips.
 * What the files refer to as `${VAR}` is the operator's own and is left alone. In the process environment, which is
 * full of foreign names, only longer names count as slips.
 */
export function lookOverVariables(environment: Environment, root: Json, findings: Findings): void {
  const used = new Set(Object.keys(usedVariables));
  const known = new Set([...used, ...unusedVariableNames]);
  const texts = [...textsIn(root), ...[...environment.entries()].map(([, found]) => found.text)];
  const referred = new Set(texts.flatMap(unresolved));
  for (const [name, found] of environment.entries()) {
    if (used.has(name)) continue;
    const about = aboutUnusedVariable(name);
    if (about !== undefined) {
      if (!referred.has(name)) findings.notUsed.push({ key: name, from: inPlain(found.origin), about });
      continue;
    }
    if (referred.has(name) || name.length < (found.origin.kind === "environment" ? 7 : 4)) continue;
    const nearest = nearestName(name, known, 2);
    if (nearest !== undefined)
      findings.warn(found.origin, `\`${name}\` is not a known variable and is ignored; did you mean \`${nearest}\`?`);
  }
}

function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
