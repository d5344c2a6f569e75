import { globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isInstalled } from "./install.mjs";
import { inRoot } from "./places.mjs";

/** A checkout whose root wants `wanted` of the package `left-pad`, whose lock says `locked`, and which has `present`. */
function checkout(wanted: string, locked: string, present: string | null) {
  const directory = mkdtempSync(join(tmpdir(), "install-"));
  const write = (path: string, content: unknown) => writeFileSync(join(directory, path), JSON.stringify(content));
  mkdirSync(join(directory, "node_modules"));
  write("package.json", { dependencies: { "left-pad": wanted } });
  write("package-lock.json", {
    packages: {
      "": { dependencies: { "left-pad": "^1.0.0" } },
      "node_modules/left-pad": { version: locked },
      "node_modules/for-another-platform": { version: "1.0.0", optional: true },
    },
  });
  write("node_modules/.package-lock.json", {
    packages: present === null ? {} : { "node_modules/left-pad": { version: present } },
  });
  return directory;
}

test.each([
  ["what the lock says is there", checkout("^1.0.0", "1.3.0", "1.3.0"), true],
  ["another version is there", checkout("^1.0.0", "1.3.0", "1.2.0"), false],
  ["it is not there", checkout("^1.0.0", "1.3.0", null), false],
  ["the manifest asks for more than the lock knows", checkout("^2.0.0", "1.3.0", "1.3.0"), false],
  ["nothing was ever installed", mkdtempSync(join(tmpdir(), "install-")), false],
])("%s: installed %#", (_what, directory, installed) => {
  expect(isInstalled(directory)).toBe(installed);
});

test("no script needs a package before it is installed: packages are imported where they are used", () => {
  const scripts = globSync("scripts/**/*.mjs", { cwd: inRoot(".") });
  const early = scripts.filter((script) =>
    /^(import|export)\b.*\bfrom "(?!node:|\.)/m.test(readFileSync(inRoot(script), "utf8")),
  );
  expect(scripts.length).toBeGreaterThan(10);
  expect(early).toEqual([]);
});
