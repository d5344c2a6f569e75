import { Long, serialize } from "bson";
import type { Collections } from "./written.ts";

const MAGIC = Buffer.from([0x6d, 0xe2, 0x99, 0x81]);
const TERMINATOR = Buffer.from([0xff, 0xff, 0xff, 0xff]);

/** An archive as `mongodump` writes it: blocks of a few documents of each collection in turn, then its end with a checksum. */
export function archiveOf(databases: Record<string, Collections>, blockSize = 3): Buffer {
  const parts: Buffer[] = [MAGIC];
  const write = (document: Record<string, unknown>) => parts.push(Buffer.from(serialize(document)));
  write({ concurrent_collections: 4, version: "0.1", server_version: "7.0.0", tool_version: "100.9.0" });
  const open = Object.entries(databases).flatMap(([db, collections]) =>
    Object.entries(collections).map(([collection, documents]) => ({
      db,
      collection,
      rest: documents.map((each) => Buffer.from(serialize(each))),
      crc: ALL,
    })),
  );
  for (const { db, collection } of open) write({ db, collection, metadata: "{}", size: 0, type: "collection" });
  parts.push(TERMINATOR);
  while (open.length > 0) {
    for (const each of [...open]) {
      const { db, collection } = each;
      const block = each.rest.splice(0, blockSize);
      if (block.length > 0) {
        write({ db, collection, EOF: false, CRC: Long.ZERO });
        parts.push(...block, TERMINATOR);
        each.crc = checksum(Buffer.concat(block), each.crc);
      } else {
        write({ db, collection, EOF: true, CRC: Long.fromBigInt(BigInt.asIntN(64, each.crc ^ ALL)) });
        parts.push(TERMINATOR);
        open.splice(open.indexOf(each), 1);
      }
    }
  }
  return Buffer.concat(parts);
}

const ALL = 0xffffffffffffffffn;

/** CRC-64 bit by bit, as it is defined. */
function checksum(bytes: Buffer, before: bigint): bigint {
  let crc = before;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1n) === 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  }
  return crc;
}
