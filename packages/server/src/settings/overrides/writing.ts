import type { JsonObject } from "../../config/index.ts";
import { problem } from "../../http/problem.ts";
import { type Said, withField, withoutField, withTombstone } from "./fields.ts";
import { type Fault, faultsIn, whyNotPath } from "./overridable.ts";
import type { FieldsBody, OverrideBody } from "./schemas.ts";

const MOST_TOMBSTONES = 200;
const MOST_TOLD = 20;

export interface Wish extends Said {
  priority: number;
  isActive: boolean;
}

export const USUAL: Wish = { overrides: {}, tombstones: [], priority: 10, isActive: true };

/** The whole document as it is wished. @throws {Problem} `request-invalid` */
export function wishOf(before: Wish, { priority, overrides, tombstones, isActive }: OverrideBody): Wish {
  const wish = {
    overrides: overrides as JsonObject, // as JSON brought it
    tombstones: [...new Set(tombstones ?? before.tombstones)].sort(),
    priority: priority ?? before.priority,
    isActive: isActive ?? before.isActive,
  };
  requireFitting(wish);
  return wish;
}

/** The document with single fields otherwise. @throws {Problem} `request-invalid` */
export function withFields(before: Wish, { set, unset, remove, priority, isActive }: FieldsBody): Wish {
  const paths = [...set.map(({ path }) => path), ...unset, ...remove];
  if (new Set(paths).size !== paths.length)
    throw problem("request-invalid", { detail: "a path is named twice: each is set, unset or removed once" });
  for (const path of paths) requirePath(path);
  let said: Said = before;
  for (const { path, value } of set) said = withField(said, path, value as JsonObject); // as JSON brought it
  for (const path of unset) said = withoutField(said, path);
  for (const path of remove) said = withTombstone(said, path);
  const wish = { ...said, priority: priority ?? before.priority, isActive: isActive ?? before.isActive };
  requireFitting(wish);
  return wish;
}

function requireFitting({ overrides, tombstones }: Said): void {
  if (tombstones.length > MOST_TOMBSTONES)
    throw problem("request-invalid", { detail: `\`tombstones\`: at most ${MOST_TOMBSTONES}` });
  for (const path of tombstones) requirePath(path);
  const faults = faultsIn(overrides);
  if (faults.length > 0) throw unfit(faults);
}

function requirePath(path: string): void {
  const why = whyNotPath(path);
  if (why !== null) throw unfit([{ path, why }]);
}

function unfit(faults: readonly Fault[]) {
  const told = faults.slice(0, MOST_TOLD);
  return problem("request-invalid", {
    detail: told
      .map(({ path, why }) => `\`${path}\` ${why}`)
      .join("; ")
      .slice(0, 2_000),
    extra: { errors: told.map(({ path, why }) => ({ path, message: why })) },
  });
}
