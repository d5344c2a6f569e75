import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ObjectId, serialize } from "bson";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archiveOf } from "../testing/forms/archiveOf.ts";
import { readAll } from "../testing/readAll.ts";
import { openSource } from "./index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-source-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(name: string, content: Uint8Array | string, collection = name.split(".")[0]!) {
  await writeFile(join(folder, name), content);
  const { documents, problems } = await readAll(await openSource(join(folder, name)), collection);
  return { n: documents.map(({ n }) => n), problems };
}

const bson = (n: number) => Buffer.from(serialize({ _id: new ObjectId(), n }));
const three = [bson(1), bson(2), bson(3)] as const;
const size = three[0].length;

/** A document with a text that is no UTF-8. */
function unreadable(n: number): Buffer {
  const bytes = Buffer.from(serialize({ _id: new ObjectId(), n, text: "xx" }));
  bytes[bytes.length - 4] = 0xff;
  return bytes;
}

describe("a file of mongodump", () => {
  it("that holds an unreadable document: the others are read", async () => {
    const content = Buffer.concat([three[0], unreadable(2), three[2]]);
    expect(await read("users.bson", content)).toEqual({
      n: [1, 3],
      problems: [
        {
          collection: "users",
          at: `byte ${size}`,
          code: "document-unreadable",
          found: expect.stringMatching(/UTF-8/i),
        },
      ],
    });
  });

  it("that is cut off: what is whole is read, and where it ends is told", async () => {
    const content = Buffer.concat(three).subarray(0, -3);
    expect(await read("users.bson", content)).toEqual({
      n: [1, 2],
      problems: [
        {
          collection: "users",
          at: `byte ${2 * size}`,
          code: "file-truncated",
          found: expect.stringContaining(`${size} bytes`),
        },
      ],
    });
  });

  it("that is cut off anywhere: never more than one problem, and never a document that was not written", async () => {
    const whole = Buffer.concat(three);
    for (let length = 0; length <= whole.length; length++) {
      const { n, problems } = await read("users.bson", whole.subarray(0, length));
      expect(n).toEqual([1, 2, 3].slice(0, Math.floor(length / size)));
      expect(problems.length).toBe(length % size === 0 ? 0 : 1);
    }
  });

  it.each([0, -1, 4, -(2 ** 31), 2 ** 31 - 1, 17 * 1024 * 1024])(
    "with %i as the length of a document ends there, and takes no memory for it",
    async (length) => {
      const broken = Buffer.from(three[1]);
      broken.writeInt32LE(length, 0);
      const before = process.memoryUsage().arrayBuffers;
      const { n, problems } = await read("users.bson", Buffer.concat([three[0], broken, three[2]]));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
      expect(n).toEqual([1]);
      expect(problems).toEqual([
        {
          collection: "users",
          at: `byte ${size}`,
          code: "file-truncated",
          found: expect.stringContaining(String(length)),
        },
      ]);
    },
  );

  it("with a document of 16 MB and a little more is read", async () => {
    const large = serialize({ n: 1, text: "x".repeat(16 * 1024 * 1024 + 10_000) });
    expect(await read("messages.bson", Buffer.concat([large, three[1]]))).toEqual({ n: [1, 2], problems: [] });
  });

  it("that is packed and cut off: all that can be unpacked is read", async () => {
    const many = Array.from({ length: 5000 }, (_, n) => bson(n));
    const packed = gzipSync(Buffer.concat(many));
    const { n, problems } = await read("users.bson.gz", packed.subarray(0, packed.length / 2));
    expect(n.length).toBeGreaterThan(1000);
    expect(n).toEqual(many.slice(0, n.length).map((_, index) => index));
    expect(problems).toMatchObject([{ code: "file-truncated" }]);
  });

  it("that is packed in several pieces, with something else behind them, is read", async () => {
    const packed = Buffer.concat([
      gzipSync(three[0]),
      gzipSync(Buffer.concat([three[1], three[2]])),
      Buffer.alloc(100_000),
    ]);
    expect(await read("users.bson.gz", packed)).toEqual({ n: [1, 2, 3], problems: [] });
  });

  it("that is packed and damaged: what comes before is read", async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => bson(n));
    const packed = gzipSync(Buffer.concat(many));
    packed.fill(0xff, 40_000, 40_100);
    const { n, problems } = await read("users.bson.gz", packed);
    expect(n.length).toBeGreaterThan(1000);
    expect(problems.at(-1)).toMatchObject({ code: "file-truncated" });
  });
});

describe("an archive", () => {
  const archive = () =>
    archiveOf({ LibreChat: { users: [1, 2, 3, 4, 5].map((n) => ({ n })), agents: [6, 7].map((n) => ({ n })) } }, 2);

  it("that is cut off: what ended before is whole, the rest is told", async () => {
    const cut = archive().subarray(0, -30);
    expect((await read("all.archive", cut, "agents")).problems).toEqual([]);
    expect(await read("all.archive", cut, "users")).toMatchObject({
      n: [1, 2, 3, 4, 5],
      problems: [{ code: "file-truncated" }],
    });
  });

  it("that is cut off anywhere: never a document that was not written, and always told", async () => {
    const whole = archive();
    for (let length = whole.length - 1; length > 400; length -= 7) {
      const { n, problems } = await read("all.archive", whole.subarray(0, length), "users");
      expect(n).toEqual([1, 2, 3, 4, 5].slice(0, n.length));
      expect(problems.length).toBe(whole.length - length <= 4 ? 0 : 1);
    }
  });

  it("whose documents are not those that were written: its checksum says so", async () => {
    const changed = archive();
    const second = changed.indexOf(serialize({ n: 2 }));
    changed[second + 7] = 9;
    expect(await read("all.archive", changed, "users")).toMatchObject({
      n: [1, 9, 3, 4, 5],
      problems: [{ code: "checksum-wrong" }],
    });
  });

  it("whose blocks are garbled ends there", async () => {
    const changed = archive();
    const second = changed.indexOf(serialize({ n: 3 }));
    changed.writeInt32LE(2 ** 30, second);
    expect(await read("all.archive", changed, "users")).toMatchObject({
      n: [1, 2],
      problems: [{ code: "file-truncated" }],
    });
  });

  it("whose head is garbled is refused", async () => {
    const changed = archive();
    changed.writeInt32LE(3, 4);
    await expect(read("all.archive", changed, "users")).rejects.toMatchObject({ code: "not-a-dump" });
    await expect(read("all.archive", changed.subarray(0, 40), "users")).rejects.toMatchObject({ code: "not-a-dump" });
  });
});

describe("a file of mongoexport", () => {
  const problem = (at: number, code: string) => ({
    collection: "users",
    at: `byte ${at}`,
    code,
    found: expect.any(String),
  });

  it.each([
    ["is cut off within a text", '{"n":2,"t":"ab'],
    ["is cut off between two fields", '{"n":2, '],
    ["has a quotation mark too many", '{"n":2,"t":"a"b"}'],
    ["has a bracket too many", '{"n":2,"t":[1]]}'],
    ["has a bracket too few", '{"n":2,"t":[1}'],
    ["is no document", "42"],
    ["is not JSON", "{'n':2}"],
  ])("with a line that %s: the others are read", async (_what, line) => {
    expect(await read("users.json", `{"n":1}\n${line}\n{"n":3}\n`)).toEqual({
      n: [1, 3],
      problems: [problem(8, "document-unreadable")],
    });
  });

  it("with a text that is no UTF-8: the others are read", async () => {
    const content = Buffer.concat([
      Buffer.from('{"n":1}\n{"n":2,"t":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}\n{"n":3}\n'),
    ]);
    expect(await read("users.json", content)).toEqual({ n: [1, 3], problems: [problem(8, "document-unreadable")] });
  });

  it("that is indented, with a document that is cut off: the others are read", async () => {
    const content = '{\n\t"n": 1\n}\n{\n\t"n": 2,\n\t"t": {\n{\n\t"n": 3\n}\n';
    expect(await read("users.json", content)).toEqual({ n: [1, 3], problems: [problem(12, "document-unreadable")] });
  });

  it("that ends within a document, or within its list, is told to be cut off", async () => {
    expect(await read("users.json", '{"n":1}\n{"n":2')).toEqual({ n: [1], problems: [problem(8, "file-truncated")] });
    expect(await read("users.json", '[{"n":1},{"n":2}')).toEqual({
      n: [1, 2],
      problems: [problem(16, "file-truncated")],
    });
    expect(await read("users.json", '[{"n":1},{"n":')).toEqual({ n: [1], problems: [problem(9, "file-truncated")] });
  });

  it("that is one list in one line, with a document that is no JSON but closed: the others are read", async () => {
    expect(await read("users.json", '[{"n":1},{"n":x},{"n":3}]')).toEqual({
      n: [1, 3],
      problems: [problem(9, "document-unreadable")],
    });
  });

  it("with the mark of its encoding is read; in UTF-16 it is refused, with what to do", async () => {
    expect(await read("users.json", '\ufeff{"n":1}\r\n{"n":2}\r\n')).toEqual({ n: [1, 2], problems: [] });
    await expect(read("users.json", Buffer.from('\ufeff{"n":1}', "utf16le"))).rejects.toMatchObject({
      code: "not-utf8",
    });
  });

  it("that is empty has no documents", async () => {
    expect(await read("users.json", "")).toEqual({ n: [], problems: [] });
    expect(await read("users.json", "[]\n")).toEqual({ n: [], problems: [] });
  });
});
