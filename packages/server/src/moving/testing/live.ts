import { randomUUID } from "node:crypto";
import { serialize } from "bson";
import { MongoClient } from "mongodb";
import { openSource, type Source } from "../source/index.ts";
import type { Collections } from "./forms/written.ts";
import { startMongoServer } from "./mongoServer.ts";

/**
 * A database with these collections: of a real MongoDB where `MONGO_URL` names one, in a database of its own, otherwise of a server
 * in this process.
 */
export async function openLive(collections: Collections): Promise<{ source: Source; close(): Promise<void> }> {
  const real = process.env.MONGO_URL;
  if (real !== undefined) {
    const client = new MongoClient(real);
    const database = client.db(`gatehouse-test-${randomUUID()}`);
    for (const [name, documents] of Object.entries(collections)) {
      await database.createCollection(name);
      if (documents.length > 0)
        await database.collection(name).insertMany(documents.map((document) => ({ ...document })));
    }
    const close = async () => {
      await database.dropDatabase();
      await client.close();
    };
    return { source: await openSource(real, { database: database.databaseName }), close };
  }
  const server = await startMongoServer();
  for (const [name, documents] of Object.entries(collections)) {
    server.put(
      "LibreChat",
      name,
      documents.map((document) => serialize(document)),
    );
  }
  return { source: await openSource(server.url("LibreChat")), close: () => server.close() };
}
