import { setTimeout as pause } from "node:timers/promises";
import { deserialize, EJSON } from "bson";
import { type Collection, type Db, MongoClient } from "mongodb";
import { behind } from "./behind.ts";
import { decodeBson } from "./bsonDocuments.ts";
import { parseExtendedJson } from "./extendedJson.ts";
import { databaseIn, optionsFor, shownAddress } from "./liveAddress.ts";
import { liveFailure, mayGoOn } from "./liveFailure.ts";
import {
  type Document,
  type Place,
  type ReadOptions,
  type Source,
  type SourceCollection,
  SourceFailed,
  type SourceRemark,
} from "./source.ts";

const BATCH = 1000;
/** Pauses before another try when the connection was lost, in milliseconds; each document that comes begins them anew. */
const PAUSES = [250, 1000, 4000, 10_000, 20_000];

const OWN = new Set(["admin", "config", "local"]);

/** A database that runs. A place is an `_id`. @throws {SourceFailed} */
export async function liveSource(
  address: string,
  wanted?: string,
  pauses: readonly number[] = PAUSES,
): Promise<Source> {
  let client: MongoClient;
  try {
    client = new MongoClient(address, optionsFor(address));
  } catch (error) {
    throw liveFailure(error, address, "address-unreadable");
  }
  try {
    await client.connect();
    const name = wanted ?? databaseIn(address) ?? (await onlyDatabase(client));
    const db = client.db(name);
    const { names, remarks } = await namesIn(db);
    if (names.length === 0) await requireDatabase(client, name);
    return {
      name: shownAddress(address, name),
      remarks,
      async collections() {
        try {
          const { names } = await namesIn(db);
          return await Promise.all(names.map((each) => measured(db.collection(each))));
        } catch (error) {
          throw liveFailure(error, address);
        }
      },
      read(collection, options) {
        if (names.includes(collection)) return read(db.collection(collection), address, pauses, options);
        throw new SourceFailed(
          "no-such-collection",
          `there is no collection \`${collection}\` here, but: ${names.join(", ")}`,
        );
      },
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw liveFailure(error, address);
  }
}

async function* read(collection: Collection, address: string, pauses: readonly number[], options: ReadOptions) {
  let last: { id: unknown } | undefined = options.after === undefined ? undefined : { id: idOf(options.after) };
  for (let failures = 0; ; ) {
    const cursor = collection.find(last === undefined ? {} : behind(last.id), {
      sort: { _id: 1 },
      batchSize: BATCH,
      // One document that cannot be read shall not end the others of its batch.
      raw: true,
      ...(options.signal && { signal: options.signal }),
    });
    try {
      for await (const found of cursor) {
        failures = 0;
        const outcome = outcomeOf(found as unknown as Uint8Array);
        last = { id: outcome.id };
        const place = EJSON.stringify(outcome.id, { relaxed: false });
        if ("document" in outcome) yield { document: outcome.document, place };
        else
          options.problem({
            collection: collection.collectionName,
            at: `_id ${place}`,
            code: "document-unreadable",
            found: outcome.found,
          });
      }
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      const wait = pauses[failures];
      if (!mayGoOn(error) || wait === undefined) throw liveFailure(error, address);
      failures++;
      await pause(wait, undefined, options.signal && { signal: options.signal });
    } finally {
      await cursor.close().catch(() => {});
    }
  }
}

function outcomeOf(bytes: Uint8Array): { id: unknown; document: Document } | { id: unknown; found: string } {
  try {
    const document = decodeBson(bytes);
    return { id: document._id, document };
  } catch (error) {
    // What cannot be read is most often a text in it: its id is needed to go on behind it.
    const { _id } = deserialize(bytes, { bsonRegExp: true, validation: { utf8: false } });
    return { id: _id, found: (error as Error).message };
  }
}

function idOf(place: Place): unknown {
  try {
    return parseExtendedJson(`{"id":${place}}`).id;
  } catch (error) {
    throw new SourceFailed("place-unknown", `\`${place}\` is no \`_id\`: start from the beginning`, { cause: error });
  }
}

async function namesIn(db: Db): Promise<{ names: string[]; remarks: SourceRemark[] }> {
  const all = await db.listCollections({}, { nameOnly: true, authorizedCollections: true }).toArray();
  const ours = all.filter(({ name }) => !name.startsWith("system.")).sort((a, b) => (a.name < b.name ? -1 : 1));
  const remarks = ours
    .filter(({ type }) => type === "view")
    .map(({ name }): SourceRemark => ({ code: "view-left-out", found: `\`${name}\` is a view of other collections` }));
  return { names: ours.filter(({ type }) => type !== "view").map(({ name }) => name), remarks };
}

/** Some accounts may not ask for statistics, and some databases have none. */
async function measured(collection: Collection): Promise<SourceCollection> {
  const name = collection.collectionName;
  const [statistics] = await collection
    .aggregate<{ storageStats?: { count?: number; size?: number } }>([{ $collStats: { storageStats: {} } }])
    .toArray()
    .catch(() => []);
  const { count, size } = statistics?.storageStats ?? {};
  return {
    name,
    count: count ?? (await collection.estimatedDocumentCount().catch(() => null)),
    bytes: size ?? null,
  };
}

async function databasesOf(client: MongoClient): Promise<string[]> {
  const { databases } = await client.db("admin").admin().listDatabases({ nameOnly: true, authorizedDatabases: true });
  return databases.map(({ name }) => name).filter((name) => !OWN.has(name));
}

async function onlyDatabase(client: MongoClient): Promise<string> {
  const names = await databasesOf(client);
  if (names.length === 1) return names[0]!;
  if (names.length === 0) throw new SourceFailed("no-such-database", "there is no database that this account may read");
  throw severalDatabases(names);
}

export function severalDatabases(names: string[]): SourceFailed {
  return new SourceFailed(
    "several-databases",
    `there are several databases here, choose one of: ${names.sort().join(", ")}`,
  );
}

/** A database without a collection is none: MongoDB answers for each name. */
async function requireDatabase(client: MongoClient, name: string): Promise<void> {
  const others = await databasesOf(client).catch(() => []);
  const there = others.length === 0 ? "" : `, but: ${others.join(", ")} (names in upper and lower case are different)`;
  throw new SourceFailed("no-such-database", `the database \`${name}\` is empty or does not exist${there}`);
}
