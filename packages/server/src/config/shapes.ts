import { type Findings, inPlain, type Origin } from "./findings.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import type { Kind } from "./kinds.ts";
import { nearestName } from "./nearest.ts";
import { inWords } from "./problem.ts";

/** What reads one place of a YAML file. */
export interface Shape<T> {
  /** In words, for messages and the reference. */
  allowed: string;
  about: string;
  /** `unused`: LibreChat's, for something that Gatehouse does not do. */
  use: "read" | "kept" | "unused";
  keys?: Readonly<Record<string, Shape<unknown>>>;
  item?: Shape<unknown>;
  /** @returns undefined where the value is wrong (a problem is recorded) or not used */
  read(value: Json, path: string, into: YamlReading): T | undefined;
}

export interface YamlReading {
  findings: Findings;
  /** Where the value at a path stands. */
  originOf(path: string): Origin;
  /** Replaces `${VAR}`; what is not set stays as it is. */
  expand(text: string): string;
  /** The nearest place where a key of that name is known, for keys that stand at the wrong level. */
  placeOfKey(name: string): string | undefined;
}

/** A single value. */
export function value<T extends Json>(kind: Kind<T>, about: string, options: { secret?: boolean } = {}): Shape<T> {
  const secret = options.secret ?? false;
  return {
    allowed: kind.allowed,
    about,
    use: "read",
    read(given, path, into) {
      const expanded = typeof given === "string" ? into.expand(given) : given;
      const result = kind.fromYaml(expanded);
      const origin = into.originOf(path);
      if (result === undefined) into.findings.wrong(path, expanded, origin, kind.allowed, secret);
      else into.findings.effective(path, result, origin, secret);
      return result;
    },
  };
}

type Read<Keys> = { -readonly [Key in keyof Keys]?: Keys[Key] extends Shape<infer T> ? T : never };

/** An object of known keys. Others warn, with the nearest known name, and are left out. A key without a value counts as absent. */
export function object<Keys extends Record<string, Shape<unknown>>>(keys: Keys, about: string): Shape<Read<Keys>> {
  const names = Object.keys(keys);
  const allowed = `an object with ${names
    .slice(0, 6)
    .map((name) => `\`${name}\``)
    .join(", ")}${names.length > 6 ? " …" : ""}`;
  return {
    allowed,
    about,
    use: "read",
    keys,
    read(given, path, into) {
      if (!isJsonObject(given)) {
        into.findings.wrong(path, given, into.originOf(path), allowed);
        return undefined;
      }
      const result: Record<string, unknown> = {};
      for (const [name, inner] of Object.entries(given)) {
        const here = path === "" ? name : `${path}.${name}`;
        const shape = Object.hasOwn(keys, name) ? keys[name] : undefined;
        if (shape === undefined) warnUnknown(name, here, names, into);
        else if (inner === null)
          into.findings.warn(into.originOf(here), `\`${here}\` is empty and counts as not given`);
        else {
          const read = shape.read(inner, here, into);
          if (read !== undefined) result[name] = read;
        }
      }
      return result as Read<Keys>; // built key by key from the shapes of these very keys
    },
  };
}

/** Names with `x-` in front are by custom a place for anchors and notes. */
function warnUnknown(name: string, path: string, siblings: readonly string[], into: YamlReading): void {
  if (name.startsWith("x-")) return;
  const exact = into.placeOfKey(name);
  const nearest = nearestName(name, siblings, Math.max(2, Math.floor(name.length / 3)));
  const hint =
    nearest !== undefined
      ? `did you mean \`${nearest}\`?`
      : exact !== undefined
        ? `there is \`${exact}\``
        : nearestOfAll(name, siblings);
  into.findings.warn(into.originOf(path), `\`${path}\` is not a known key and is ignored; ${hint}`);
}

const nearestOfAll = (name: string, siblings: readonly string[]) =>
  `the nearest known name is \`${nearestName(name, siblings, Number.MAX_SAFE_INTEGER) ?? ""}\``;

export function list<T>(item: Shape<T>, about: string): Shape<T[]> {
  return {
    allowed: `a list (each: ${item.allowed})`,
    about,
    use: "read",
    item,
    read(given, path, into) {
      if (!Array.isArray(given)) {
        into.findings.wrong(path, given, into.originOf(path), this.allowed);
        return undefined;
      }
      const read = given.map((inner: Json, index) => item.read(inner, `${path}[${index}]`, into));
      if (read.every((entry) => typeof entry !== "object")) {
        // A list of single values is one effective value, not one for each.
        const items = given.map((_, index) => `${path}[${index}]`);
        const values = items.map((place) => into.findings.source(place)?.value ?? null);
        for (const place of items) into.findings.forget(place);
        into.findings.effective(path, values, into.originOf(path));
      }
      return read.every((entry): entry is T & {} => entry !== undefined) ? read : undefined;
    },
  };
}

/** An object whose keys the operator chooses: each of them one of the same shape. */
export function named<T>(item: Shape<T>, about: string): Shape<Record<string, T>> {
  const allowed = `an object of names (each: ${item.allowed})`;
  return {
    allowed,
    about,
    use: "read",
    keys: { "*": item },
    read(given, path, into) {
      if (!isJsonObject(given)) {
        into.findings.wrong(path, given, into.originOf(path), allowed);
        return undefined;
      }
      const result: [string, T][] = [];
      for (const [name, inner] of Object.entries(given)) {
        const read = inner === null ? undefined : item.read(inner, `${path}.${name}`, into);
        if (read !== undefined) result.push([name, read]);
      }
      return Object.fromEntries(result);
    },
  };
}

/** A value that may also be written as an object (as LibreChat's features are), or as a list. */
export function either<A, B>(single: Shape<A>, whole: Shape<B>, about: string): Shape<A | B> {
  const allowed = `${single.allowed}, or ${whole.allowed}`;
  const isWhole = (given: Json) => (whole.item === undefined ? isJsonObject(given) : Array.isArray(given));
  return {
    allowed,
    about,
    use: "read",
    ...(whole.keys === undefined ? {} : { keys: whole.keys }),
    ...(whole.item === undefined ? {} : { item: whole.item }),
    read(given, path, into) {
      if (isWhole(given)) return whole.read(given, path, into);
      if (typeof given !== "object") {
        const before = into.findings.problems.length;
        const read = single.read(given, path, into);
        for (const problem of into.findings.problems.slice(before)) problem.allowed = allowed;
        return read;
      }
      into.findings.wrong(path, given, into.originOf(path), allowed);
      return undefined;
    },
  };
}

/** A list or an object that is kept as it is and handed on. */
export function kept(
  what: "object" | "list",
  about: string,
  options: { expand?: boolean; secret?: boolean } = {},
): Shape<JsonObject | readonly Json[]> {
  const allowed = what === "object" ? "an object" : "a list";
  return {
    allowed,
    about,
    use: "kept",
    read(given, path, into) {
      const origin = into.originOf(path);
      const whole = options.expand ? expandAll(given, into) : given;
      if (typeof whole !== "object" || whole === null || (what === "list") !== Array.isArray(whole)) {
        into.findings.wrong(path, given, origin, allowed, options.secret);
        return undefined;
      }
      // Large and handed on unread: the list of effective values names it, without all that is in it.
      const shown = Array.isArray(whole) ? inWords(whole) : `an object of ${Object.keys(whole).length}`;
      into.findings.effective(path, options.secret ? whole : `(${shown})`, origin, options.secret);
      return whole;
    },
  };
}

/** Replaces `${VAR}` in every text. */
export function expandAll(value: Json, into: Pick<YamlReading, "expand">): Json {
  if (typeof value === "string") return into.expand(value);
  if (Array.isArray(value)) return value.map((inner: Json) => expandAll(inner, into));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expandAll(inner, into)]));
}

/** Belongs to something that Gatehouse does not do: recognised, listed, and otherwise left alone, whatever it holds. */
export function unused(about: string): Shape<never> {
  return {
    allowed: "anything",
    about,
    use: "unused",
    read(_given, path, into) {
      into.findings.notUsed.push({ key: path, from: inPlain(into.originOf(path)), about });
      return undefined;
    },
  };
}
