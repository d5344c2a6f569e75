import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { ObjectId, serialize } from "bson";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openSource } from "./index.ts";

const MB = 1024 * 1024;
const DOCUMENTS = 3200;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-source-"));
  const text = "x".repeat(64 * 1024);
  for (const name of ["messages.bson", "messages2.json"]) {
    const file = createWriteStream(join(folder, name));
    for (let n = 0; n < DOCUMENTS; n++) {
      const document = { _id: new ObjectId(), n, text };
      if (!file.write(name.endsWith("json") ? `${JSON.stringify({ n, text })}\n` : serialize(document))) {
        await once(file, "drain");
      }
    }
    file.end();
    await finished(file);
  }
});
afterAll(() => rm(folder, { recursive: true }));

it.each(["messages.bson", "messages2.json"])("reads 200 MB of %s in little memory", async (name) => {
  const source = await openSource(join(folder, name));
  let [count, peak] = [0, 0];
  const before = process.memoryUsage();
  for await (const { document } of source.read(name.split(".")[0]!, {
    problem: (problem) => expect.fail(problem.found),
  })) {
    expect(document.n).toBe(count++);
    if (count % 100 !== 0) continue;
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    peak = Math.max(peak, heapUsed - before.heapUsed + arrayBuffers - before.arrayBuffers);
  }
  expect(count).toBe(DOCUMENTS);
  expect(peak).toBeLessThan(100 * MB);
});
