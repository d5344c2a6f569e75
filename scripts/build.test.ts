import { globSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { removeLeftOver } from "./build.mjs";

test("what was compiled from a file that is gone is removed, nothing else", () => {
  const directory = mkdtempSync(join(tmpdir(), "build-"));
  const files = ["src/a.ts", "src/store/b.tsx", "dist/a.js", "dist/a.d.ts", "dist/a.js.map", "dist/.tsbuildinfo"];
  const leftOver = ["dist/gone.js", "dist/gone.d.ts", "dist/gone.js.map", "dist/store/0001-old.js", "dist/old/c.js"];
  for (const file of [...files, "dist/store/b.js", ...leftOver]) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), "");
  }
  removeLeftOver(join(directory, "src"), join(directory, "dist"));
  const left = globSync(["dist/**/*.*", "dist/.tsbuildinfo"], { cwd: directory }).sort();
  expect(left).toEqual(["dist/.tsbuildinfo", "dist/a.d.ts", "dist/a.js", "dist/a.js.map", "dist/store/b.js"]);
});
