import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compressBeside } from "./compress.mjs";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-compress-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("texts of 1 kB and more lie compressed beside themselves, and nothing else does", async () => {
  const text = "const permission = 1;\n".repeat(200);
  await writeFile(join(folder, "page.js"), text);
  await writeFile(join(folder, "short.js"), "1");
  await writeFile(join(folder, "font.woff2"), text);
  await compressBeside(folder);
  expect((await readdir(folder)).sort()).toEqual(["font.woff2", "page.js", "page.js.br", "page.js.gz", "short.js"]);
  expect(brotliDecompressSync(await readFile(join(folder, "page.js.br"))).toString()).toBe(text);
  expect(gunzipSync(await readFile(join(folder, "page.js.gz"))).toString()).toBe(text);
});
