import type { Environment } from "./environment.ts";
import { type Findings, placeOf } from "./findings.ts";
import type { Json } from "./json.ts";
import type { Kind } from "./kinds.ts";
import { expandConnection } from "./references.ts";

/** An environment variable that Gatehouse reads. */
export interface Variable<T> {
  kind: Kind<T & Json>;
  /** What it is when not set; undefined: nothing, or as `otherwise` says. */
  default: T;
  /** How the reference writes the default, where the value alone would not say it. */
  otherwise?: string;
  about: string;
  secret?: boolean;
  /** Generated into the data directory where it is not set. */
  generated?: boolean;
  /** `${VAR}` in it is replaced, as Docker Compose does it with connection strings. */
  expand?: boolean;
}

type Traits = Pick<Variable<unknown>, "otherwise" | "secret" | "generated" | "expand">;

/** A variable with a default. */
export const set = <T extends Json>(kind: Kind<T>, byDefault: T, about: string, traits: Traits = {}): Variable<T> => ({
  kind,
  default: byDefault,
  about,
  ...traits,
});

/** A variable that may be left unset. */
export const unset = <T extends Json>(kind: Kind<T>, about: string, traits: Traits = {}): Variable<T | undefined> => ({
  kind,
  default: undefined,
  about,
  ...traits,
});

export type Values<Catalogue> = {
  readonly [Name in keyof Catalogue]: Catalogue[Name] extends Variable<infer T> ? T : never;
};

/** Reads every variable of a catalogue, records where each value comes from, and every wrong one as a problem. */
export function readVariables<Catalogue extends Record<string, Variable<unknown>>>(
  catalogue: Catalogue,
  environment: Environment,
  findings: Findings,
): Values<Catalogue> {
  const values = Object.entries(catalogue).map(([name, variable]) => [
    name,
    readVariable(name, variable, environment, findings),
  ]);
  return Object.fromEntries(values) as Values<Catalogue>; // each by the kind that the catalogue gives it
}

function readVariable(
  name: string,
  variable: Variable<unknown>,
  environment: Environment,
  findings: Findings,
): unknown {
  const secret = variable.secret ?? false;
  const found = environment.get(name);
  if (found === undefined) {
    const value = variable.default === undefined ? undefined : (variable.default as Json);
    findings.effective(name, value, { kind: variable.generated ? "generated" : "default" }, secret);
    return value;
  }
  const expanded = variable.expand ? expandConnection(found.text, environment) : { text: found.text, missing: [] };
  if (expanded.missing.length > 0) {
    const names = expanded.missing.map((missing) => `\`\${${missing}}\``).join(", ");
    findings.problems.push({
      ...placeOf(found.origin),
      key: name,
      found: `a text with ${names}, which is not set`,
      allowed: `${variable.kind.allowed}, referring to variables that are set`,
    });
    return variable.default;
  }
  const value = variable.kind.fromText(expanded.text);
  if (value === undefined) findings.wrong(name, expanded.text, found.origin, variable.kind.allowed, secret);
  else findings.effective(name, value, found.origin, secret);
  return value ?? variable.default;
}
