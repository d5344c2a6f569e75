import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { type Reach, Reaching } from "./reaching.ts";

/** Who reaches at most so many things gets them by their ids; who reaches more, by the list's index. */
const FEW = 2_000;
const PAGE = 500;
/** Most rows that one request looks through; a page may then be shorter than `limit`, and has a place to go on from. */
const MOST_ROWS = 4_000;

/** The rows of a kind of thing, in the list's order. Neither decides who may see one. */
export interface Rows<Row extends { id: string }, Place> {
  /** Those of these ids (at most 500) that the list's filters let through, in no order. */
  byIds(ids: readonly string[]): Promise<Row[]>;
  /** Those among all of the organization that the filters let through and that come after the place, by the list's own index. */
  byIndex(after: Place | undefined, limit: number): Promise<Row[]>;
  /** Below zero if the first comes first; zero only for a place and itself. */
  compare(a: Place, b: Place): number;
  placeOf(row: Row): Place;
}

export interface ReachablePage<Row, Place> {
  rows: Row[];
  /** Where the next page begins; undefined on the last. */
  next: Place | undefined;
}

/**
 * The rows of those things on which the actor holds every action in their own right: capabilities do not widen a list (parts.ts).
 * For lists in any order; those that begin with what was changed last are quicker (listLatest.ts).
 * Cost: grows with the page and with what the actor reaches, at most 2,000 of it; not with what the actor cannot see. Whoever reaches more is
 * asked about row by row, at most 4,000 in a request.
 */
export async function listReachable<Row extends { id: string }, Place>(
  access: OrganizationAccess,
  actor: Actor,
  reach: Reach,
  rows: Rows<Row, Place>,
  after: Place | undefined,
  limit: number,
): Promise<ReachablePage<Row, Place>> {
  const reaching = new Reaching(access, actor, reach);
  const few = await access.inTurn(actor, () => fewIds(reaching));
  return few ? listByIds(reaching, rows, few, after, limit) : listByIndex(reaching, rows, after, limit);
}

/** Ids of what the actor reaches by the first of the actions; undefined if these are many. */
function fewIds(reaching: Reaching): string[] | undefined {
  const { access, actor, firstAction, reach, isOwn, context } = reaching;
  reaching.begin();
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page: { resources: string[]; next: string | null } = access.engine.listResources(
      actor.subject,
      firstAction,
      reach.type,
      { limit: PAGE, after, own: isOwn },
      context,
    );
    ids.push(...page.resources.map((name) => reaching.idOf(name)));
    after = page.next;
    if (after !== null && (ids.length >= FEW || reaching.isExhausted)) return undefined;
  } while (after !== null);
  return ids;
}

async function listByIds<Row extends { id: string }, Place>(
  reaching: Reaching,
  rows: Rows<Row, Place>,
  ids: readonly string[],
  after: Place | undefined,
  limit: number,
): Promise<ReachablePage<Row, Place>> {
  const wanted = reaching.access.measured(reaching.actor, () =>
    ids.filter((id) => reaching.isWanted(reaching.nameOf(id))),
  );
  const found: Row[] = [];
  for (let from = 0; from < wanted.length; from += PAGE)
    found.push(...(await rows.byIds(wanted.slice(from, from + PAGE))));
  const isBehind = (row: Row) => after === undefined || rows.compare(after, rows.placeOf(row)) < 0;
  return pageOf(rows, found.filter(isBehind), limit);
}

/** Row by row, in the list's order: for whoever reaches so much that a page is soon full. */
export async function listByIndex<Row extends { id: string }, Place>(
  reaching: Reaching,
  rows: Pick<Rows<Row, Place>, "byIndex" | "placeOf">,
  after: Place | undefined,
  limit: number,
): Promise<ReachablePage<Row, Place>> {
  reaching.begin();
  const found: Row[] = [];
  let place = after;
  for (let seen = 0; seen < MOST_ROWS; ) {
    const piece = await rows.byIndex(place, PAGE);
    seen += piece.length;
    const end = reaching.access.measured(reaching.actor, () => {
      for (const row of piece) {
        if (reaching.isExhausted && place !== after) return { rows: found, next: place };
        const isWanted = reaching.isWanted(reaching.nameOf(row.id));
        if (isWanted && found.length === limit) return { rows: found, next: place };
        place = rows.placeOf(row);
        if (isWanted) found.push(row);
      }
      return undefined;
    });
    if (end) return end;
    if (piece.length < PAGE) return { rows: found, next: undefined };
  }
  return { rows: found, next: place };
}

/** The first of them, and where the next ones begin. */
export function pageOf<Row extends { id: string }, Place>(
  order: Pick<Rows<Row, Place>, "compare" | "placeOf">,
  found: readonly Row[],
  limit: number,
): ReachablePage<Row, Place> {
  const rows = found.toSorted((a, b) => order.compare(order.placeOf(a), order.placeOf(b))).slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: found.length > limit && last ? order.placeOf(last) : undefined };
}
