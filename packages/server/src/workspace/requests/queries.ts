import type { Insertable, Selectable, Updateable } from "kysely";
import type { AccessRequestsTable, Tx } from "../../store/index.ts";

export type RequestRow = Selectable<AccessRequestsTable>;

/** Where a list goes on: after this one, towards the older. */
export interface RequestPlace {
  createdAt: number;
  id: string;
}

export const findRequest = (db: Tx, organization: string, id: string): Promise<RequestRow | undefined> =>
  db
    .selectFrom("access_requests")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

export const insertRequest = (tx: Tx, row: Insertable<AccessRequestsTable>): Promise<RequestRow> =>
  tx.insertInto("access_requests").values(row).returningAll().executeTakeFirstOrThrow();

/** @returns undefined if it is open no more. Under the row's lock: of two answers one is first. */
export const closeRequest = (
  tx: Tx,
  organization: string,
  id: string,
  values: Updateable<AccessRequestsTable>,
): Promise<RequestRow | undefined> =>
  tx
    .updateTable("access_requests")
    .set(values)
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .where("state", "=", "open")
    .returningAll()
    .executeTakeFirst();

/** Somebody's own that they did not take back, newest first. Served by access_requests_by_requester. */
export const listOwnRequests = (
  db: Tx,
  organization: string,
  requester: string,
  after: RequestPlace | undefined,
  limit: number,
): Promise<RequestRow[]> =>
  newestFirst(db, organization, after)
    .where("requester", "=", requester)
    .where("state", "<>", "withdrawn")
    .limit(limit)
    .execute();

/** The organization's open ones about things that are there, newest first. Served by access_requests_open. */
export const listOpenRequests = (
  db: Tx,
  organization: string,
  now: number,
  after: RequestPlace | undefined,
  limit: number,
): Promise<RequestRow[]> =>
  newestFirst(db, organization, after)
    .where("state", "=", "open")
    .where("resource", "is not", null)
    .where("ends_at", ">", now)
    .limit(limit)
    .execute();

function newestFirst(db: Tx, organization: string, after: RequestPlace | undefined) {
  const all = db.selectFrom("access_requests").selectAll().where("organization_id", "=", organization);
  const behind =
    after === undefined
      ? all
      : all.where((e) =>
          e.and([
            // Said twice: this half is what the index can be entered by.
            e("created_at", "<=", after.createdAt),
            e.or([e("created_at", "<", after.createdAt), e("id", "<", after.id)]),
          ]),
        );
  return behind.orderBy("created_at", "desc").orderBy("id", "desc");
}

/** What somebody asked for since a moment, whatever became of it. Served by access_requests_by_requester; bounded by the daily limit. */
export const listRequestsSince = (
  db: Tx,
  organization: string,
  requester: string,
  since: number,
): Promise<RequestRow[]> =>
  db
    .selectFrom("access_requests")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("requester", "=", requester)
    .where("created_at", ">", since)
    .execute();

export async function withdrawRequest(tx: Tx, organization: string, id: string): Promise<void> {
  await tx
    .updateTable("access_requests")
    .set({ state: "withdrawn" })
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .execute();
}

/** An open one that nobody answered in time makes room for another about the same thing. */
export async function withdrawLapsed(
  tx: Tx,
  organization: string,
  requester: string,
  named: string,
  now: number,
): Promise<void> {
  await tx
    .updateTable("access_requests")
    .set({ state: "withdrawn" })
    .where("organization_id", "=", organization)
    .where("requester", "=", requester)
    .where("named", "=", named)
    .where("state", "=", "open")
    .where("ends_at", "<=", now)
    .execute();
}

/** What somebody has seen the answers of. Served by access_requests_by_requester. */
export async function markSeen(tx: Tx, organization: string, requester: string): Promise<void> {
  await tx
    .updateTable("access_requests")
    .set({ seen: 1 })
    .where("organization_id", "=", organization)
    .where("requester", "=", requester)
    .where("state", "in", ["granted", "declined"])
    .where("seen", "=", 0)
    .execute();
}

/** Served by access_requests_by_age. */
export async function forgetRequestsBefore(tx: Tx, moment: number): Promise<void> {
  await tx.deleteFrom("access_requests").where("created_at", "<", moment).execute();
}

/** With the account that asked. Served by access_requests_by_requester. */
export async function deleteRequestsOf(tx: Tx, organization: string, requester: string): Promise<void> {
  await tx
    .deleteFrom("access_requests")
    .where("organization_id", "=", organization)
    .where("requester", "=", requester)
    .execute();
}
