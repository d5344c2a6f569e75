import type { ControlledTransaction, Kysely } from "kysely";
import type { Tables } from "../tables.ts";

/** What the store needs of a database. Everything in which SQLite and PostgreSQL differ is behind this. */
export interface Database {
  readonly kind: "sqlite" | "postgres";
  /** Sees committed rows only; on SQLite a connection of its own that cannot write. */
  readonly reads: Kysely<Tables>;
  /** Begins a transaction that may write. */
  begin(): Promise<ControlledTransaction<Tables>>;
  /**
   * Transactions of one lane wait for each other in this process, instead of inside the database; null: no need to wait.
   * @param organization whose head the transaction moves, or null if it moves none
   */
  laneOf(organization: string | null): string | null;
  /** The organization's head, locked until the transaction ends; undefined if there is no such organization. */
  lockHead(tx: Kysely<Tables>, organization: string): Promise<Head | undefined>;
  /** Until the transaction ends, no other one has a lock of this name, on whatever server. */
  lockName(tx: Kysely<Tables>, name: string): Promise<void>;
  /** Inside the transaction (of an organization, or of what `configHeads.ts` names): tells the other servers, once it commits, of the new head. */
  announce(tx: Kysely<Tables>, organization: string, revision: number): Promise<void>;
  /** After the commit: tells the followers in this process, where the database does not. */
  committed(organization: string, revision: number): void;
  follow(onRevision: OnRevision): Following;
  /** When (ms since 1970) this process last knew for sure what the newest revisions are. */
  lastHeardAt(): number;
  /** Runs `work` on one unchanging state of the whole database, beside everything else; only reads. */
  readConsistently<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  readonly inspection: Inspection;
  close(): Promise<void>;
  /** Closes, and takes the embedded database away; one on a server stays. */
  discard(): Promise<void>;
}

/** What the database says of itself, for whoever looks for what is wrong. Changes nothing. */
export interface Inspection {
  /** `3.50.4`, `15.8` */
  version(): Promise<string>;
  /** Its own clock (ms since 1970); null where it has none but this machine's. */
  clock(): Promise<number | null>;
  /** In words, what this process may not do, and would have to; none: it may do all. */
  missingRights(): Promise<string[]>;
  /** All but those that come with a table's primary key. */
  indexes(): Promise<Index[]>;
}

export interface Index {
  name: string;
  table: string;
  /** In their order. */
  columns: readonly string[];
  isUnique: boolean;
  /** Of some rows only. */
  isPartial: boolean;
  /** False: its making was cut off, and it answers nothing. */
  isValid: boolean;
}

export interface Head {
  revision: number;
  revision_at: number;
}

/** Called with the head of every organization at first, and again whenever one moves; may repeat itself. */
export type OnRevision = (organization: string, revision: number) => void;

export interface Following {
  stop(): void;
}

/** Shape of pino's methods. */
export interface StoreLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
