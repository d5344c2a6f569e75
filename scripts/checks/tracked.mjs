import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { inRoot, root } from "../places.mjs";

/**
 * The text files of this checkout that are committed or would be, without those that git ignores.
 * @returns {{ path: string, text: string }[]} paths relative to the root
 */
export function trackedTexts() {
  return trackedPaths()
    .map((path) => ({ path, text: readFileSync(inRoot(path), "utf8") }))
    .filter(({ text }) => !text.includes("\0"));
}

/** @returns {string[]} relative to the root */
export function trackedPaths() {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 });
  return listed.split("\0").filter((path) => path !== "" && existsSync(inRoot(path)));
}
