import { hash, randomBytes } from "node:crypto";

/** LibreChat's form: `sk-` and 64 hexadecimal digits, so that keys that come with its data go on working. */
const FORM = /^sk-[0-9a-f]{64}$/;
const SHOWN = 8;

export interface MadeKey {
  /** Shown once. */
  key: string;
  /** By which people recognise it. */
  prefix: string;
  hash: string;
}

export function makeKey(): MadeKey {
  const key = `sk-${randomBytes(32).toString("hex")}`;
  return { key, prefix: key.slice(0, SHOWN), hash: hashOfKey(key) };
}

/** SHA-256, as LibreChat keeps it: 256 random bits need no slow hash. */
export const hashOfKey = (key: string): string => hash("sha256", key);

/** Whether a bearer's credential can be a key; what only begins like one is none. */
export const isKey = (credential: string): boolean => FORM.test(credential);
