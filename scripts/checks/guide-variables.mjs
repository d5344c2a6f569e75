// What a guide tells people to type is what a shell makes of it: within single quotes no variable is filled in.
import { trackedTexts } from "./tracked.mjs";

/** @returns {string[]} what is wrong, empty if nothing */
export const checkGuideVariables = () =>
  trackedTexts()
    .filter(({ path }) => path === "README.md" || /^docs\/.*\.md$/.test(path))
    .flatMap(({ path, text }) => quotedVariablesIn(path, text));

/**
 * @param {string} path
 * @param {string} text Markdown
 */
export function quotedVariablesIn(path, text) {
  const problems = [];
  let isCode = false;
  for (const [index, line] of text.split("\n").entries()) {
    if (line.startsWith("```")) isCode = !isCode;
    // What an alias or a function stands for is read when it is used.
    else if (isCode && !/^\s*(alias |\w+\(\)|#)/.test(line))
      for (const name of quotedVariables(line))
        problems.push(`guide variables: ${path}:${index + 1}: a shell does not fill ${name} in within single quotes`);
  }
  return problems;
}

/** @param {string} line */
function quotedVariables(line) {
  const found = [];
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? "";
    if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = "";
    else if (quote === "'" && character === "$") found.push(...(/^\$[A-Z][A-Z_]*/.exec(line.slice(at)) ?? []));
  }
  return found;
}
