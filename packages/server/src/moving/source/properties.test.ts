import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from "bson";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Form, forms } from "../testing/forms/written.ts";
import { openLive } from "../testing/live.ts";
import { readAll } from "../testing/readAll.ts";
import { type Document, openSource } from "./index.ts";

const bytes = fc.uint8Array({ maxLength: 20 });
const scalar = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.boolean(),
  fc.constant(null),
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.maxSafeInteger().map((value) => Long.fromNumber(value)),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((id) => new ObjectId(id)),
  fc.tuple(bytes, fc.constantFrom(0, 3, 5, 0x80)).map(([value, type]) => new Binary(value, type)),
  fc.maxSafeInteger().map((value) => Decimal128.fromString(String(value))),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
);
const key = fc
  .string({ unit: "binary", maxLength: 8 })
  .filter((name) => !/^\$|\0/.test(name) && name !== "__proto__" && name !== "_bsontype");
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const documents = fc
  .array(
    fc.dictionary(
      key.filter((name) => name !== "_id"),
      value,
      { maxKeys: 5, noNullPrototype: true },
    ),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map((fields, index): Document => ({ _id: new ObjectId(index.toString(16).padStart(24, "0")), ...fields })),
  );

/** Numbers are numbers when they are read. */
function asRead(written: unknown): unknown {
  if (written instanceof Int32 || written instanceof Double) return written.value;
  if (written instanceof Timestamp) return written;
  if (written instanceof Long) return Number.isSafeInteger(written.toNumber()) ? written.toNumber() : written;
  if (Array.isArray(written)) return written.map(asRead);
  if (typeof written !== "object" || written === null || Object.getPrototypeOf(written) !== Object.prototype)
    return written;
  return Object.fromEntries(Object.entries(written).map(([name, each]) => [name, asRead(each)]));
}

describe("whatever is written is read", () => {
  it.each<[string, Form | undefined]>([...Object.entries(forms), ["a database that runs", undefined]])(
    "%s",
    async (_name, form) => {
      await fc.assert(
        fc.asyncProperty(documents, documents, async (first, second) => {
          const collections = { first, second };
          const folder = await mkdtemp(join(tmpdir(), "gatehouse-source-"));
          const live = form === undefined ? await openLive(collections) : undefined;
          const source = live?.source ?? (await openSource(await form!(folder, collections)));
          try {
            for (const [name, written] of Object.entries(collections)) {
              expect(await readAll(source, name)).toStrictEqual({ documents: written.map(asRead), problems: [] });
            }
          } finally {
            await source.close();
            await live?.close();
            await rm(folder, { recursive: true });
          }
        }),
        { numRuns: 25 },
      );
    },
  );
});
