import { randomBytes } from "node:crypto";

/**
 * A new id: 24 hexadecimal digits, as LibreChat's ObjectIds look; unique without asking anybody.
 * The first eight are the second in which it was made, so that rows made together lie together in an index; 64 random bits follow.
 */
export function newId(now = Date.now()): string {
  const bytes = randomBytes(12);
  bytes.writeUInt32BE(Math.floor(now / 1000) % 2 ** 32, 0);
  return bytes.toString("hex");
}
