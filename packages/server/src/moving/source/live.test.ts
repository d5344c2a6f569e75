import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Long, ObjectId, serialize, Timestamp, UUID } from "bson";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MongoServer, startMongoServer } from "../testing/mongoServer.ts";
import { readAll } from "../testing/readAll.ts";
import { openSource } from "./index.ts";
import { liveSource } from "./live.ts";

// What is shown here needs a server that fails when it is told to: also where there is a real one, it is the one in this process.
let server: MongoServer;
beforeEach(async () => {
  server = await startMongoServer();
});
afterEach(() => server.close());

const many = Array.from({ length: 3500 }, (_, n) => ({ _id: new ObjectId(n.toString(16).padStart(24, "0")), n }));
const put = (collection: string, documents: object[], database = "LibreChat") =>
  server.put(
    database,
    collection,
    documents.map((document) => serialize(document)),
  );

describe("a database that runs", () => {
  it("is only read", async () => {
    put("users", many);
    const source = await openSource(server.url("LibreChat"));
    await source.collections();
    await readAll(source, "users");
    await source.close();
    const reading = ["find", "getMore", "listCollections", "aggregate", "count", "killCursors", "endSessions", "ping"];
    expect(server.seen.filter((command) => !reading.includes(command))).toEqual([]);
  });

  it("knows how much there is", async () => {
    put("users", many.slice(0, 2));
    const source = await openSource(server.url("LibreChat"));
    const bytes = serialize(many[0]!).length * 2;
    expect(await source.collections()).toEqual([{ name: "users", count: 2, bytes }]);
    server.refuse("aggregate", 13, "not authorized on LibreChat to execute command { aggregate }");
    expect(await source.collections()).toEqual([{ name: "users", count: 2, bytes: null }]);
    await source.close();
  });

  it("is read in the order of `_id`, and goes on behind any of them, also where ids have several types", async () => {
    const ids = [
      null,
      -1.5,
      7,
      Long.fromString("9007199254740993"),
      "A",
      "a",
      "é",
      { a: 1 },
      { a: 2 },
      new UUID("00112233-4455-6677-8899-aabbccddeeff"),
      new ObjectId("65f0c0ffee0000000000abcd"),
      new ObjectId("65f0c0ffee0000000000abce"),
      false,
      true,
      new Date(0),
      new Date(1),
      new Timestamp({ t: 1, i: 1 }),
    ];
    const documents = ids.map((_id, n) => ({ _id, n }));
    put("things", [...documents].reverse());
    const source = await openSource(server.url("LibreChat"));
    expect((await readAll(source, "things")).documents).toEqual(documents);
    const places: string[] = [];
    for await (const { place } of source.read("things", { problem: () => {} })) places.push(place);
    for (const [index, after] of places.entries()) {
      expect((await readAll(source, "things", { after })).documents.map(({ n }) => n)).toEqual(
        documents.slice(index + 1).map(({ n }) => n),
      );
    }
    await source.close();
  });

  it("with a document that cannot be read gives all others", async () => {
    const broken = Buffer.from(serialize({ _id: many[1]!._id, text: "xx" }));
    broken[broken.length - 4] = 0xff;
    server.put("LibreChat", "users", [serialize(many[0]!), broken, serialize(many[2]!)]);
    const source = await openSource(server.url("LibreChat"));
    const { documents, problems } = await readAll(source, "users");
    expect(documents).toEqual([many[0], many[2]]);
    expect(problems).toMatchObject([{ at: '_id {"$oid":"000000000000000000000001"}', code: "document-unreadable" }]);
    await source.close();
  });

  it("whose connection is lost in the middle goes on where it was", async () => {
    put("users", many);
    const source = await liveSource(server.url("LibreChat"), undefined, [1, 1, 1, 1]);
    server.lose("getMore", 3);
    expect(await readAll(source, "users")).toEqual({ documents: many, problems: [] });
    await source.close();
  });

  it("whose cursor is gone, since whoever reads took his time, goes on with another", async () => {
    put("users", many);
    const source = await liveSource(server.url("LibreChat"), undefined, [1]);
    server.refuse("getMore", 43, "cursor id 1 not found");
    expect(await readAll(source, "users")).toEqual({ documents: many, problems: [] });
    expect(server.seen.filter((command) => command === "find").length).toBe(4);
    await source.close();
  });

  it("whose connection is lost again and again fails, and says so", async () => {
    put("users", many);
    const source = await liveSource(server.url("LibreChat"), undefined, [1, 1]);
    server.lose("getMore", 1);
    server.lose("find", 0);
    let read = 0;
    const reading = async () => {
      for await (const _ of source.read("users", { problem: () => {} })) if (++read === 1000) server.lose("find", 100);
    };
    await expect(reading()).rejects.toMatchObject({ code: "unreachable" });
    expect(read).toBe(1000);
    await source.close();
  });

  it("leaves a cursor behind in nobody's server", async () => {
    put("users", many);
    const source = await openSource(server.url("LibreChat"));
    for await (const _ of source.read("users", { problem: () => {} })) break;
    expect(server.seen).toContain("killCursors");
    await source.close();
  });
});

describe("which database is meant", () => {
  it("is what is asked for, then what the address says, then the only one there is", async () => {
    put("users", many.slice(0, 1));
    put("x", [], "admin");
    const nameOf = async (address: string, database?: string) => {
      const source = await openSource(address, { database });
      await source.close();
      return source.name;
    };
    const shown = /^mongodb:\/\/127.0.0.1:\d+\/LibreChat$/;
    expect(await nameOf(server.url())).toMatch(shown);
    expect(await nameOf(server.url("other"), "LibreChat")).toMatch(shown);
    put("things", many.slice(0, 1), "test");
    await expect(nameOf(server.url())).rejects.toMatchObject({
      code: "several-databases",
      message: expect.stringContaining("LibreChat, test"),
    });
  });

  it("is asked of nobody where the address says it", async () => {
    put("users", many.slice(0, 1));
    await (await openSource(server.url("LibreChat"))).close();
    expect(server.seen).not.toContain("listDatabases");
  });

  it("is none if it is empty: MongoDB answers for any name", async () => {
    put("users", many.slice(0, 1));
    await expect(openSource(server.url("librechat"))).rejects.toMatchObject({
      code: "no-such-database",
      message: expect.stringContaining("LibreChat"),
    });
  });
});

describe("what a database refuses is told with what to do, and without a secret", () => {
  const failure = (address: string) => openSource(address).catch((error: unknown) => error as Error & { code: string });
  const quick = "serverSelectionTimeoutMS=300";

  it("a sign-in, or that there was none", async () => {
    const guarded = await startMongoServer({ account: { name: "ada", password: "top@secret" } });
    guarded.put("LibreChat", "users", [serialize(many[0]!)]);
    const as = (who: string) => guarded.url("LibreChat").replace("//", `//${who}`);
    const source = await openSource(as("ada:top%40secret@"));
    expect(source.name).toMatch(/^mongodb:\/\/127.0.0.1:\d+\/LibreChat$/);
    expect((await readAll(source, "users")).documents).toEqual([many[0]]);
    await source.close();
    expect(await failure(as("ada:wrong@"))).toMatchObject({
      code: "sign-in-refused",
      message: expect.stringContaining("authSource"),
    });
    expect(await failure(as("ben:top%40secret@"))).toMatchObject({ code: "sign-in-refused" });
    expect(await failure(as(""))).toMatchObject({ code: "not-allowed" });
    await guarded.close();
  });

  it("without the name or the password", async () => {
    const error = await failure(server.url("LibreChat").replace("//", "//ada:top%40secret@"));
    expect(error).toMatchObject({ code: "sign-in-refused" });
    expect((error as Error).message).not.toMatch(/secret|ada/);
  });

  it("reading", async () => {
    server.refuse("listCollections", 13, "not authorized on LibreChat");
    expect(await failure(server.url("LibreChat"))).toMatchObject({
      code: "not-allowed",
      message: expect.stringContaining("role `read`"),
    });
  });

  it("an address that is none", async () => {
    expect(await failure("mongodb://")).toMatchObject({ code: "address-unreadable" });
    const error = await failure("mongodb://ada:top/secret@host/LibreChat");
    expect(error).toMatchObject({ code: "address-unreadable" });
    expect((error as Error).message).not.toMatch(/secret/);
  });

  it("nothing, where nobody is", async () => {
    const address = server.url("LibreChat");
    await server.close();
    expect(await failure(`${address}?${quick}`)).toMatchObject({ code: "unreachable" });
    server = await startMongoServer();
  });

  it("a name that nobody has", async () => {
    expect(await failure(`mongodb://nobody.invalid/LibreChat?${quick}`)).toMatchObject({ code: "unreachable" });
    expect(await failure("mongodb+srv://nobody.invalid/LibreChat")).toMatchObject({ code: "unreachable" });
  });

  it("TLS, where the other end has none", async () => {
    const plain = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end("this is no TLS"));
    });
    plain.listen(0, "127.0.0.1");
    await once(plain, "listening");
    const { port } = plain.address() as AddressInfo;
    expect(await failure(`mongodb://127.0.0.1:${port}/LibreChat?tls=true&${quick}`)).toMatchObject({ code: "tls" });
    plain.close();
  });
});
