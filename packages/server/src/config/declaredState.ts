import { createHash } from "node:crypto";
import { canonicalJson } from "./json.ts";
import type { Settings } from "./settings.ts";

/**
 * What configuration says about the permission state. Equal declarations are equal texts (`canonicalJson`), whatever the
 * order in the files; it holds no secrets, so it may be stored and logged.
 */
export interface DeclaredState {
  /** Permission types that are down, sorted. */
  ceilings: readonly string[];
  publicLinks: boolean;
  /** `AGENTS.USE` → on or off, for the role USER; only what the file names. */
  features: Readonly<Record<string, boolean>>;
  /** `model:<id>` → the endpoint and the name there; open resources that belong to the organization. */
  models: Readonly<Record<string, { readonly endpoint: string; readonly model: string }>>;
}

export function declaredState(settings: Settings): DeclaredState {
  return {
    ceilings: [...settings.ceilings].sort(),
    publicLinks: settings.publicLinks,
    features: Object.fromEntries(settings.featureSeeds.map(({ feature, on }) => [feature, on])),
    models: Object.fromEntries(settings.models.map(({ id, endpoint, model }) => [`model:${id}`, { endpoint, model }])),
  };
}

/** 64 hexadecimal digits, the same for equal declarations. */
export function declaredStateHash(state: DeclaredState): string {
  return createHash("sha256")
    .update(canonicalJson({ ...state }))
    .digest("hex");
}

/** What has to be changed so that a state in which `before` was applied follows `after`. */
export interface DeclaredDifference {
  ceilingsDown: readonly string[];
  ceilingsUp: readonly string[];
  /** Undefined: as it was. */
  publicLinks: boolean | undefined;
  /** Features of USER to set. One that the file no longer names stays as it is, and does so when the file names it again as it did. */
  features: readonly { readonly feature: string; readonly on: boolean }[];
  modelsAdded: readonly string[];
  /** No longer named. Their ids are never used for anything else, and a restriction of theirs must outlive an absence. */
  modelsGone: readonly string[];
}

type Declared = Omit<DeclaredState, "publicLinks"> & { publicLinks: boolean | undefined };

/**
 * The declarations that are new or other than those last applied; `before` is null on the first start.
 * Only these are applied, so that a start never undoes an administrator's later change of something that the file said
 * all along (decision model, "Change").
 */
export function declaredDifference(before: DeclaredState | null, after: DeclaredState): DeclaredDifference {
  const last: Declared = before ?? { ceilings: [], publicLinks: undefined, features: {}, models: {} };
  return {
    ceilingsDown: after.ceilings.filter((type) => !last.ceilings.includes(type)),
    ceilingsUp: last.ceilings.filter((type) => !after.ceilings.includes(type)),
    publicLinks: after.publicLinks === last.publicLinks ? undefined : after.publicLinks,
    features: Object.entries(after.features)
      .filter(([feature, on]) => last.features[feature] !== on)
      .map(([feature, on]) => ({ feature, on })),
    modelsAdded: Object.keys(after.models).filter((name) => !Object.hasOwn(last.models, name)),
    modelsGone: Object.keys(last.models).filter((name) => !Object.hasOwn(after.models, name)),
  };
}

/**
 * What is kept as applied: what is declared now, and what was ever said of features that nothing is said of now. A start without the file, from
 * another folder say, forgets nothing, so that the file, once it is back, says nothing new.
 */
export const remembered = (before: DeclaredState | null, after: DeclaredState): DeclaredState => ({
  ...after,
  features: { ...before?.features, ...after.features },
});

/** Reads a stored declaration back; null if it is none. */
export function parseDeclaredState(text: string): DeclaredState | null {
  try {
    const value: unknown = JSON.parse(text);
    return isDeclaredState(value) ? value : null;
  } catch {
    return null;
  }
}

function isDeclaredState(value: unknown): value is DeclaredState {
  if (typeof value !== "object" || value === null) return false;
  if (!("ceilings" in value && "publicLinks" in value && "features" in value && "models" in value)) return false;
  return (
    Array.isArray(value.ceilings) &&
    typeof value.publicLinks === "boolean" &&
    isMap(value.features) &&
    isMap(value.models)
  );
}

const isMap = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
