import type { Environment } from "./environment.ts";

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${VAR}` (and `${VAR:-default}`) in a text of the YAML file, as LibreChat does it:
 * what is not set, or is empty, stays as it is written.
 */
export function expandReferences(text: string, environment: Environment): string {
  if (!text.includes("${")) return text;
  return text.replace(
    reference,
    (whole, name: string, otherwise: string | undefined) => environment.get(name)?.text ?? otherwise ?? whole,
  );
}

/** The names that a text still refers to. */
export function unresolved(text: string): string[] {
  return [...text.matchAll(reference)].map((match) => match[1] ?? "");
}

/** The same for connection strings in variables, as Docker Compose does it: empty is a value, what is absent is an error. */
export function expandConnection(text: string, environment: Environment): { text: string; missing: string[] } {
  const missing: string[] = [];
  const expanded = text.replace(reference, (whole, name: string, otherwise: string | undefined) => {
    const value = environment.get(name)?.text ?? otherwise ?? (environment.has(name) ? "" : undefined);
    if (value === undefined) missing.push(name);
    return value ?? whole;
  });
  return { text: expanded, missing };
}
