import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { compareTexts } from "../reachable/compareTexts.ts";
import { listReachable, type Rows } from "../reachable/listReachable.ts";
import { linkOf } from "./linkShape.ts";
import {
  type LinkFilter,
  type LinkOrder,
  type LinkPlace,
  type LinkRow,
  listLinkRows,
  listLinkRowsOf,
} from "./queries.ts";
import type { ListQuery } from "./schemas.ts";

const columns = { createdAt: "created_at", title: "title" } as const;

/**
 * One's own links: those that one may delete as their owner, which no switch and no moderator hides.
 * @throws {Problem} `cursor-invalid` for a cursor that was altered, or is another list's or another subject's
 * Cost: see reachable/listReachable.ts.
 */
export async function listLinks({ access, store, cursors, now }: WorkspaceParts, actor: Actor, query: ListQuery) {
  const { organization, subject } = actor;
  const { pageSize, cursor, sortBy, sortDirection, search } = query;
  const question = ["links", organization, subject, { sortBy, sortDirection, search }];
  const after = cursor === undefined || cursor === "" ? undefined : placeOf(cursors.read(question, cursor));
  const filter: LinkFilter = { search, ownedBy: subject };
  const order: LinkOrder = { column: columns[sortBy], direction: sortDirection };
  const rows: Rows<LinkRow, LinkPlace> = {
    byIds: (ids) => listLinkRowsOf(store.db, organization, ids, filter),
    byIndex: (from, most) => listLinkRows(store.db, organization, filter, order, from, most),
    compare: (a, b) => compared(a, b, order.direction),
    placeOf: (row) => ({ value: row[order.column], id: row.id }),
  };
  const reach = { type: "sharedLink", actions: ["delete"], whose: "me", now: now() } as const;
  const page = await listReachable(access.of(actor), actor, reach, rows, after, pageSize);
  const { next } = page;
  return {
    links: page.rows.map(linkOf),
    hasNextPage: next !== undefined,
    ...(next && { nextCursor: cursors.sign(question, JSON.stringify([next.value, next.id])) }),
  };
}

function compared(a: LinkPlace, b: LinkPlace, direction: LinkOrder["direction"]): number {
  const byValue = a.value === b.value ? compareTexts(a.id, b.id) : a.value < b.value ? -1 : 1;
  return direction === "asc" ? byValue : -byValue;
}

function placeOf(text: string): LinkPlace {
  const [value, id] = JSON.parse(text);
  return { value, id };
}
