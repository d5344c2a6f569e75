import { sql } from "kysely";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Switch, Tx } from "../../store/index.ts";

/** Ids in memory at once; what they name is read in smaller pieces. */
const PAGE = 500;

/** Ids of what an account owns of a type that the engine always holds. Served by resources_by_owner. */
export async function* ownedOf(db: Tx, organization: string, account: string, type: string): AsyncGenerator<string[]> {
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("resources")
      .select("resource")
      .where("organization_id", "=", organization)
      .where("owner", "=", account)
      .where("type", "=", type)
      .where("resource", ">", after)
      .orderBy("resource")
      .limit(PAGE)
      .execute();
    if (rows.length > 0) yield rows.map(({ resource }) => resource.slice(type.length + 1));
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.resource;
  }
}

interface Whose {
  organization: string;
  account: string;
  /** What has ended by then is on its way out. */
  now: number;
}
interface Place {
  id: string;
  created_at: number;
}

/**
 * Ids of an account's conversations, told before any is read, since one may be archived, or taken out, meanwhile. Served by
 * conversations_by_creation, once for each half.
 */
export async function idsOfConversations(db: Tx, { organization, account, now }: Whose): Promise<string[]> {
  const half = (archived: Switch) =>
    allPages((after) =>
      db
        .selectFrom("conversations")
        .select(["id", "created_at"])
        .where("organization_id", "=", organization)
        .where("account", "=", account)
        .where("is_archived", "=", archived)
        .where((e) => e.or([e("expires_at", "is", null), e("expires_at", ">", now)]))
        .where(isBehind(after))
        .orderBy("created_at", "desc")
        .orderBy("id")
        .limit(PAGE)
        .execute(),
    );
  return [...new Set([...(await half(0)), ...(await half(1)), ...(await half(0))])];
}

/** Ids of an account's files. Served by files_by_account. */
export const idsOfFiles = (db: Tx, { organization, account, now }: Whose): Promise<string[]> =>
  allPages((after) =>
    db
      .selectFrom("files")
      .select(["id", "created_at"])
      .where("organization_id", "=", organization)
      .where("account", "=", account)
      .where((e) => e.or([e("expires_at", "is", null), e("expires_at", ">", now)]))
      .where(isBehind(after))
      .orderBy("created_at", "desc")
      .orderBy("id")
      .limit(PAGE)
      .execute(),
  );

async function allPages(read: (after: Place | undefined) => Promise<Place[]>): Promise<string[]> {
  const ids: string[] = [];
  let rows: Place[] = [];
  do {
    rows = await read(rows.at(-1));
    for (const { id } of rows) ids.push(id);
  } while (rows.length === PAGE);
  return ids;
}

/** Said twice: the first half is what the index can be entered by. */
const isBehind = (after: Place | undefined) =>
  after === undefined
    ? sql<boolean>`1 = 1`
    : sql<boolean>`created_at <= ${after.created_at} and (created_at < ${after.created_at} or id > ${after.id})`;

/** Nobody opens what moderators hid, its owner neither; that it is there the owner is told (docs/model.md, "The decision"). */
export const isHidden = (access: OrganizationAccess, resource: string): boolean =>
  access.engine.describe(resource)?.state === "hidden";
