import {
  Findings,
  isJsonObject,
  isSeedingKey,
  type Json,
  type JsonObject,
  permissionSubKeys,
  readTypePattern,
  type Shape,
  shapeOf,
  TYPE_PATTERN,
} from "../../config/index.ts";
import { isIgnored } from "./merge.ts";

/** The sections that Gatehouse reads for each person, with what may be said in them. */
export const OVERRIDABLE = ["interface", "modelSpecs", "fileConfig", "balance", "endpoints.custom"] as const;
export const overridableSections: readonly string[] = OVERRIDABLE.map((one) => one.split(".")[0] ?? "");
/** Of an endpoint; where it is, what it is asked with and which models it has is the same for all. */
const OF_ENDPOINT: ReadonlySet<string> = new Set(["name", "modelDisplayLabel", "iconURL"]);

const DEEPEST = 24;
const MOST_VALUES = 2_000;
export const MOST_CHARACTERS = 64 * 1_024;

export interface Fault {
  path: string;
  /** What is wrong, in words that follow the path. */
  why: string;
}

/** What is wrong with a tree of overrides; empty: nothing. */
export function faultsIn(tree: JsonObject): Fault[] {
  const outOfBounds = boundsOf(tree);
  if (outOfBounds) return [outOfBounds];
  return Object.entries(tree).flatMap(([section, value]) => faultsInSection(section, value));
}

/** What is wrong with a path that is set or taken away; null: nothing. */
export function whyNotPath(path: string): string | null {
  const segments = path.split(".");
  if (
    path.length > 300 ||
    segments.length > DEEPEST ||
    segments.some((one) => one === "" || isIgnored(one) || one.includes("$"))
  )
    return "is not a path such as `interface.customWelcome`";
  const [section = "", key = "", sub = ""] = segments;
  if (!OVERRIDABLE.some((one) => one.split(".")[0] === section)) return whyNotSection(section);
  if (section === "endpoints")
    return key === "custom" && segments.length === 2
      ? null
      : "only `endpoints.custom`, as a whole list, can be overridden";
  if (section === "interface" && isSeedingKey(key)) {
    if (key !== "schedules" && (sub === "" || permissionSubKeys.has(sub))) return SEEDS;
  }
  return null;
}

const FILES = "fileConfig";
const TYPES = "supportedMimeTypes";
const SEEDS = "sets a permission, and overrides give none: change the features of the role";

/** Stops at the first: a tree may be as deep as a body. */
function boundsOf(tree: JsonObject): Fault | null {
  const waiting: { value: Json; path: string; depth: number }[] = [{ value: tree, path: "", depth: 0 }];
  let count = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path, depth } = next;
    if (++count > MOST_VALUES) return { path: "overrides", why: `holds more than ${MOST_VALUES} values` };
    if (depth > DEEPEST) return { path: path.slice(0, 200), why: `lies deeper than ${DEEPEST} levels` };
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      const here = path === "" ? key : `${path}.${key}`;
      if (isIgnored(key) || key.includes("$") || (key.includes(".") && depth < 2))
        return { path: here.slice(0, 200), why: "is no name of a setting" };
      waiting.push({ value: inner, path: here, depth: depth + 1 });
    }
  }
  const length = JSON.stringify(tree).length;
  return length > MOST_CHARACTERS
    ? { path: "overrides", why: `has ${length} characters, and ${MOST_CHARACTERS} can be kept` }
    : null;
}

function faultsInSection(section: string, value: Json): Fault[] {
  if (section === "endpoints") return faultsInEndpoints(value);
  if (!OVERRIDABLE.some((one) => one === section)) return [{ path: section, why: whyNotSection(section) }];
  const seeds = section === "interface" && isJsonObject(value) ? Object.entries(value).flatMap(seedsIn) : [];
  if (seeds.length > 0) return seeds;
  return [
    ...faultsByShape(section, value, shapeOf(section)),
    ...(section === FILES ? faultsInTypes(value, FILES) : []),
  ];
}

/** `schedules` is the one of them that also says what runs; here it shows a page, and gives nothing. */
function seedsIn([key, value]: [string, Json]): Fault[] {
  if (!isSeedingKey(key) || key === "schedules") return [];
  const path = `interface.${key}`;
  if (!isJsonObject(value)) return [{ path, why: SEEDS }];
  return Object.keys(value)
    .filter((sub) => permissionSubKeys.has(sub))
    .map((sub) => ({ path: `${path}.${sub}`, why: SEEDS }));
}

/**
 * Whoever tests a type against a pattern of regular expressions can be made to take forever, and all organizations wait for them: of overrides
 * only patterns are taken whose test takes no time.
 */
function faultsInTypes(value: Json, path: string): Fault[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = `${path}.${key}`;
    if (key !== TYPES || !Array.isArray(inner)) return faultsInTypes(inner, here);
    return (inner as readonly Json[]).flatMap((one, index) =>
      typeof one === "string" && readTypePattern(one) === undefined
        ? [{ path: `${here}[${index}]`, why: `is another pattern than overrides take; allowed: ${TYPE_PATTERN}` }]
        : [],
    );
  });
}

/** What was stored when more was taken, without the lists of types that are refused now. */
export function withoutRefusedTypes(tree: JsonObject): { overrides: JsonObject; leftOut: string[] } {
  const leftOut: string[] = [];
  const kept = (value: Json, path: string): Json => {
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]) => {
        const here = `${path}.${key}`;
        const isRefused = key === TYPES && faultsInTypes({ [key]: inner }, path).length > 0;
        if (isRefused) leftOut.push(here);
        return isRefused ? [] : [[key, kept(inner, here)] as const];
      }),
    );
  };
  const files = tree[FILES];
  return { overrides: files === undefined ? tree : { ...tree, [FILES]: kept(files, FILES) }, leftOut };
}

function faultsInEndpoints(value: Json): Fault[] {
  const custom = isJsonObject(value) ? value.custom : undefined;
  if (!isJsonObject(value) || !Array.isArray(custom) || Object.keys(value).length !== 1)
    return [{ path: "endpoints", why: "holds `custom`, a list, and nothing else, where it is overridden" }];
  return custom.flatMap((one: Json, index): Fault[] => {
    const path = `endpoints.custom[${index}]`;
    if (!isJsonObject(one) || typeof one.name !== "string" || one.name.trim() === "")
      return [{ path, why: "needs the `name` of its endpoint" }];
    const other = Object.keys(one).find((key) => !OF_ENDPOINT.has(key));
    if (other !== undefined)
      return [
        {
          path: `${path}.${other}`,
          why: "is the same for all: of an endpoint `modelDisplayLabel` and `iconURL` can be overridden",
        },
      ];
    return faultsByShape(path, one, shapeOf("endpoints")?.keys?.custom?.item);
  });
}

function whyNotSection(section: string): string {
  const shape = shapeOf(section);
  if (shape === undefined) return "is not a known section of librechat.yaml";
  if (shape.use === "unused") return `belongs to ${shape.about}, which Gatehouse does not do`;
  return `is the same for all; overridden are ${OVERRIDABLE.map((one) => `\`${one}\``).join(", ")}`;
}

/** INVARIANT: nothing of the environment is put in: `${JWT_SECRET}` stays as it is written. */
function faultsByShape(path: string, value: Json, shape: Shape<unknown> | undefined): Fault[] {
  const findings = new Findings();
  shape?.read(value, path, {
    findings,
    originOf: () => ({ kind: "database" }),
    expand: (same) => same,
    placeOfKey: () => undefined,
  });
  const unused = findings.notUsed
    .filter(({ key }) => !key.startsWith("interface.schedules."))
    .map(({ key, about }) => ({ path: key, why: `belongs to ${about}, which Gatehouse does not do` }));
  return [
    ...findings.problems.map(({ key, found, allowed }) => ({
      path: key ?? path,
      why: `is ${found}; allowed: ${allowed}`,
    })),
    ...findings.warnings.map((warning) => ({ path, why: warning.replace(/^database: /, "") })),
    ...unused,
  ];
}
