import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

// Servers are often outside a user's PATH.
const alsoIn = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin"];

/**
 * The path of a program, or null.
 * @param {string} name
 */
export function findOnPath(name) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...alsoIn];
  return (
    folders
      .filter((folder) => folder !== "")
      .map((folder) => join(folder, name))
      .find(isExecutable) ?? null
  );
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
