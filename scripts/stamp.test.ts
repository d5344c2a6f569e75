import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { hashOf, whenChanged } from "./stamp.mjs";

let directory = "";
let source = "";
let output = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "stamp-"));
  source = join(directory, "src");
  output = join(directory, "out.js");
  mkdirSync(join(source, "deep"), { recursive: true });
  writeFileSync(join(source, "a.ts"), "a");
  writeFileSync(join(source, "deep", "b.ts"), "b");
});

describe("the hash of the inputs", () => {
  const hash = () => hashOf([source, join(directory, "config.json")], { skip: (path) => path.endsWith(".test.ts") });

  test.each<[string, () => void, boolean]>([
    ["nothing", () => {}, false],
    ["a file's content", () => writeFileSync(join(source, "deep", "b.ts"), "c"), true],
    ["a file's name", () => renameSync(join(source, "a.ts"), join(source, "z.ts")), true],
    ["a new file", () => writeFileSync(join(source, "c.ts"), ""), true],
    ["a file that is gone", () => rmSync(join(source, "a.ts")), true],
    ["an input that did not exist", () => writeFileSync(join(directory, "config.json"), "{}"), true],
    ["a test", () => writeFileSync(join(source, "a.test.ts"), "t"), false],
    ["the same content written again", () => writeFileSync(join(source, "a.ts"), "a"), false],
  ])("%s changed: another hash %#", (_what, change, differs) => {
    const before = hash();
    change();
    expect(hash() !== before).toBe(differs);
  });

  test("content does not flow from one file into the next", () => {
    writeFileSync(join(source, "a.ts"), "ab");
    writeFileSync(join(source, "deep", "b.ts"), "");
    const one = hash();
    writeFileSync(join(source, "a.ts"), "a");
    writeFileSync(join(source, "deep", "b.ts"), "b");
    expect(hash()).not.toBe(one);
  });
});

describe("a step", () => {
  const step = async (fail = false) =>
    whenChanged(
      "step",
      { hash: () => hashOf([source]), makes: [output] },
      async () => {
        if (fail) throw new Error("failed");
        writeFileSync(output, "made");
      },
      join(directory, "stamps"),
    );

  test("is done once, and again when an input changed or its output is gone", async () => {
    expect(await step()).toBe(true);
    expect(await step()).toBe(false);
    writeFileSync(join(source, "a.ts"), "changed");
    expect(await step()).toBe(true);
    rmSync(output);
    expect(await step()).toBe(true);
    expect(await step()).toBe(false);
  });

  test("is done again when an input changed while it ran, unless it writes its inputs itself", async () => {
    const writing = (writesInputs: boolean) =>
      whenChanged(
        `writing-${writesInputs}`,
        { hash: () => hashOf([source]), makes: [], writesInputs },
        async () => writeFileSync(join(source, "a.ts"), `${writesInputs} ${performance.now()}`),
        join(directory, "stamps"),
      );
    await writing(false);
    expect(await writing(false)).toBe(true);
    await writing(true);
    expect(await writing(true)).toBe(false);
  });

  test("that failed is done again", async () => {
    await expect(step(true)).rejects.toThrow("failed");
    expect(await step()).toBe(true);
  });
});
