import type { Tx } from "../../store/index.ts";
import type { LinkRow } from "./queries.ts";

/** Openers that are told by name; all further ones are one. */
const MOST_OPENERS = 500;
const OTHERS = "others";
const DAYS_KEPT = 90;
const DAY_MS = 24 * 60 * 60_000;

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/**
 * Notes that somebody opened a link: content, which takes no revision. No address is kept.
 * @param opener an account, or `visitor`
 */
export async function noteOpening(tx: Tx, link: LinkRow, opener: string, at: number): Promise<void> {
  const scope = { organization_id: link.organization_id, link_id: link.id };
  if (!(await openedAgain(tx, scope, opener, at))) {
    const { known } = await tx
      .selectFrom("shared_link_openers")
      .select((e) => e.fn.countAll<number>().as("known"))
      .where("organization_id", "=", scope.organization_id)
      .where("link_id", "=", scope.link_id)
      .executeTakeFirstOrThrow();
    await tx
      .insertInto("shared_link_openers")
      .values({ ...scope, opener: Number(known) < MOST_OPENERS ? opener : OTHERS, first_at: at, last_at: at, times: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(["organization_id", "link_id", "opener"])
          .doUpdateSet((e) => ({ last_at: at, times: e("shared_link_openers.times", "+", 1) })),
      )
      .execute();
  }
  await tx
    .insertInto("shared_link_days")
    .values({ ...scope, day: dayOf(at), times: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(["organization_id", "link_id", "day"])
        .doUpdateSet((e) => ({ times: e("shared_link_days.times", "+", 1) })),
    )
    .execute();
  await tx
    .deleteFrom("shared_link_days")
    .where("organization_id", "=", scope.organization_id)
    .where("link_id", "=", scope.link_id)
    .where("day", "<", dayOf(at - DAYS_KEPT * DAY_MS))
    .execute();
}

async function openedAgain(
  tx: Tx,
  scope: { organization_id: string; link_id: string },
  opener: string,
  at: number,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("shared_link_openers")
    .set((e) => ({ last_at: at, times: e("times", "+", 1) }))
    .where("organization_id", "=", scope.organization_id)
    .where("link_id", "=", scope.link_id)
    .where("opener", "=", opener)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Served by the primary key: at most 501 rows, sorted here. */
export async function listOpeners(db: Tx, { organization_id, id }: LinkRow) {
  const rows = await db
    .selectFrom("shared_link_openers")
    .select(["opener", "first_at", "last_at", "times"])
    .where("organization_id", "=", organization_id)
    .where("link_id", "=", id)
    .execute();
  return rows.sort((a, b) => b.last_at - a.last_at || (a.opener < b.opener ? -1 : 1));
}

/** Served by the primary key. */
export const listDays = (db: Tx, { organization_id, id }: LinkRow) =>
  db
    .selectFrom("shared_link_days")
    .select(["day", "times"])
    .where("organization_id", "=", organization_id)
    .where("link_id", "=", id)
    .orderBy("day", "desc")
    .execute();

/** What an account opened, when it goes. Served by shared_link_openers_by_opener. */
export const forgetOpener = (tx: Tx, organization: string, account: string) =>
  tx
    .deleteFrom("shared_link_openers")
    .where("organization_id", "=", organization)
    .where("opener", "=", account)
    .execute();
