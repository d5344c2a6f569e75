import { createHash } from "node:crypto";
import { canonical } from "./canonical.ts";

/** What is sealed of an entry: everything but what is personal, of which only a salted hash is. */
export interface SealedEntry {
  number: number;
  at: number;
  kind: string;
  actor: string;
  origin: string | null;
  about: readonly string[];
  facts: Readonly<Record<string, unknown>>;
  /** Of a change of permissions: its revision, what it did, and what that replaced. */
  revision: number | null;
  changes: readonly unknown[] | null;
  former: readonly unknown[] | null;
  detailsHash: string | null;
}

/** What is sealed of a segment; its hash is the head, which holds the head before. */
export interface SealedSegment {
  organization: string;
  segment: number;
  first: number;
  last: number;
  revision: number;
  at: number;
  until: number;
  root: string;
  former: string;
}

/** Before the first segment. */
export const NO_HEAD = "0".repeat(64);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const hashOfEntry = (entry: SealedEntry): string => {
  const { number, at, kind, actor, origin, about, facts, revision, changes, former, detailsHash } = entry;
  const sealed = { number, at, kind, actor, origin, about, facts, revision, changes, former, detailsHash };
  return sha256(`gatehouse audit entry\n${canonical(sealed)}`);
};

/** The salt keeps a short text (an address, a name) from being guessed out of its hash once it is erased. */
export const hashOfDetails = (salt: string, details: Readonly<Record<string, unknown>>): string =>
  sha256(`gatehouse audit details\n${salt}\n${canonical(details)}`);

export const hashOfSegment = (one: SealedSegment): string => {
  const { organization, segment, first, last, revision, at, until, root, former } = one;
  const sealed = { organization, segment, first, last, revision, at, until, root, former };
  return sha256(`gatehouse audit segment\n${canonical(sealed)}`);
};

/** The hashes of a segment's entries, one after the other, as one. */
export class Root {
  private readonly hash = createHash("sha256").update("gatehouse audit root\n");

  add(hash: string): void {
    this.hash.update(`${hash}\n`);
  }

  digest(): string {
    return this.hash.digest("hex");
  }
}

/** A head as people keep it: the segment and its hash, `12-9f86d0…`. */
export const headText = (segment: number, hash: string): string => `${segment}-${hash}`;

export interface KeptHead {
  /** Undefined: only the hash was kept. */
  segment: number | undefined;
  hash: string;
}

/** @returns null for what is no head */
export function readHead(text: string): KeptHead | null {
  const [, segment, hash] = /^(?:(\d{1,15})-)?([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  if (hash === undefined) return null;
  return { segment: segment === undefined ? undefined : Number(segment), hash };
}
