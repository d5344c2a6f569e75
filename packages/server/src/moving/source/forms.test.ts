import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ObjectId } from "bson";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awkward } from "../testing/forms/awkward.ts";
import { type Collections, type Form, forms } from "../testing/forms/written.ts";
import { openLive } from "../testing/live.ts";
import { readAll } from "../testing/readAll.ts";
import { type Document, openSource, type Source } from "./index.ts";

const idOf = (number: number) => new ObjectId(number.toString(16).padStart(24, "0"));

const written: Document[] = awkward.map(([what, value], index) => ({ _id: idOf(index), what, value }));
const read: Document[] = awkward.map(([what, value, read = value], index) => ({ _id: idOf(index), what, value: read }));
const few: Document[] = [
  { _id: idOf(1), name: "Ada" },
  { _id: idOf(2), name: "Ben" },
];
const collections: Collections = { users: few, awkward: written, empty: [] };

const everyForm: Record<string, Form | undefined> = { ...forms, "a database that runs": undefined };

describe.each(Object.entries(everyForm))("%s", (_name, form) => {
  let folder: string;
  let source: Source;
  let close = async () => {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-source-"));
    if (form === undefined) ({ source, close } = await openLive(collections));
    else source = await openSource(await form(folder, collections));
  });
  afterAll(async () => {
    await source.close();
    await close();
    await rm(folder, { recursive: true });
  });

  it("names its collections", async () => {
    expect((await source.collections()).map(({ name }) => name).sort()).toEqual(["awkward", "empty", "users"]);
  });

  it("gives each document with every type that MongoDB has", async () => {
    expect(await readAll(source, "awkward")).toStrictEqual({ documents: read, problems: [] });
  });

  it("keeps collections apart", async () => {
    expect((await readAll(source, "users")).documents).toEqual(few);
    expect((await readAll(source, "empty")).documents).toEqual([]);
  });

  it("goes on behind any document, and gives exactly the rest", async () => {
    const places: string[] = [];
    for await (const { place } of source.read("awkward", { problem: () => {} })) places.push(place);
    for (const [index, after] of places.entries()) {
      const rest = await readAll(source, "awkward", { after: JSON.parse(JSON.stringify(after)) as string });
      expect(rest).toEqual({ documents: read.slice(index + 1), problems: [] });
    }
  });

  it("stops when nobody waits for more", async () => {
    const ended = AbortSignal.abort(new Error("enough"));
    await expect(readAll(source, "awkward", { signal: ended })).rejects.toThrow("enough");
  });

  it("refuses a collection that is not there, and names those that are", async () => {
    await expect(readAll(source, "agents")).rejects.toMatchObject({ code: "no-such-collection" });
    await expect(readAll(source, "agents")).rejects.toThrow(/awkward/);
  });

  it("refuses a place that is none", async () => {
    await expect(readAll(source, "awkward", { after: "{" })).rejects.toMatchObject({ code: "place-unknown" });
  });
});
