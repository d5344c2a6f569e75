import { deserialize } from "bson";
import type { Bytes } from "./bytes.ts";
import type { Document } from "./source.ts";

/** MongoDB's own limit is 16 MB; what its tools write may be slightly above. */
const LARGEST = 16 * 1024 * 1024 + 64 * 1024;
/** Its length, and a zero. */
const SMALLEST = 5;

/** @throws if the bytes are no document, or a text in it is no UTF-8 */
export function decodeBson(bytes: Uint8Array): Document {
  return deserialize(bytes, { bsonRegExp: true });
}

/** A stream cannot be followed any further. */
export class Unfollowable {
  readonly found: string;
  constructor(found: string) {
    this.found = found;
  }
}

/** The bytes of the next document, which are taken; undefined: there is nothing more. Ends with a `Bytes.broken`, too. */
export async function nextBson(bytes: Bytes): Promise<Buffer | Unfollowable | undefined> {
  if (!(await bytes.ahead(4))) {
    return bytes.left === 0 ? undefined : new Unfollowable(`${bytes.left} bytes are left, which are no document`);
  }
  const length = bytes.held.readInt32LE(bytes.at);
  if (length < SMALLEST || length > LARGEST) return new Unfollowable(impossible(length));
  if (!(await bytes.ahead(length))) {
    return new Unfollowable(`a document of ${length} bytes, of which ${bytes.left} are there`);
  }
  bytes.at += length;
  return bytes.held.subarray(bytes.at - length, bytes.at);
}

/** Passes over a document without looking into it. */
export async function passOverBson(bytes: Bytes): Promise<Unfollowable | undefined> {
  if (!(await bytes.ahead(4))) return new Unfollowable(`${bytes.left} bytes are left, which are no document`);
  const length = bytes.held.readInt32LE(bytes.at);
  if (length < SMALLEST || length > LARGEST) return new Unfollowable(impossible(length));
  return (await bytes.skip(length)) ? undefined : new Unfollowable(`a document of ${length} bytes is cut off`);
}

function impossible(length: number): string {
  return `${length} where the length of a document is expected; what follows cannot be found`;
}
