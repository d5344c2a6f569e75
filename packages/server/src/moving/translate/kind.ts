import type { Account, Change, Expiry, Principal, ResourceName } from "@gatehouse/engine";
import type { Insertable } from "kysely";
import type { SecondFactors } from "../../identity/secondFactor/service.ts";
import type { Tx } from "../../store/index.ts";
import type { TableName } from "../../store/table-rows.ts";
import type { Tables } from "../../store/tables.ts";
import type { Document } from "../source/index.ts";

/** What is found in a document that cannot come as it is; one line of the error log. */
export interface Finding {
  /** Stable, for programs: `author-missing`. */
  code: string;
  /** Of the document; empty: all of it. */
  field: string;
  /** As it stands there, short; never a secret. */
  found: string;
  /** What became of it, in words: `left out`, `the organization owns it`. */
  done: string;
}

/** Rows without their organization. Rows of one table name the same columns, so that they are written together. */
export type Rows = { [T in TableName]?: Omit<Insertable<Tables[T]>, "organization_id">[] };

/** A grant whose number is given when it is written. */
export interface WishedGrant {
  kind: "grant-wished";
  principal: Principal;
  resource: ResourceName;
  allow: readonly string[];
  expiresAt: Expiry;
  /** Who gave it there: `user:…`; null: nobody says. */
  givenBy: Account | null;
  givenAt: number | null;
}

/** Who owns what nobody else does. */
export const ORGANIZATION = "organization";

export type Wished = Exclude<Change, { kind: "grant-set" }> | WishedGrant;

/** What a document becomes: all of it in one transaction. */
export interface Translated {
  /**
   * What it is here, where its id does not say so: of a person who was here already, by their address, their account (they stay, and what was theirs
   * there is theirs here); of a role its name.
   */
  is?: string;
  rows: Rows;
  changes: readonly Wished[];
  findings: readonly Finding[];
}

export interface SecondFactorKeys {
  /** LibreChat's, 32 bytes. */
  credsKey: Uint8Array;
  /** What is kept of a secret and of sums of backup codes. */
  keep: SecondFactors["keep"];
}

/** What is here already, or came from an earlier collection. */
export interface Known {
  readonly organization: string;
  /** Addresses of those who become super admins, in small letters. */
  readonly superAdmins: ReadonlySet<string>;
  /** Whether somebody whose address is not verified comes in. */
  readonly admitsUnverified: boolean;
  /** Whether the bytes of files come, too. */
  readonly bringsContents: boolean;
  /** What opens second factors and keeps them; null: they are left. */
  readonly secondFactors: SecondFactorKeys | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Who somebody is here: `user:…`; null: nobody who is here. @param id as it stands there: an ObjectId, or its 24 digits as text */
  account(id: unknown): Account | null;
  /** Who owns a thing here; null: there is none. */
  ownerOf(resource: string): string | null;
  /** Whether there is such a principal or thing here (`group:64f0…`, `agent:64f0…`); not asked of conversations, messages and files, which are rows. */
  has(name: string): boolean;
}

/**
 * One collection of LibreChat, and what its documents become here. Translating is pure: the same document becomes the same.
 * @typeParam L what has to be looked up for many documents at once
 */
export interface Kind<L = undefined> {
  collection: string;
  /** Documents that are in memory together at most, where each may be large; absent: as many as are written together. */
  atOnce?: number;
  /** What is read of the database before a batch is translated; absent: nothing. */
  lookUp?(db: Tx, documents: readonly Document[], known: Known): Promise<L>;
  /** Never throws for what a document says: that is a finding. */
  translate(document: Document, known: Known, found: L): Translated;
  /**
   * Takes away the rows that documents became, for an undo; what decides is taken back elsewhere. Absent: it becomes none.
   * @param ids of the documents, 24 digits
   * @param is what some of them are here, by id; see {@link Translated.is}
   */
  remove?(tx: Tx, organization: string, ids: readonly string[], is: ReadonlyMap<string, string>): Promise<void>;
}

/** A {@link Kind} as whoever moves it in needs it, whatever it looks up. */
export interface Collection extends Pick<Kind, "collection" | "atOnce" | "remove"> {
  /** @returns what translates any of these documents */
  ready(db: Tx, documents: readonly Document[], known: Known): Promise<(document: Document) => Translated>;
}

export const collectionOf = <L>({ lookUp, translate, ...kind }: Kind<L>): Collection => ({
  ...kind,
  async ready(db, documents, known) {
    // Of a kind that looks nothing up, `L` is `undefined`.
    const found = (await lookUp?.(db, documents, known)) as L;
    return (document) => translate(document, known, found);
  },
});
