import type { PromptToUse } from "../../api/prompts.ts";

/** Does what was typed into an empty field ask for the list of prompts? A path or a sentence that begins with a slash does not. */
export const asksForPrompts = (before: string, after: string): boolean => before === "" && /^\/[^\s/]*$/.test(after);

/** Those with the search in their command or name: commands that begin with it come first, then names that do. */
export function matchingPrompts(prompts: readonly PromptToUse[], search: string): PromptToUse[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return [...prompts];
  return prompts
    .map((prompt) => ({ prompt, place: placeOf(prompt, wanted) }))
    .filter(({ place }) => place < NOWHERE)
    .sort((a, b) => a.place - b.place)
    .map(({ prompt }) => prompt);
}

const NOWHERE = 4;

function placeOf({ name, command = "" }: PromptToUse, wanted: string): number {
  const lower = name.toLowerCase();
  if (command.startsWith(wanted)) return 0;
  if (lower.startsWith(wanted)) return 1;
  if (command.includes(wanted)) return 2;
  return lower.includes(wanted) ? 3 : NOWHERE;
}
