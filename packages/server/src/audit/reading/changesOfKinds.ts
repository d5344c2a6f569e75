import type { Change } from "@gatehouse/engine";
import type { Tx } from "../../store/index.ts";
import { mark } from "../chain/marks.ts";
import { kindOf } from "../sealing/segment.ts";
import { entriesOf } from "./entries.ts";
import { candidates, countMarked, entryRows, headsBefore, type Place } from "./queries.ts";

/** One change of permissions that is sealed in the trail. */
export interface SealedChange {
  /** Of its entry. */
  number: number;
  /** Which of the entry's changes. */
  index: number;
  change: Change;
  at: number;
  actor: string;
  origin: string | null;
  /** What is personal of it, where it is not erased: the address that it came from. */
  ip: string | null;
  /** Of the entry, as it is sealed. */
  hash: string;
  /** The head before the segment that it is sealed in. */
  formerHead: string;
}

export interface ChangesWish {
  kinds: readonly Change["kind"][];
  from?: number | undefined;
  to?: number | undefined;
}

const PAGE = 100;

/** Sealed changes of these kinds, the newest first: of an entry the last one first. Reads a page when the one before was taken. */
export async function* changesOfKinds(
  db: Tx,
  organization: string,
  { kinds, from, to }: ChangesWish,
): AsyncGenerator<SealedChange> {
  let after: Place | undefined;
  for (;;) {
    const found = await candidates(db, organization, [kinds.map(mark.kind)], { from, to, after }, PAGE);
    const rows = await entryRows(
      db,
      organization,
      found.map(({ number }) => number),
    );
    const heads = await headsBefore(db, organization, [...new Set(rows.map(({ segment }) => segment))]);
    const sealed = new Map(
      (await entriesOf(db, organization, rows)).map((entry, index) => [entry.number, { entry, row: rows[index] }]),
    );
    for (const { number } of found) {
      const { entry, row } = sealed.get(number) ?? {};
      if (!entry || !row || "gone" in entry) continue;
      const { at, actor, origin, details, hash } = entry;
      const ip = typeof details?.ip === "string" ? details.ip : null;
      const formerHead = heads.get(row.segment) ?? "";
      const all = [...(entry.changes ?? []).entries()].filter(([, change]) =>
        kinds.some((kind) => kind === kindOf(change)),
      );
      for (const [index, change] of all.toReversed())
        yield { ...{ number, index, change, at, actor, origin, ip, hash, formerHead } };
    }
    after = found.at(-1);
    if (found.length < PAGE) return;
  }
}

/** How many entries have such changes, counted up to `most`. */
export const countChangesOfKinds = (
  db: Tx,
  organization: string,
  kinds: readonly Change["kind"][],
  most: number,
): Promise<number> => countMarked(db, organization, kinds.map(mark.kind), most);
