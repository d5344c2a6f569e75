import { isIPv4, isIPv6 } from "node:net";

const BITS = 128;
/** IPv4 lies within IPv6 (`::ffff:a.b.c.d`). */
const V4 = 0xffff_0000_0000n;
export const V4_PREFIX = 96;

/** The number of an address, all 128 bits; null for what is none. `::ffff:203.0.113.7` and `203.0.113.7` are the same. */
export function addressNumber(text: string): bigint | null {
  const bare = text.split("%", 1)[0] ?? "";
  if (isIPv4(bare)) return V4 + v4Number(bare);
  if (!isIPv6(bare)) return null;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(bare);
  const hex = tail ? `${tail[1]}${v4Groups(tail[2] ?? "")}` : bare;
  const [left = "", right] = hex.split("::");
  const groups = (half: string) => (half === "" ? [] : half.split(":"));
  const [before, behind] = [groups(left), groups(right ?? "")];
  const missing = right === undefined ? 0 : 8 - before.length - behind.length;
  const all = [...before, ...Array<string>(Math.max(0, missing)).fill("0"), ...behind];
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

const v4Number = (text: string): bigint => text.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);

function v4Groups(text: string): string {
  const number = v4Number(text);
  return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
}

/** As text that sorts as addresses do: 32 hexadecimal digits. */
export const keyOf = (number: bigint): string => number.toString(16).padStart(BITS / 4, "0");

/** The key of an address; null for what is none. */
export function addressKey(text: string): string | null {
  const number = addressNumber(text);
  return number === null ? null : keyOf(number);
}
