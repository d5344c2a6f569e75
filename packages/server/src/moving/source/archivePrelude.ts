import { decodeBson, nextBson, Unfollowable } from "./bsonDocuments.ts";
import type { Bytes } from "./bytes.ts";
import { SourceFailed } from "./source.ts";

const MAGIC = Buffer.from([0x6d, 0xe2, 0x99, 0x81]);
const TERMINATOR = -1;

export interface Prelude {
  collections: { database: string; name: string; type: string; bytes: number | null }[];
}

export function isArchive(head: Buffer): boolean {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/**
 * Takes what stands in front of an archive's blocks: a number that says what it is, a document about the archive, one about each
 * collection, and the end of that.
 * @throws {SourceFailed} `not-a-dump`
 */
export async function preludeOf(bytes: Bytes): Promise<Prelude> {
  if (!(await bytes.skip(MAGIC.length))) throw damaged("it is too short");
  const header = await documentAt(bytes);
  if (header.version !== undefined && header.version !== "0.1")
    throw damaged(`its format is \`${header.version}\`, not \`0.1\``);
  const collections: Prelude["collections"] = [];
  while (!(await takeTerminator(bytes))) {
    const { db, collection, size, type } = await documentAt(bytes);
    collections.push({
      database: String(db ?? ""),
      name: String(collection ?? ""),
      type: typeof type === "string" && type !== "" ? type : "collection",
      // Many versions write 0 for what they do not know.
      bytes: typeof size === "number" && size > 0 ? size : null,
    });
  }
  return { collections };
}

/** Takes the end of a block, if it is there. */
export async function takeTerminator(bytes: Bytes): Promise<boolean> {
  if (!(await bytes.ahead(4)) || bytes.held.readInt32LE(bytes.at) !== TERMINATOR) return false;
  bytes.at += 4;
  return true;
}

async function documentAt(bytes: Bytes): Promise<Record<string, unknown>> {
  const found = await nextBson(bytes);
  if (found === undefined) throw damaged(bytes.broken?.found ?? "it ends in its head");
  if (found instanceof Unfollowable) throw damaged(bytes.broken?.found ?? found.found);
  try {
    return decodeBson(found);
  } catch (error) {
    throw damaged((error as Error).message);
  }
}

function damaged(found: string): SourceFailed {
  return new SourceFailed("not-a-dump", `the head of the archive cannot be read: ${found}`);
}
