import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DataDirectoryUnusable } from "../errors.ts";
import { hasInstallation, openStore } from "../index.ts";
import { makeDirectory } from "./make-directory.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-directory-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what is missing is made, for its owner alone", () => {
  makeDirectory(join(folder, "a/b/data"));
  for (const path of ["a", "a/b", "a/b/data"]) expect(statSync(join(folder, path)).mode & 0o777).toBe(0o700);
  makeDirectory(join(folder, "a/b/data"));
});

describe("where no directory can be it says what is in the way", () => {
  test.each([
    ["a file", "file", /file` is no directory/],
    ["below a file", "file/a/data", /file` is no directory/],
    ["a link to nowhere", "link", /link` cannot be made \(EEXIST\)/],
    ["a name that is too long", "x".repeat(300), /cannot be looked at \(ENAMETOOLONG\)/],
  ])("%s", (_what, path, words) => {
    writeFileSync(join(folder, "file"), "");
    symlinkSync(join(folder, "nowhere/at/all"), join(folder, "link"));
    expect(() => makeDirectory(join(folder, path))).toThrow(DataDirectoryUnusable);
    expect(() => makeDirectory(join(folder, path))).toThrow(words);
  });

  test.skipIf(!existsSync("/proc/self"))("below /proc, at once", () => {
    expect(() => makeDirectory("/proc/x/data")).toThrow(/`\/proc\/x` cannot be made/);
  });

  // Root may write anywhere but where the kernel does.
  const isRoot = process.getuid?.() === 0;
  test.skipIf(isRoot && !existsSync("/sys/kernel"))("in a directory in which one may not write", () => {
    chmodSync(folder, 0o500);
    const data = join(isRoot ? "/sys" : folder, "data");
    expect(() => makeDirectory(data)).toThrow(/data` cannot be made \((EACCES|EPERM)\)/);
  });
});

test("an installation is where a database is, and looking makes none", async () => {
  const dataDir = join(folder, "data");
  expect(await hasInstallation({ dataDir })).toBe(false);
  expect(existsSync(dataDir)).toBe(false);
  makeDirectory(dataDir);
  writeFileSync(join(dataDir, "gatehouse.db"), ""); // as a start leaves it that was killed at once
  expect(await hasInstallation({ dataDir })).toBe(false);
  await (await openStore({ dataDir })).close();
  expect(await hasInstallation({ dataDir })).toBe(true);
});
