import { crc32, inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** One file of an archive. */
export interface Unzipped {
  bytes: Buffer;
  isCompressed: boolean;
}

/** Reads an archive as unpacking programs do: from the directory at its end, each file against its checksum. @throws where it is not whole */
export function unzip(archive: Buffer): Map<string, Unzipped> {
  const end = archive.length - 22;
  if (end < 0 || archive.readUInt32LE(end) !== END)
    throw new Error("no directory at the end: the archive is not whole");
  const files = new Map<string, Unzipped>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error("the directory is damaged");
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const path = archive.toString("utf8", at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const raw = archive.subarray(from, from + archive.readUInt32LE(at + 20));
    const isCompressed = archive.readUInt16LE(at + 10) === 8;
    const bytes = isCompressed ? inflateRawSync(raw) : raw;
    if (crc32(bytes) !== archive.readUInt32LE(at + 16)) throw new Error(`${path} is damaged`);
    if (files.has(path)) throw new Error(`${path} is there twice`);
    files.set(path, { bytes, isCompressed });
    at += 46 + nameLength + extra + comment;
  }
  return files;
}
