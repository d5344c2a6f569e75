// Nothing in the repository names the machine that it was written on, or the registry that it was installed from.
import { trackedTexts } from "./tracked.mjs";

const forbidden = [
  // Written so that this file does not match itself.
  {
    what: "a path of somebody's machine",
    pattern: /(?<![\w.~/-])\/(?:work|root|Users\/\w+|home\/\w+|tmp\/\w{2})\/[\w.-]+/g,
  },
  { what: "a registry's host", pattern: /\bregistry\.(?:npmjs|yarnpkg|npmmirror)\.(?:org|com)\b/g },
  { what: "where a package was downloaded", pattern: /"resolved": "https?:[^"]*"/g, only: /package-lock\.json$/ },
];

/** @returns {string[]} what is wrong, empty if nothing */
export const checkMachineWords = () => trackedTexts().flatMap(({ path, text }) => machineWordsIn(path, text));

/**
 * @param {string} path
 * @param {string} text
 */
export const machineWordsIn = (path, text) =>
  forbidden
    .filter(({ only }) => only === undefined || only.test(path))
    .flatMap(({ what, pattern }) =>
      [...text.matchAll(pattern)].map(
        ({ 0: found, index }) =>
          `machine words: ${path}:${text.slice(0, index).split("\n").length} names ${what}: ${found}`,
      ),
    );
