import { type ExportEntry, type ExportPage, type ExportWish, itemsOf, jsonList } from "../../identity/index.ts";
import type { MyAccess } from "../myAccess/service.ts";
import type { Openings } from "../openings/service.ts";
import type { WorkspaceParts } from "../parts.ts";
import type { AccessRequests } from "../requests/service.ts";
import { iso } from "../shapes.ts";
import { counters, countsOf } from "../usage/counts.ts";

const LIMIT = 100;

interface Services {
  requests: AccessRequests;
  openings: Openings;
  myAccess: MyAccess;
}

/** Between them and others: as the console shows it to them, and not more. */
export async function* sharingEntries(
  { store }: WorkspaceParts,
  { requests, openings, myAccess }: Services,
  { actor, at }: ExportWish,
): AsyncGenerator<ExportEntry> {
  const lists: [path: string, read: (cursor: string | undefined) => Promise<ExportPage>][] = [
    [
      "shared-by-me.json",
      async (cursor) => {
        const { things, nextCursor } = await myAccess.sharedByMe(actor, { limit: LIMIT, cursor });
        return { items: things, nextCursor };
      },
    ],
    [
      "shared-with-me.json",
      async (cursor) => {
        const { shares, nextCursor } = await myAccess.sharedWithMe(actor, { limit: LIMIT, cursor });
        return { items: shares, nextCursor };
      },
    ],
    [
      "access-requests.json",
      async (cursor) => {
        const page = await requests.lists.page(actor, { box: "mine", limit: LIMIT, cursor });
        return { items: page.requests, nextCursor: page.nextCursor };
      },
    ],
    [
      "openings.json",
      async (cursor) => {
        const page = await openings.lists.own(actor, { limit: LIMIT, cursor });
        return { items: page.openings, nextCursor: page.nextCursor };
      },
    ],
  ];
  for (const [path, read] of lists) yield { path, at, text: jsonList(itemsOf(read)) };
  // Served by usage_by_account.
  const usage = await store.db
    .selectFrom("usage_periods")
    .select(["period", "last_at", ...counters])
    .where("organization_id", "=", actor.organization)
    .where("account", "=", actor.subject)
    .orderBy("period")
    .execute();
  const told = usage.map((row) => ({ period: row.period, ...countsOf(row), lastAt: iso(row.last_at) }));
  yield { path: "usage.json", at, text: jsonList(told) };
  // Served by usage_things_by_account.
  const things = await store.db
    .selectFrom("usage_things")
    .select(["period", "thing", ...counters])
    .where("organization_id", "=", actor.organization)
    .where("account", "=", actor.subject)
    .orderBy("period")
    .orderBy("thing")
    .execute();
  const by = things.map((row) => ({ period: row.period, thing: row.thing, ...countsOf(row) }));
  yield { path: "usage-by-thing.json", at, text: jsonList(by) };
}
