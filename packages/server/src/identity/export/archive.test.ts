import { Readable } from "node:stream";
import { buffer, json } from "node:stream/consumers";
import { setTimeout as pass } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { unzip } from "../testing/unzip.ts";
import { archiveOf } from "./archive.ts";
import { type ExportEntry, jsonList, safeName } from "./contents.ts";

const AT = Date.UTC(2026, 4, 1);
const text = (path: string, pieces: AsyncIterable<string>): ExportEntry => ({ path, at: AT, text: pieces });
async function* said(...words: string[]) {
  yield* words;
}
const bytesOf = (path: string, bytes: Buffer, size = bytes.length): ExportEntry => ({
  path,
  at: AT,
  bytes: Readable.from([bytes]),
  size,
});
async function* entriesOf(...entries: ExportEntry[]) {
  yield* entries;
}
const isWhole = (archive: Buffer) => {
  try {
    return unzip(archive).size > 0;
  } catch {
    return false;
  }
};
/** What came before it broke off. */
async function received(archive: Readable): Promise<{ bytes: Buffer; error: unknown }> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of archive) pieces.push(piece);
    return { bytes: Buffer.concat(pieces), error: null };
  } catch (error) {
    return { bytes: Buffer.concat(pieces), error };
  }
}

describe("an archive", () => {
  it("holds texts compressed, and files as they are", async () => {
    const files = unzip(
      await buffer(
        archiveOf(entriesOf(text("a/ä.json", said("x".repeat(9_999), "y")), bytesOf("b.bin", Buffer.from("bytes")))),
      ),
    );
    expect([...files.keys()]).toEqual(["a/ä.json", "b.bin"]);
    expect(files.get("a/ä.json")).toEqual({ bytes: Buffer.from(`${"x".repeat(9_999)}y`), isCompressed: true });
    expect(files.get("b.bin")).toEqual({ bytes: Buffer.from("bytes"), isCompressed: false });
  });

  it("holds empty texts and files", async () => {
    const files = unzip(await buffer(archiveOf(entriesOf(text("none", said()), bytesOf("empty", Buffer.alloc(0))))));
    expect([...files.values()].map(({ bytes }) => bytes.length)).toEqual([0, 0]);
  });

  it.each<[string, () => AsyncIterable<ExportEntry>]>([
    [
      "a text cannot be read to its end",
      () =>
        entriesOf(
          text("a", said("first")),
          text(
            "b",
            (async function* () {
              yield "half";
              throw new Error("the database is gone");
            })(),
          ),
        ),
    ],
    ["a file is shorter than it was", () => entriesOf(bytesOf("a", Buffer.from("short"), 99))],
    [
      "a file cannot be read",
      () =>
        entriesOf({
          path: "a",
          at: AT,
          size: 9,
          bytes: new Readable({
            read() {
              this.destroy(new Error("the disk is gone"));
            },
          }),
        }),
    ],
    [
      "what comes next is not known",
      async function* () {
        yield text("a", said("first"));
        throw new Error("the database is gone");
      },
    ],
  ])("breaks off where %s, and does not open as a short one", async (_, entries) => {
    const { bytes, error } = await received(archiveOf(entries()));
    expect(error).toBeInstanceOf(Error);
    expect(isWhole(bytes)).toBe(false);
  });

  it("is not read ahead of whoever receives it", async () => {
    let read = 0;
    const piece = `not compressible: ${Buffer.from(crypto.getRandomValues(new Uint8Array(30_000))).toString("base64")}`;
    const archive = archiveOf(
      entriesOf(
        text(
          "a",
          (async function* () {
            for (; read < 10_000; read++) yield piece;
          })(),
        ),
      ),
    );
    await pass(300);
    // Not 400 MB: what the streams in between hold.
    expect(read).toBeLessThan(50);
    archive.destroy();
  });

  it("lets go of what is open once nobody receives it any more", async () => {
    let isEnded = false;
    const archive = archiveOf(
      (async function* () {
        try {
          yield text(
            "a",
            (async function* () {
              for (;;) yield "x".repeat(10_000);
            })(),
          );
        } finally {
          isEnded = true;
        }
      })(),
    );
    archive.resume();
    await pass(50);
    archive.destroy();
    await expect.poll(() => isEnded).toBe(true);
  });
});

describe("a list of JSON", () => {
  it.each([[[]], [[1]], [[{ a: "ü" }, null, "x"]]])("reads back as it was: %j", async (items) => {
    expect(await json(Readable.from(jsonList(items)))).toEqual(items);
  });
});

describe("the name of a file", () => {
  it.each([
    ["report.pdf", "report.pdf"],
    ["Ähren & 麦.txt", "Ähren & 麦.txt"],
    ["../../etc/passwd", "_.._etc_passwd"],
    ["..", "file_"],
    ["", "file_"],
    ["C:\\x\\y.txt", "C__x_y.txt"],
    ["a\u202Egpj.exe", "a_gpj.exe"],
    ["nul.txt", "file_nul.txt"],
    ["dots...", "dots"],
    ["x".repeat(500), "x".repeat(120)],
    ["\ud800half", "\ufffdhalf"],
  ])("%j is unpacked as %j", (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });
});
