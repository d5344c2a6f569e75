import { Long } from "bson";
import { aggregated, type Fields, matcher } from "./matching.ts";
import { Refused } from "./refused.ts";
import { bytesOf, StoredCollection } from "./storedCollection.ts";
import { changed, type Update, update } from "./updates.ts";
import { batchAnswer, type Command, decode, plainAnswer } from "./wire.ts";

type Answer = (command: Fields, database: string, raw: Command["raw"]) => Buffer;

const FIRST_BATCH = 101;

/** What a MongoDB answers, with documents in memory. */
export class Commands {
  readonly #databases = new Map<string, Map<string, StoredCollection>>();
  readonly #cursors = new Map<bigint, { documents: Buffer[]; at: number; ns: string }>();
  #cursorIds = 1n;

  answer({ body, raw }: Command): Buffer {
    const name = Object.keys(body)[0] ?? "";
    const answer = this.#answers[name];
    if (answer === undefined) throw new Refused(59, "CommandNotFound", `no such command: '${name}'`);
    return answer(body, String(body.$db ?? "admin"), raw);
  }

  collection(database: string, name: string): StoredCollection {
    const collections = this.#databases.get(database) ?? new Map<string, StoredCollection>();
    this.#databases.set(database, collections);
    const collection = collections.get(name) ?? new StoredCollection();
    collections.set(name, collection);
    return collection;
  }

  readonly #hello: Answer = ({ saslSupportedMechs }) =>
    plainAnswer({
      ...(saslSupportedMechs !== undefined && { saslSupportedMechs: ["SCRAM-SHA-256"] }),
      helloOk: true,
      ismaster: true,
      isWritablePrimary: true,
      maxBsonObjectSize: 16 * 1024 * 1024,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
      localTime: new Date(),
      logicalSessionTimeoutMinutes: 30,
      connectionId: 1,
      minWireVersion: 0,
      maxWireVersion: 21,
      readOnly: false,
    });

  readonly #nothing: Answer = () => plainAnswer({});

  readonly #answers: Record<string, Answer> = {
    hello: this.#hello,
    isMaster: this.#hello,
    ismaster: this.#hello,
    ping: this.#nothing,
    endSessions: this.#nothing,
    create: ({ create }, database) => {
      this.collection(database, String(create));
      return plainAnswer({});
    },
    startSession: () => plainAnswer({ id: { id: crypto.randomUUID() }, timeoutMinutes: 30 }),
    buildInfo: () =>
      plainAnswer({
        version: "7.0.0",
        versionArray: [7, 0, 0, 0],
        gitVersion: "none",
        modules: [],
        bits: 64,
        maxBsonObjectSize: 16777216,
      }),
    connectionStatus: () =>
      plainAnswer({
        authInfo: { authenticatedUsers: [], authenticatedUserRoles: [], authenticatedUserPrivileges: [] },
      }),
    listDatabases: ({ nameOnly, filter }) => {
      const databases = [...this.#databases].map(([name, collections]) => {
        const sizeOnDisk = collections.values().reduce((sum, { bytes }) => sum + bytes, 0);
        return nameOnly === true ? { name } : { name, sizeOnDisk, empty: false };
      });
      return plainAnswer({ databases: databases.filter(matcher((filter as Fields | undefined) ?? {})) });
    },
    listCollections: ({ nameOnly, filter }, database) => {
      const found = [...(this.#databases.get(database)?.keys() ?? [])].map((name) =>
        nameOnly === true
          ? { name, type: "collection" }
          : { name, type: "collection", options: {}, info: { readOnly: false } },
      );
      const matching = found.filter(matcher((filter as Fields | undefined) ?? {}));
      return this.#cursor(matching.map(bytesOf), `${database}.$cmd.listCollections`);
    },
    listIndexes: ({ listIndexes, cursor }, database) =>
      this.#cursor(
        this.#existing(database, String(listIndexes)).indexes.map(bytesOf),
        `${database}.${listIndexes}`,
        cursor,
      ),
    createIndexes: ({ createIndexes, indexes }, database) => {
      const collection = this.collection(database, String(createIndexes));
      const before = collection.indexes.length;
      for (const index of indexes as Fields[]) {
        if (!collection.indexes.some(({ name }) => name === index.name)) collection.indexes.push({ v: 2, ...index });
      }
      return plainAnswer({ numIndexesBefore: before, numIndexesAfter: collection.indexes.length });
    },
    dropIndexes: ({ dropIndexes, index }, database) => {
      const { indexes } = this.#existing(database, String(dropIndexes));
      const kept = indexes.filter(({ name }) => name === "_id_" || (index !== "*" && name !== index));
      indexes.splice(0, indexes.length, ...kept);
      return plainAnswer({});
    },
    drop: ({ drop }, database) => {
      this.#existing(database, String(drop));
      this.#databases.get(database)?.delete(String(drop));
      return plainAnswer({ ns: `${database}.${drop}` });
    },
    dropDatabase: (_command, database) => {
      this.#databases.delete(database);
      return plainAnswer({ dropped: database });
    },
    find: ({ find, filter, sort, projection, skip, limit, batchSize, singleBatch }, database) => {
      let found = this.#read(database, String(find)).find(
        fields(filter),
        fields(sort),
        Number(skip ?? 0),
        Number(limit ?? 0),
      );
      if (Object.keys(fields(projection)).length > 0) {
        found = aggregated(found.map(decode), [{ $project: fields(projection) }], () => []).map(bytesOf);
      }
      const size = Number(limit ?? 0) < 0 || singleBatch === true ? found.length : batchSize;
      return this.#cursor(found, `${database}.${find}`, { batchSize: size });
    },
    getMore: ({ getMore, batchSize }) => {
      const id = BigInt(String(getMore));
      const cursor = this.#cursors.get(id);
      if (cursor === undefined) throw new Refused(43, "CursorNotFound", `cursor id ${id} not found`);
      const { documents, at, ns } = cursor;
      cursor.at = at + Number(batchSize ?? documents.length);
      const isLast = cursor.at >= documents.length;
      if (isLast) this.#cursors.delete(id);
      return batchAnswer("nextBatch", documents.slice(at, cursor.at), isLast ? 0n : id, ns);
    },
    killCursors: ({ cursors }) => {
      const ids = (cursors as unknown[]).map((id) => BigInt(String(id)));
      const killed = ids.filter((id) => this.#cursors.delete(id)).map((id) => Long.fromBigInt(id));
      return plainAnswer({ cursorsKilled: killed, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [] });
    },
    count: ({ count, query, skip, limit }, database) =>
      plainAnswer({
        n: this.#read(database, String(count)).find(fields(query), {}, Number(skip ?? 0), Number(limit ?? 0)).length,
      }),
    distinct: ({ distinct, key, query }, database) => {
      const pipeline = [
        { $match: { [String(key)]: { $exists: true } } },
        { $unwind: `$${key}` },
        { $group: { _id: `$${key}` } },
      ];
      const found = this.#read(database, String(distinct)).find(fields(query)).map(decode);
      return plainAnswer({ values: aggregated(found, pipeline, () => []).map(({ _id }) => _id) });
    },
    aggregate: ({ aggregate, pipeline, cursor }, database) => {
      const documentsOf = (name: string) => this.#read(database, name).find({}).map(decode);
      const [first, ...rest] = pipeline as Fields[];
      const collection = this.#read(database, String(aggregate));
      if (first !== undefined && "$collStats" in first) {
        const storageStats = { count: collection.count, size: collection.bytes };
        return this.#cursor(
          aggregated([{ ns: `${database}.${aggregate}`, storageStats }], rest, documentsOf).map(bytesOf),
          `${database}.${aggregate}`,
          cursor,
        );
      }
      // What is filtered first is filtered by the types of BSON.
      const filter = first !== undefined && "$match" in first ? fields(first.$match) : {};
      const found = collection.find(filter).map(decode);
      const stages = first !== undefined && "$match" in first ? rest : (pipeline as Fields[]);
      return this.#cursor(aggregated(found, stages, documentsOf).map(bytesOf), `${database}.${aggregate}`, cursor);
    },
    insert: ({ insert, ordered }, database, raw) => {
      const collection = this.collection(database, String(insert));
      const writeErrors: Fields[] = [];
      let n = 0;
      for (const [index, bytes] of (raw.get("documents") ?? []).entries()) {
        if (collection.insert(bytes)) n++;
        else {
          const keyValue = { _id: decode(bytes)._id };
          writeErrors.push({
            index,
            code: 11000,
            errmsg: `E11000 duplicate key error collection: ${database}.${insert} index: _id_`,
            keyPattern: { _id: 1 },
            keyValue,
          });
          if (ordered !== false) break;
        }
      }
      return plainAnswer(writeErrors.length === 0 ? { n } : { n, writeErrors });
    },
    update: ({ update: name, updates }, database) => {
      const collection = this.collection(database, String(name));
      const upserted: Fields[] = [];
      let [n, nModified] = [0, 0];
      for (const [index, each] of (updates as Update[]).entries()) {
        const outcome = update(collection, each);
        n += outcome.matched + ("upserted" in outcome ? 1 : 0);
        nModified += outcome.modified;
        if ("upserted" in outcome) upserted.push({ index, _id: outcome.upserted });
      }
      return plainAnswer({ n, nModified, ...(upserted.length > 0 && { upserted }) });
    },
    delete: ({ delete: name, deletes }, database) => {
      const collection = this.#read(database, String(name));
      let n = 0;
      for (const { q, limit } of deletes as { q: Fields; limit: number }[]) {
        for (const bytes of collection.find(q, {}, 0, limit)) {
          collection.delete(bytes);
          n++;
        }
      }
      return plainAnswer({ n });
    },
    findAndModify: (command, database) => {
      const { findAndModify, query, sort, remove, update: change, upsert, arrayFilters } = command;
      const collection = this.collection(database, String(findAndModify));
      const [before] = collection.find(fields(query), fields(sort), 0, 1);
      const value = before === undefined ? null : decode(before);
      if (remove === true) {
        if (before !== undefined) collection.delete(before);
        return plainAnswer({ lastErrorObject: { n: before === undefined ? 0 : 1 }, value });
      }
      if (before === undefined) {
        const { upserted } = update(collection, { q: fields(query), u: change as Fields, upsert: upsert === true });
        const [made] = upserted === undefined ? [] : collection.find({ _id: upserted });
        const shown = command.new === true && made !== undefined ? decode(made) : null;
        return plainAnswer({
          lastErrorObject: { n: made === undefined ? 0 : 1, updatedExisting: false, upserted },
          value: shown,
        });
      }
      const after = changed(decode(before), change as Fields | Fields[], arrayFilters as Fields[] | undefined, false);
      collection.replace(before, after);
      return plainAnswer({
        lastErrorObject: { n: 1, updatedExisting: true },
        value: command.new === true ? after : value,
      });
    },
  };

  #cursor(documents: Buffer[], ns: string, options: unknown = {}): Buffer {
    const { batchSize } = (options ?? {}) as { batchSize?: unknown };
    const batch = documents.slice(0, batchSize === undefined ? FIRST_BATCH : Number(batchSize));
    if (batch.length === documents.length) return batchAnswer("firstBatch", batch, 0n, ns);
    const id = this.#cursorIds++;
    this.#cursors.set(id, { documents, at: batch.length, ns });
    return batchAnswer("firstBatch", batch, id, ns);
  }

  /** Reading makes no collection. */
  #read(database: string, name: string): StoredCollection {
    return this.#databases.get(database)?.get(name) ?? new StoredCollection();
  }

  #existing(database: string, name: string): StoredCollection {
    const collection = this.#databases.get(database)?.get(name);
    if (collection === undefined) throw new Refused(26, "NamespaceNotFound", `ns does not exist: ${database}.${name}`);
    return collection;
  }
}

function fields(value: unknown): Fields {
  return (value as Fields | undefined) ?? {};
}
