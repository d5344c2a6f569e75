/**
 * A document as the driver gives it with its defaults: int32, double and int64 within the safe integers are numbers, other int64
 * are `Long`; strings, dates and null as they are; everything else stays a class of `bson` (`ObjectId`, `Decimal128`, `Binary`,
 * `UUID` for binaries of subtype 4, `Timestamp`, `Code`, `DBRef`, `MinKey`, `MaxKey`). Only regular expressions differ: they are
 * `BSONRegExp`, since not each of them is one in JavaScript.
 */
export type Document = Record<string, unknown>;

export interface SourceCollection {
  name: string;
  /** null: not known without reading it. */
  count: number | null;
  /** As it lies there, not compressed; null: not known. */
  bytes: number | null;
}

export interface SourceProblem {
  collection: string;
  /** Where: `byte 1234` (of what is unpacked), or `_id …`. */
  at: string;
  /**
   * `document-unreadable`: this one was passed over. `file-truncated`, `file-unreadable`: the collection ends here, though
   * there may have been more. `checksum-wrong`: all was read, and something of it is not what was written.
   */
  code: "document-unreadable" | "file-truncated" | "file-unreadable" | "checksum-wrong";
  found: string;
}

/** What was left out, or must be known before one relies on what is read. */
export interface SourceRemark {
  code: "oplog-left-out" | "link-left-out" | "view-left-out" | "collection-twice";
  found: string;
}

/** Serializable as JSON: an offset, or an `_id` in canonical Extended JSON. */
export type Place = string;

export interface ReadOptions {
  /** Go on behind this place. */
  after?: Place | undefined;
  problem(problem: SourceProblem): void;
  signal?: AbortSignal | undefined;
}

/** Where LibreChat's documents lie: a database, or what its tools made of one. Nothing is ever written there. */
export interface Source {
  /** In words, without a password. */
  readonly name: string;
  readonly remarks: readonly SourceRemark[];
  collections(): Promise<SourceCollection[]>;
  /**
   * The documents in the order of the file, or of `_id` where it is a database; memory does not grow with the collection. An
   * unreadable document is told to `problem` and passed over where the next one can be found; otherwise the collection ends.
   * @throws {SourceFailed} `no-such-collection`, `place-unknown`, or what a database refuses
   */
  read(collection: string, options: ReadOptions): AsyncIterable<{ document: Document; place: Place }>;
  close(): Promise<void>;
}

export type SourceFailure =
  | "not-found"
  | "not-a-dump"
  | "not-utf8"
  | "file-unreadable"
  | "no-such-database"
  | "several-databases"
  | "no-such-collection"
  | "place-unknown"
  | "address-unreadable"
  | "unreachable"
  | "tls"
  | "sign-in-refused"
  | "not-allowed"
  | "database-fault";

/** A source cannot be opened, or cannot go on; the message says what to do. */
export class SourceFailed extends Error {
  readonly code: SourceFailure;
  constructor(code: SourceFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
