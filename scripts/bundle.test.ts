import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { bundle } from "./bundle.mjs";

test("what is bundled finds what lies beside it as before, and knows whether it was started", async () => {
  const dist = join(realpathSync(mkdtempSync(join(tmpdir(), "bundle-"))), "dist");
  const files = {
    "package.json": '{ "type": "module" }',
    "main.js":
      'import { beside } from "./parts/beside.js"; console.log(beside, (await import("./parts/later.js")).later, import.meta.main);',
    "parts/beside.js": 'export const beside = new URL("./child.js", import.meta.url).pathname;',
    "parts/later.js": 'export const later = new URL("../../pages", import.meta.url).pathname;',
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), text);
  }
  const into = join(dist, "bundle");
  await bundle({ entry: join(dist, "main.js"), own: dist, into });
  const said = execFileSync(process.execPath, [join(into, "main.js")], { encoding: "utf8" }).trim();
  expect(said).toBe(`${join(dist, "parts/child.js")} ${join(dist, "../pages")} true`);
});
