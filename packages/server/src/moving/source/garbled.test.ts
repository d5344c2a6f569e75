import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ObjectId } from "bson";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awkward } from "../testing/forms/awkward.ts";
import { forms } from "../testing/forms/written.ts";
import { readAll } from "../testing/readAll.ts";
import { openSource, SourceFailed } from "./index.ts";

const idOf = (number: number) => new ObjectId(number.toString(16).padStart(24, "0"));
const collections = {
  users: awkward.map(([what, value], index) => ({ _id: idOf(index), what, value })),
  agents: [{ _id: idOf(1), name: "Ada's" }],
};

const strokes = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }) }),
  { minLength: 1, maxLength: 4 },
);

describe("whatever happens to a file, reading it ends: with documents, with problems, or with a reason", () => {
  it.each(Object.entries(forms))("%s", async (_name, form) => {
    const folder = await mkdtemp(join(tmpdir(), "gatehouse-source-"));
    const at = await form(folder, collections);
    const file = await fileIn(at);
    const whole = await readFile(file);
    await fc.assert(
      fc.asyncProperty(strokes, fc.double({ min: 0, max: 1.5, noNaN: true }), async (all, cut) => {
        const garbled = Buffer.from(whole);
        for (const { at, bytes } of all)
          garbled.set(
            bytes.subarray(0, garbled.length - Math.floor(at * (garbled.length - 6))),
            Math.floor(at * (garbled.length - 6)),
          );
        await writeFile(file, garbled.subarray(0, Math.ceil(cut * garbled.length)));
        try {
          const source = await openSource(at);
          for (const { name } of await source.collections()) {
            const { documents, problems } = await readAll(source, name);
            // Strokes make a document into some at most, where a line becomes two.
            expect(documents.length + problems.length).toBeLessThan(2 * collections.users.length);
          }
          await source.close();
        } catch (error) {
          expect(error).toBeInstanceOf(SourceFailed);
        }
      }),
      { numRuns: 60 },
    );
    await rm(folder, { recursive: true });
  });
});

/** The file of the users, or the one in which they are. */
async function fileIn(at: string): Promise<string> {
  if ((await stat(at)).isFile()) return at;
  for (const name of ["LibreChat/users.bson", "LibreChat/users.bson.gz", "users.json", "users.json.gz"]) {
    if (await stat(join(at, name)).catch(() => null)) return join(at, name);
  }
  throw new Error("no file of the users");
}
