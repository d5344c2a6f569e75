import { isBuiltInName, type Settings } from "../../../config/index.ts";
import { problem } from "../../../http/problem.ts";

/** Whether librechat.yaml names an endpoint so, usable or not: then that one counts. */
export const isOfFile = (settings: Settings, name: string): boolean =>
  settings.endpoints.custom.some((endpoint) => endpoint.name === name);

/** What calls of ours end with where others have an endpoint's name, and what objects have of themselves. */
const isTaken = (name: string): boolean => ["abort", "echo"].includes(name.toLowerCase()) || name in {};

/** Names that people would take for each other are one. */
const folded = (name: string): string => name.normalize("NFKC").toLowerCase();

/** @param others those that are in the console @throws {Problem} `already-exists`, `request-invalid` */
export function requireFree(settings: Settings, others: readonly { name: string }[], name: string): void {
  if (isBuiltInName(name) || isTaken(name))
    throw problem("request-invalid", { detail: `\`name\`: \`${name}\` is the name of something built in` });
  const isLike = (one: { name: string }) => folded(one.name) === folded(name);
  if (settings.endpoints.custom.some(isLike))
    throw problem("already-exists", { detail: `librechat.yaml has an endpoint named \`${name}\`` });
  if (others.some(isLike)) throw problem("already-exists", { detail: `there is an endpoint named \`${name}\`` });
}
