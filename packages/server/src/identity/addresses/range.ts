import { isIPv4 } from "node:net";
import { addressNumber, keyOf, V4_PREFIX } from "../../store/index.ts";

const BITS = 128;
/** With what the keys of IPv4 begin. */
const V4_START = "00000000000000000000ffff";
/** The widest range that is banned at once. */
export const WIDEST = { v4: 16, v6: 32 } as const;
/** A customer's line has so much of IPv6: somebody there takes another address at will. */
const V6_LINE = 64;

/** An address, or all that begin alike. */
export interface AddressRange {
  /** As people write it: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/48`. */
  text: string;
  /** Keys of the first and the last address, which sort as addresses do. */
  first: string;
  last: string;
}

/** Where nobody from the Internet comes from: this machine, and networks of one's own. */
const privateRanges: readonly AddressRange[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "::/127",
  "fc00::/7",
  "fe80::/10",
].map((text) => required(readRange(text)));

/** What is written, with the bits beyond its length cleared; null for what is neither an address nor a range. */
export function readRange(written: string): AddressRange | null {
  const match = /^([0-9a-fA-F.:]{2,45})(?:\/(\d{1,3}))?$/.exec(written.trim());
  const number = addressNumber(match?.[1] ?? "");
  if (!match || number === null) return null;
  const isShort = isIPv4(match[1] ?? "");
  const most = isShort ? BITS - V4_PREFIX : BITS;
  const given = match[2] === undefined ? most : Number(match[2]);
  if (given > most) return null;
  return rangeOf(number, isShort ? given + V4_PREFIX : given);
}

/** Whether so much is more than is banned at once. */
export function isTooWide({ first, last }: AddressRange): boolean {
  const bits = BITS - sizeOf(first, last);
  return isV4(first, last) ? bits - V4_PREFIX < WIDEST.v4 : bits < WIDEST.v6;
}

/** The address itself; of IPv6 all of its line. Null where it is none. */
export function lineOf(ip: string): AddressRange | null {
  const number = addressNumber(ip);
  if (number === null) return null;
  const key = keyOf(number);
  return rangeOf(number, isV4(key, key) ? BITS : V6_LINE);
}

export const overlaps = (one: AddressRange, other: AddressRange): boolean =>
  one.first <= other.last && other.first <= one.last;

export const isPrivate = (range: AddressRange): boolean => privateRanges.some((one) => overlaps(one, range));

/** @param key of an address (`addressKey`) */
export const holds = ({ first, last }: Pick<AddressRange, "first" | "last">, key: string): boolean =>
  first <= key && key <= last;

function rangeOf(number: bigint, length: number): AddressRange {
  const rest = BigInt(BITS - length);
  const first = (number >> rest) << rest;
  const last = first | ((1n << rest) - 1n);
  const keys = { first: keyOf(first), last: keyOf(last) };
  const isShort = isV4(keys.first, keys.last);
  const suffix = length === BITS ? "" : `/${isShort ? length - V4_PREFIX : length}`;
  return { text: `${isShort ? v4Text(first) : v6Text(first)}${suffix}`, ...keys };
}

function isV4(first: string, last: string): boolean {
  return first.startsWith(V4_START) && last.startsWith(V4_START);
}

/** How many bits differ. */
function sizeOf(first: string, last: string): number {
  return (BigInt(`0x${first}`) ^ BigInt(`0x${last}`)).toString(2).replace(/^0$/, "").length;
}

function v4Text(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 0xffn)).join(".");
}

/** As everybody writes it (RFC 5952): the browser's own reader does it. */
function v6Text(number: bigint): string {
  const groups = keyOf(number).match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error("a range of our own cannot be read");
  return value;
}
