import { describe, expect, test } from "vitest";
import { createEngine, EngineError } from "./index.ts";

function written(): Uint8Array {
  const engine = createEngine();
  engine.apply([
    { kind: "role-set", role: "role:USER", rank: 10 },
    { kind: "role-set", role: "role:ADMIN", rank: 80 },
    { kind: "feature-set", role: "role:ADMIN", feature: "AGENTS.USE", on: true },
    { kind: "user-added", user: "user:ben", role: "role:USER", status: "active" },
  ]);
  return engine.snapshot();
}

describe("a snapshot is read", () => {
  // Node's Buffer is a Uint8Array whose `slice` shares its memory; files and PostgreSQL give such ones.
  const shared = (offset: number) => {
    const bytes = written();
    class Sharing extends Uint8Array {
      override slice(from?: number, to?: number) {
        return super.subarray(from, to);
      }
    }
    const place = new Sharing(new ArrayBuffer(bytes.length + offset), offset, bytes.length);
    place.set(bytes);
    return place;
  };

  test.each([
    ["as it was written", () => written()],
    ["from memory whose slices are shared", () => shared(0)],
    ["from the middle of other memory", () => shared(8)],
    ["from memory that is not aligned", () => shared(3)],
  ])("%s", (_, bytes) => {
    const engine = createEngine();
    engine.restore(bytes());
    expect(Array.from(engine.snapshot())).toEqual(Array.from(written()));
  });

  test("and refused when it is damaged", () => {
    const bytes = written();
    bytes[bytes.length - 9]! ^= 1;
    expect(() => createEngine().restore(bytes)).toThrow(EngineError);
  });
});
