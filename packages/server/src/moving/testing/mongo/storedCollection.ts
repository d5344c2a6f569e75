import { EJSON, ObjectId, serialize } from "bson";
import { compareValues } from "./bsonOrder.ts";
import { type Fields, matcher, sorted } from "./matching.ts";
import { decode } from "./wire.ts";

interface Entry {
  id: unknown;
  bytes: Buffer;
}

/** A collection in memory: the bytes of its documents, as they were inserted, by their `_id`. */
export class StoredCollection {
  readonly indexes: Fields[] = [{ v: 2, key: { _id: 1 }, name: "_id_" }];
  readonly #entries = new Map<string, Entry>();
  /** In the order of `_id`; made when it is asked for. */
  #inOrder: Entry[] | undefined;

  get count(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.values().reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** False: there is one with this `_id`. */
  insert(bytes: Buffer): boolean {
    const id = decode(bytes)._id;
    if (this.#entries.has(keyOf(id))) return false;
    this.#put({ id, bytes });
    return true;
  }

  find(filter: Fields, sort: Fields = {}, skip = 0, limit = 0): Buffer[] {
    const keys = Object.keys(sort);
    let entries = keys.length === 1 && sort._id === 1 ? this.#ordered() : [...this.#entries.values()];
    const { _id } = filter;
    if (Object.keys(filter).length === 1 && (_id instanceof ObjectId || typeof _id === "string")) {
      entries = [this.#entries.get(keyOf(_id))].filter((entry) => entry !== undefined);
    } else if (Object.keys(filter).length > 0) {
      const matches = matcher(filter);
      entries = entries.filter(({ bytes }) => matches(decode(bytes)));
    }
    if (keys.length > 0 && entries !== this.#inOrder && !(keys.length === 1 && sort._id === 1)) {
      entries = sorted(entries, sort, ({ bytes }) => decode(bytes));
    }
    return entries.slice(skip, limit === 0 ? undefined : skip + Math.abs(limit)).map(({ bytes }) => bytes);
  }

  /** True: it is another one than before. */
  replace(before: Buffer, document: Fields): boolean {
    const { _id: id } = decode(before);
    const bytes = bytesOf({ _id: id, ...document });
    if (bytes.equals(before)) return false;
    this.#put({ id, bytes });
    return true;
  }

  delete(bytes: Buffer): void {
    this.#entries.delete(keyOf(decode(bytes)._id));
    this.#inOrder = undefined;
  }

  #put(entry: Entry): void {
    this.#entries.set(keyOf(entry.id), entry);
    this.#inOrder = undefined;
  }

  #ordered(): Entry[] {
    this.#inOrder ??= [...this.#entries.values()].sort((a, b) => compareValues(a.id, b.id));
    return this.#inOrder;
  }
}

export function bytesOf(document: Fields): Buffer {
  return Buffer.from(serialize(document, { ignoreUndefined: false }));
}

function keyOf(id: unknown): string {
  return id instanceof ObjectId ? id.toHexString() : EJSON.stringify({ id });
}
