import { existsSync } from "node:fs";
import { findOnPath } from "./find.mjs";

// Playwright's own download cannot be had everywhere; any recent Chromium will do. The one without windows takes a fifth less of the processor.
const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const apps = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * The path of a Chromium, or null. One that the user names comes first.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function findChromium(env = process.env) {
  const named = [env.TEST_CHROMIUM, env.PLAYWRIGHT_CHROMIUM, env.CHROME_PATH].find((path) => path && existsSync(path));
  return named ?? names.map(findOnPath).find((path) => path !== null) ?? apps.find((path) => existsSync(path)) ?? null;
}
