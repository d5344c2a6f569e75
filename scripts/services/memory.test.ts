import { existsSync, rmSync, statfsSync } from "node:fs";
import { expect, test } from "vitest";
import { directoryInMemory } from "./memory.mjs";

test("there is none where there is no such place", () => expect(directoryInMemory("/no/such/place")).toBeNull());

test.skipIf(!existsSync("/dev/shm"))("there is one of its own each time, where there is room", () => {
  const { bavail, bsize } = statfsSync("/dev/shm");
  const made = [directoryInMemory(), directoryInMemory()];
  const isRoomy = bavail * bsize >= 8 * 2 ** 30;
  expect(new Set(made).size).toBe(isRoomy ? 2 : 1);
  for (const directory of made) if (directory) rmSync(directory, { recursive: true });
});
