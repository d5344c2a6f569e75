import { occasion } from "../../http/occasion.ts";
import { newId } from "../ids.ts";
import type { Tx } from "../transactions.ts";
import type { EventKind } from "./kinds.ts";

/** What an entry says in ids, counts and names of fields. Never content, secrets, or anything personal: it cannot be erased. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
/** What is personal: can be erased, the chain stays valid. */
export type Details = Readonly<Record<string, string>>;

export interface TrailEvent {
  organization: string;
  kind: EventKind;
  /** Default: whoever asks. */
  actor?: string;
  /** Names of what it is about. */
  about?: readonly string[];
  facts?: Facts;
  details?: Details;
  /** Default: by which way whoever asks came. */
  from?: string;
  /** Default: now. */
  at?: number;
}

const MOST_NAMES = 500;
const LONGEST_DETAIL = 500;
/** Whoever did it where nobody had signed in. */
export const NOBODY = "nobody";

/**
 * Appends to the audit trail what happens here and takes no revision, in the transaction that does it: both are kept or neither. The address
 * is that of the request. It is sealed within seconds (audit/sealing). Cost: one row.
 */
export async function noteEvent(tx: Tx, event: TrailEvent): Promise<void> {
  await tx.insertInto("audit_events").values(rowOf(event)).execute();
}

/** The same for several, in one statement; at most some hundred. */
export async function noteEvents(tx: Tx, events: readonly TrailEvent[]): Promise<void> {
  if (events.length > 0) await tx.insertInto("audit_events").values(events.map(rowOf)).execute();
}

function rowOf({ organization, kind, actor, about = [], facts = {}, details = {}, from, at = Date.now() }: TrailEvent) {
  const here = occasion();
  const personal = { ...(here.ip !== undefined && { ip: here.ip }), ...details };
  const kept = Object.entries(personal).map(([name, text]) => [name, storable(text)]);
  return {
    organization_id: organization,
    id: newId(at),
    at,
    kind,
    actor: actor ?? here.actor?.name ?? NOBODY,
    origin: from ?? here.actor?.from ?? (here.ip === undefined ? null : "api"),
    about: JSON.stringify(about.slice(0, MOST_NAMES)),
    facts: JSON.stringify(facts),
    details: kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept)),
  };
}

const storable = (text: string): string => text.slice(0, LONGEST_DETAIL).toWellFormed().replaceAll("\0", "");
