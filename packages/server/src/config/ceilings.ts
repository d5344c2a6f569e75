import type { ceilingVariables } from "./catalogue/identity.ts";

type Switch = Exclude<keyof typeof ceilingVariables, "ALLOW_SHARED_LINKS_PUBLIC">;

/** Switch → the permission types that its `false` takes from everybody (docs/roles.md, "Ceilings"). */
const takenAway: readonly (readonly [Switch, readonly string[]])[] = [
  ["ALLOW_AGENTS", ["AGENTS", "MARKETPLACE", "REMOTE_AGENTS"]],
  ["ALLOW_PROMPTS", ["PROMPTS"]],
  ["ALLOW_BOOKMARKS", ["BOOKMARKS"]],
  ["ALLOW_SHARED_LINKS", ["SHARED_LINKS"]],
];

/** The permission types whose ceiling is down, sorted. */
export function ceilings(switches: Readonly<Record<Switch, boolean>>): string[] {
  return takenAway.flatMap(([name, types]) => (switches[name] ? [] : types)).sort();
}
