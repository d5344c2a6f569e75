import { Double, Int32, Long, MongoClient, ObjectId } from "mongodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type MongoServer, startMongoServer } from "./mongoServer.ts";

// The official driver asks; where `MONGO_URL` names a real server, it must answer the same.
const real = process.env.MONGO_URL;
let server: MongoServer | undefined;
let client: MongoClient;
beforeAll(async () => {
  server = real === undefined ? await startMongoServer() : undefined;
  client = new MongoClient(real ?? server!.url());
});
afterAll(async () => {
  await client.close();
  await server?.close();
});

const id = (n: number) => new ObjectId(n.toString(16).padStart(24, "0"));
const database = () => client.db("gatehouse-test-driver");
const users = () =>
  database().collection<{ _id: ObjectId; name: string; age?: number; tags?: string[]; at?: Date; nested?: object }>(
    "users",
  );

beforeEach(async () => {
  await database().dropDatabase();
  await users().insertMany([
    { _id: id(1), name: "Ada", age: 36, tags: ["a", "b"], at: new Date(1) },
    { _id: id(2), name: "Ben", age: 20, tags: ["b"], at: new Date(2) },
    { _id: id(3), name: "Cleo", nested: { deep: { n: 1 } } },
  ]);
});

const names = async (filter: object, options: object = {}) =>
  (
    await users()
      .find(filter, { sort: { _id: 1 }, ...options })
      .toArray()
  ).map(({ name }) => name);

describe("reading", () => {
  it("filters", async () => {
    expect(await names({ _id: id(2) })).toEqual(["Ben"]);
    expect(await names({ _id: { $in: [id(1), id(3)] } })).toEqual(["Ada", "Cleo"]);
    expect(await names({ _id: { $gt: id(1) } })).toEqual(["Ben", "Cleo"]);
    expect(await names({ age: { $gte: 20, $lt: 36 } })).toEqual(["Ben"]);
    expect(await names({ tags: "b" })).toEqual(["Ada", "Ben"]);
    expect(await names({ age: { $exists: false } })).toEqual(["Cleo"]);
    expect(await names({ name: /^[AB]/, at: { $lte: new Date(1) } })).toEqual(["Ada"]);
    expect(await names({ "nested.deep.n": 1 })).toEqual(["Cleo"]);
    expect(await names({ $or: [{ name: "Ada" }, { _id: { $type: "string" } }] })).toEqual(["Ada"]);
    expect(await names({ _id: { $type: ["objectId"] }, name: { $ne: "Ben" } })).toEqual(["Ada", "Cleo"]);
  });

  it("sorts, skips, limits and projects", async () => {
    expect(await names({}, { sort: { name: -1 } })).toEqual(["Cleo", "Ben", "Ada"]);
    expect(await names({}, { skip: 1, limit: 1 })).toEqual(["Ben"]);
    expect(await users().findOne({ name: "Ada" }, { projection: { _id: 0, age: 1 } })).toEqual({ age: 36 });
  });

  it("gives what there is in batches", async () => {
    const numbers = database().collection<{ n: number }>("numbers");
    await numbers.insertMany(Array.from({ length: 2500 }, (_, n) => ({ n })));
    const read = await numbers.find({}, { sort: { _id: 1 }, batchSize: 700 }).toArray();
    expect(read.map(({ n }) => n)).toEqual(Array.from({ length: 2500 }, (_, n) => n));
  });

  it("counts, and puts together", async () => {
    expect(await users().countDocuments({ tags: "b" })).toBe(2);
    expect(await users().estimatedDocumentCount()).toBe(3);
    expect((await users().distinct("tags")).sort()).toEqual(["a", "b"]);
    const groups = await users()
      .aggregate([
        { $match: { _id: { $lt: id(3) } } },
        { $unwind: "$tags" },
        { $group: { _id: "$tags", n: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    expect(groups).toEqual([
      { _id: "a", n: 1 },
      { _id: "b", n: 2 },
    ]);
  });

  it("keeps the types of numbers as they were inserted", async () => {
    await database()
      .collection("numbers")
      .insertOne({ int: new Int32(1), long: Long.fromNumber(1), double: 1.5 });
    const read = await database().collection("numbers").findOne({}, { promoteValues: false });
    expect(read).toMatchObject({ int: expect.any(Int32), long: expect.any(Long), double: expect.any(Double) });
  });
});

describe("writing", () => {
  it("refuses an `_id` twice", async () => {
    await expect(users().insertOne({ _id: id(1), name: "Eve" })).rejects.toMatchObject({ code: 11000 });
    const all = users().insertMany(
      [
        { _id: id(1), name: "Eve" },
        { _id: id(4), name: "Dan" },
      ],
      { ordered: false },
    );
    await expect(all).rejects.toMatchObject({ code: 11000, result: { insertedCount: 1 } });
    expect(await names({})).toEqual(["Ada", "Ben", "Cleo", "Dan"]);
  });

  it("changes one or many, and says how many", async () => {
    expect(await users().updateOne({ _id: id(1) }, { $set: { "nested.a": 1 }, $unset: { age: "" } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    });
    expect(await users().findOne({ _id: id(1) })).toEqual({
      _id: id(1),
      name: "Ada",
      tags: ["a", "b"],
      at: new Date(1),
      nested: { a: 1 },
    });
    expect(await users().updateMany({}, { $set: { name: "Ada" } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 2,
    });
    await users().updateOne({ _id: id(2) }, { $push: { tags: "c" }, $inc: { age: 5 } });
    expect(await users().findOne({ _id: id(2) })).toMatchObject({ tags: ["b", "c"], age: 25 });
    await users().updateOne({ _id: id(2) }, { $pull: { tags: "b" } });
    expect(await users().findOne({ _id: id(2) })).toMatchObject({ tags: ["c"] });
  });

  it("replaces, and makes what is not there", async () => {
    await users().replaceOne({ _id: id(3) }, { name: "Cleopatra" });
    expect(await users().findOne({ _id: id(3) })).toEqual({ _id: id(3), name: "Cleopatra" });
    const made = await users().updateOne(
      { _id: id(9), name: "Dan" },
      { $set: { age: 1 }, $setOnInsert: { tags: [] } },
      { upsert: true },
    );
    expect(made.upsertedId).toEqual(id(9));
    expect(await users().findOne({ _id: id(9) })).toEqual({ _id: id(9), name: "Dan", age: 1, tags: [] });
    const again = await users().updateOne(
      { _id: id(9) },
      { $set: { age: 1 }, $setOnInsert: { tags: ["x"] } },
      { upsert: true },
    );
    expect(again).toMatchObject({ matchedCount: 1, modifiedCount: 0, upsertedCount: 0 });
  });

  it("finds and changes in one", async () => {
    expect(
      await users().findOneAndUpdate({ name: "Ada" }, { $set: { age: 1 } }, { returnDocument: "after" }),
    ).toMatchObject({ age: 1 });
    expect(await users().findOneAndDelete({ name: "Ada" })).toMatchObject({ _id: id(1) });
    expect(await users().findOneAndUpdate({ name: "Ada" }, { $set: { age: 1 } })).toBeNull();
  });

  it("deletes", async () => {
    expect((await users().deleteOne({ tags: "b" })).deletedCount).toBe(1);
    expect((await users().deleteMany({})).deletedCount).toBe(2);
    expect(await names({})).toEqual([]);
  });

  it("writes many things at once, in their order", async () => {
    const outcome = await users().bulkWrite([
      { insertOne: { document: { _id: id(4), name: "Dan" } } },
      { updateOne: { filter: { _id: id(4) }, update: { $set: { age: 4 } } } },
      { deleteOne: { filter: { _id: id(1) } } },
    ]);
    expect(outcome).toMatchObject({ insertedCount: 1, modifiedCount: 1, deletedCount: 1 });
  });
});

describe("what there is", () => {
  it("is listed: databases, collections, indexes", async () => {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    expect(databases).toContainEqual({ name: "gatehouse-test-driver" });
    expect((await database().listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)).toEqual([
      "users",
    ]);
    await users().createIndex({ name: 1 }, { unique: false });
    expect((await users().indexes()).map(({ name }) => name)).toEqual(["_id_", "name_1"]);
  });

  it("is not made by asking for it", async () => {
    expect(await database().collection("nothing").findOne({})).toBeNull();
    expect(await database().listCollections({ name: "nothing" }).toArray()).toEqual([]);
  });

  it("is told with versions and limits", async () => {
    expect(await database().command({ ping: 1 })).toMatchObject({ ok: 1 });
    expect((await database().command({ buildInfo: 1 })).version).toMatch(/^\d+\.\d+/);
    expect(await database().command({ hello: 1 })).toMatchObject({
      isWritablePrimary: true,
      maxBsonObjectSize: 16777216,
    });
    await expect(database().command({ fly: 1 })).rejects.toMatchObject({ code: 59 });
  });

  it("holds sessions", async () => {
    await client.withSession(async (session) => {
      expect(await users().countDocuments({}, { session })).toBe(3);
    });
  });
});
