import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { serialize } from "bson";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archiveOf } from "../testing/forms/archiveOf.ts";
import { readAll } from "../testing/readAll.ts";
import { openSource, SourceFailed } from "./index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-source-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, content: Uint8Array | string = serialize({ n: 1 })) {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
}

async function open(name = "", database?: string) {
  const source = await openSource(join(folder, name), { database });
  return { source, names: (await source.collections()).map((each) => each.name) };
}

describe("a folder of mongodump", () => {
  it("may be given itself, or the folder of the database in it", async () => {
    await put("LibreChat/users.bson");
    expect((await open()).names).toEqual(["users"]);
    expect((await open("LibreChat")).names).toEqual(["users"]);
    expect((await open("LibreChat")).source.name).toMatch(/^mongodump folder .*LibreChat$/);
  });

  it("with several databases is refused with their names, unless one is chosen; MongoDB's own do not count", async () => {
    await put("LibreChat/users.bson");
    await put("admin/secrets.bson");
    await put("config/settings.bson");
    expect((await open()).names).toEqual(["users"]);
    await put("test/things.bson");
    await expect(open()).rejects.toMatchObject({
      code: "several-databases",
      message: expect.stringContaining("LibreChat, test"),
    });
    expect((await open("", "test")).names).toEqual(["things"]);
    await expect(open("", "librechat")).rejects.toMatchObject({
      code: "no-such-database",
      message: expect.stringContaining("LibreChat"),
    });
    await expect(open("LibreChat", "test")).rejects.toMatchObject({ code: "no-such-database" });
  });

  it("says what it leaves out: MongoDB's own collections quietly, the log of what changed meanwhile with a word", async () => {
    await put("LibreChat/users.bson");
    await put("LibreChat/system.views.bson");
    await put("LibreChat/users.metadata.json", "{}");
    await put("oplog.bson");
    const { names, source } = await open();
    expect(names).toEqual(["users"]);
    expect(source.remarks).toMatchObject([{ code: "oplog-left-out" }]);
  });

  it("has names as MongoDB has them, not as files have them", async () => {
    const long = `long/${"x".repeat(230)}`;
    const file = `LibreChat/${encodeURIComponent(long).slice(0, 208)}%24V1hT3vOl8iI2OWXkTCLgN8Ii3fk`;
    await put("LibreChat/a%2Fb%20c.bson");
    await put("LibreChat/100%.bson");
    await put(`${file}.bson`);
    await put(`${file}.metadata.json`, JSON.stringify({ collectionName: long }));
    const { names, source } = await open();
    expect(names.sort()).toEqual(["100%", "a/b c", long]);
    expect((await readAll(source, "a/b c")).documents).toEqual([{ n: 1 }]);
  });

  it("tells how large its collections are, where that is known", async () => {
    await put("LibreChat/users.bson");
    await put("LibreChat/agents.bson.gz", gzipSync(serialize({ n: 1 })));
    expect(await (await open()).source.collections()).toEqual([
      { name: "agents", count: null, bytes: null },
      { name: "users", count: null, bytes: serialize({ n: 1 }).length },
    ]);
  });

  it("with the same collection packed and not is read once", async () => {
    await put("LibreChat/users.bson");
    await put("LibreChat/users.bson.gz", gzipSync(serialize({ n: 2 })));
    const { source } = await open();
    expect(source.remarks).toMatchObject([{ code: "collection-twice" }]);
    expect((await readAll(source, "users")).documents).toEqual([{ n: 1 }]);
  });

  it("is not left through a link; one that stays in it is followed", async () => {
    await put("elsewhere/secret.bson");
    await put("dump/LibreChat/users.bson");
    await put("dump/.kept/agents.bson");
    await symlink(join(folder, "elsewhere"), join(folder, "dump/other"));
    await symlink(join(folder, "elsewhere/secret.bson"), join(folder, "dump/LibreChat/secret.bson"));
    await symlink(join(folder, "nowhere"), join(folder, "dump/LibreChat/nowhere.bson"));
    await symlink("../.kept/agents.bson", join(folder, "dump/LibreChat/agents.bson"));
    const { names, source } = await open("dump", "LibreChat");
    expect(names).toEqual(["agents", "users"]);
    expect(source.remarks.map(({ code }) => code)).toEqual(["link-left-out", "link-left-out", "link-left-out"]);
  });
});

describe("an archive", () => {
  it("with several databases is refused with their names, unless one is chosen", async () => {
    await put(
      "all.archive",
      archiveOf({ LibreChat: { users: [{ n: 1 }] }, test: { users: [{ n: 2 }] }, admin: { x: [] } }),
    );
    await expect(open("all.archive")).rejects.toMatchObject({ code: "several-databases" });
    expect((await readAll((await open("all.archive", "test")).source, "users")).documents).toEqual([{ n: 2 }]);
    await expect(open("all.archive", "nothing")).rejects.toMatchObject({ code: "no-such-database" });
  });

  it("is one by its first bytes, packed or not, whatever its name is", async () => {
    const archive = archiveOf({
      LibreChat: { users: [{ n: 1 }], "system.profile": [{ n: 2 }] },
      "": { oplog: [{ n: 3 }] },
    });
    await put("backup-of-monday", archive);
    await put("backup.dat", gzipSync(archive));
    for (const name of ["backup-of-monday", "backup.dat"]) {
      const { names, source } = await open(name);
      expect(names).toEqual(["users"]);
      expect(source.name).toMatch(/^mongodump archive .*, database LibreChat$/);
      expect(source.remarks).toMatchObject([{ code: "oplog-left-out" }]);
      expect(await readAll(source, "users")).toEqual({ documents: [{ n: 1 }], problems: [] });
    }
  });
});

describe("mongoexport", () => {
  it("is one file, or a folder of them, with the database's name in front or not", async () => {
    await put("users.json", '{"n":1}\n');
    await put("agents.json.gz", gzipSync('[{"n":2}]'));
    expect((await open()).names).toEqual(["agents", "users"]);
    expect((await open("users.json")).source.name).toMatch(/^mongoexport file .*users.json$/);
    await put("compass/LibreChat.users.json", "[]");
    await put("compass/LibreChat.aclentries.json", "[]");
    expect((await open("compass")).names).toEqual(["aclentries", "users"]);
  });
});

it("refuses what is none of these, with what to do", async () => {
  await put("notes.txt", "hello");
  await put("empty/notes.txt", "hello");
  await expect(open("notes.txt")).rejects.toBeInstanceOf(SourceFailed);
  await expect(open("notes.txt")).rejects.toMatchObject({ code: "not-a-dump" });
  await expect(open("empty")).rejects.toMatchObject({
    code: "not-a-dump",
    message: expect.stringContaining("mongodump"),
  });
  await expect(open("nowhere")).rejects.toMatchObject({
    code: "not-found",
    message: expect.stringContaining("mongodb://"),
  });
});
