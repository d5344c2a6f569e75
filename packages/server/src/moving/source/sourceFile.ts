import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { Bytes } from "./bytes.ts";
import { inflate } from "./inflate.ts";
import { type Place, SourceFailed } from "./source.ts";

const CHUNK = 256 * 1024;
/** Unpacking makes up to a thousand times as much of a chunk. */
const PACKED_CHUNK = 16 * 1024;

/** A file that is read, packed by gzip or not. */
export interface SourceFile {
  path: string;
  /** As it lies there. */
  size: number;
  packed: boolean;
}

/** By its first bytes, not by its name. */
export async function isPacked(path: string): Promise<boolean> {
  const handle = await openForReading(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** The bytes of what is in the file from an offset on. What is packed is unpacked from its beginning for that. */
export async function bytesOf(file: SourceFile, from = 0): Promise<Bytes> {
  if (!file.packed) return new Bytes(chunksOf(file.path, from, CHUNK), from);
  const bytes = new Bytes(inflate(chunksOf(file.path, 0, PACKED_CHUNK)));
  await bytes.skip(from);
  return bytes;
}

/** The first bytes of what is in the file. */
export async function headOf(file: SourceFile, length: number): Promise<Buffer> {
  const bytes = await bytesOf(file);
  try {
    await bytes.ahead(length);
    if (bytes.left === 0 && bytes.broken !== undefined) throw unreadable(file.path, bytes.broken.found);
    return Buffer.from(bytes.held.subarray(0, length));
  } finally {
    await bytes.close();
  }
}

export function offsetOf(place: Place | undefined): number {
  if (place === undefined) return 0;
  if (/^\d{1,15}$/.test(place)) return Number(place);
  throw new SourceFailed("place-unknown", `\`${place}\` is no place in a file: start from the beginning`);
}

async function* chunksOf(path: string, from: number, size: number): AsyncGenerator<Buffer> {
  const handle = await openForReading(path);
  try {
    for (let at = from; ; ) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function openForReading(path: string) {
  try {
    // The path has no link in it (`folder.ts`); one that is there now was put there since.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    throw unreadable(path, (error as Error).message, error);
  }
}

function unreadable(path: string, why: string, cause?: unknown): SourceFailed {
  return new SourceFailed("file-unreadable", `\`${path}\` cannot be read: ${why}`, { cause });
}
