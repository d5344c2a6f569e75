// No dead relative link in the documentation.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { inRoot } from "../places.mjs";
import { trackedPaths } from "./tracked.mjs";

/** @returns {string[]} what is wrong, empty if nothing */
export function checkLinks() {
  return trackedPaths()
    .filter((path) => path.endsWith(".md"))
    .flatMap((path) => deadLinksIn(path, readFileSync(inRoot(path), "utf8")));
}

/**
 * @param {string} path of the page, relative to the root
 * @param {string} text
 * @param {(path: string) => string | null} [read] the text of a page, "" of another file or folder, null if it is not there
 */
export function deadLinksIn(path, text, read = readPage) {
  return linksIn(text).flatMap((link) => {
    const [target = "", anchor] = decodeURI(link).split("#");
    const file = target === "" ? path : normalize(join(dirname(path), target));
    const page = target === "" ? text : read(file);
    if (page === null) return [`links: ${path} points to \`${link}\`, which does not exist`];
    if (anchor && file.endsWith(".md") && !anchorsOf(page).has(anchor))
      return [`links: ${path} points to \`${link}\`, but ${file} has no such heading`];
    return [];
  });
}

/**
 * Relative links only: other sites change without us, and an absolute path is a route of the server.
 * @param {string} text
 */
function linksIn(text) {
  const prose = withoutCode(text);
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const references = [...prose.matchAll(/^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm)];
  return [...inline, ...references].map(([, link = ""]) => link).filter((link) => !/^([a-z][a-z+.-]*:|\/)/i.test(link));
}

/**
 * The anchors that GitHub gives to headings.
 * @param {string} text
 */
function anchorsOf(text) {
  /** @type {Map<string, number>} */
  const times = new Map();
  const anchors = new Set([...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = ""]) => id));
  for (const [, title = ""] of withoutFences(text).matchAll(/^#{1,6}\s+(.*?)\s*#*$/gm)) {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "");
    const anchor = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const before = times.get(anchor) ?? 0;
    times.set(anchor, before + 1);
    anchors.add(before === 0 ? anchor : `${anchor}-${before}`);
  }
  return anchors;
}

const withoutFences = (/** @type {string} */ text) => text.replace(/^( *)(```|~~~)[\s\S]*?^\1\2\s*$/gm, "");
const withoutCode = (/** @type {string} */ text) => withoutFences(text).replace(/`[^`\n]*`/g, "");

/** @param {string} path */
function readPage(path) {
  if (!existsSync(inRoot(path))) return null;
  return path.endsWith(".md") ? readFileSync(inRoot(path), "utf8") : "";
}
