// Where things are in this checkout.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Kept between runs, not committed, gone with `node_modules`. */
export const cacheDirectory = join(root, "node_modules", ".cache", "gatehouse");

/** @param {string[]} parts */
export const inRoot = (...parts) => join(root, ...parts);

/** What serves, as the build makes it. */
export const serverProgram = inRoot("packages/server/dist/bundle/main.js");
