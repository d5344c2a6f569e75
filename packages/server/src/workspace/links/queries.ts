import type { Insertable, Selectable, Updateable } from "kysely";
import { type MessagesTable, matches, type SharedLinksTable, type Tx } from "../../store/index.ts";
import { isOwnedBy } from "../reachable/ownership.ts";

export type LinkRow = Selectable<SharedLinksTable>;

/** In whatever organization: the address says no more. Served by shared_links_by_share_id. */
export const findLink = (db: Tx, shareId: string): Promise<LinkRow | undefined> =>
  db.selectFrom("shared_links").selectAll().where("share_id", "=", shareId).executeTakeFirst();

/**
 * The newest link to a conversation that an account owns, as the engine's state table says; links are handed over. Served by
 * shared_links_by_conversation.
 */
export const findOwnLinkTo = (
  db: Tx,
  organization: string,
  conversationId: string,
  account: string,
): Promise<LinkRow | undefined> =>
  linksTo(db, organization, conversationId)
    .where((e) => isOwnedBy(organization, "sharedLink", e.ref("shared_links.id"), account))
    .limit(1)
    .executeTakeFirst();

/** All links to a conversation, newest first. Served by shared_links_by_conversation. */
export const listLinkRowsTo = (
  db: Tx,
  organization: string,
  conversationId: string,
  limit: number,
): Promise<LinkRow[]> => linksTo(db, organization, conversationId).limit(limit).execute();

/** Whether a link shows a conversation as it is, whatever is said in it. Served by shared_links_by_conversation. */
export const hasLiveLink = async (db: Tx, organization: string, conversationId: string): Promise<boolean> =>
  (await linksTo(db, organization, conversationId).where("is_live", "=", 1).limit(1).executeTakeFirst()) !== undefined;

const linksTo = (db: Tx, organization: string, conversationId: string) =>
  db
    .selectFrom("shared_links")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("conversation_id", "=", conversationId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc");

export const insertLink = (tx: Tx, row: Insertable<SharedLinksTable>): Promise<LinkRow> =>
  tx.insertInto("shared_links").values(row).returningAll().executeTakeFirstOrThrow();

/** Under the next version. Whoever calls holds the organization's head: nobody else writes in between. */
export const updateLink = (
  tx: Tx,
  organization: string,
  id: string,
  values: Updateable<SharedLinksTable>,
): Promise<LinkRow> =>
  tx
    .updateTable("shared_links")
    .set((e) => ({ ...values, version: e("version", "+", 1) }))
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** With what they show and who opened them. At most 500 ids. */
export const deleteLinks = (tx: Tx, organization: string, ids: readonly string[]) =>
  tx.deleteFrom("shared_links").where("organization_id", "=", organization).where("id", "in", ids).execute();

// ── What is shown ────────────────────────────────────────────────────────────────────────────────────────────────

export const findContent = (db: Tx, organization: string, link: string) =>
  db
    .selectFrom("shared_link_contents")
    .select("bytes")
    .where("organization_id", "=", organization)
    .where("link_id", "=", link)
    .executeTakeFirst();

export const saveContent = (tx: Tx, organization: string, link: string, bytes: Uint8Array) =>
  tx
    .insertInto("shared_link_contents")
    .values({ organization_id: organization, link_id: link, bytes })
    .onConflict((conflict) => conflict.columns(["organization_id", "link_id"]).doUpdateSet({ bytes }))
    .execute();

export type MessageToShow = Pick<
  Selectable<MessagesTable>,
  | "id"
  | "message_id"
  | "parent_message_id"
  | "sender"
  | "text"
  | "content"
  | "is_created_by_user"
  | "metadata"
  | "unfinished"
  | "error"
  | "created_at"
>;

/** Of a conversation, oldest first, from after one of them on. Served by messages_by_conversation. */
export const listMessagesToShow = (
  db: Tx,
  organization: string,
  conversationId: string,
  after: Pick<MessageToShow, "id" | "created_at"> | undefined,
  limit: number,
): Promise<MessageToShow[]> => {
  let query = db
    .selectFrom("messages")
    .select([
      "id",
      "message_id",
      "parent_message_id",
      "sender",
      "text",
      "content",
      "is_created_by_user",
      "metadata",
      "unfinished",
      "error",
      "created_at",
    ])
    .where("organization_id", "=", organization)
    .where("conversation_id", "=", conversationId);
  if (after !== undefined)
    query = query
      .where("created_at", ">=", after.created_at)
      .where((e) => e.or([e("created_at", ">", after.created_at), e("id", ">", after.id)]));
  return query.orderBy("created_at").orderBy("id").limit(limit).execute();
};

// ── Lists ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface LinkOrder {
  column: "created_at" | "title";
  direction: "asc" | "desc";
}
export interface LinkPlace {
  value: string | number;
  id: string;
}
export interface LinkFilter {
  search: string | undefined;
  /** Only what this account owns, as the engine's state table says. */
  ownedBy: string;
}

/** The organization's. Served by shared_links_by_creation and shared_links_by_title. */
export const listLinkRows = (
  db: Tx,
  organization: string,
  filter: LinkFilter,
  order: LinkOrder,
  after: LinkPlace | undefined,
  limit: number,
): Promise<LinkRow[]> => ordered(filtered(db, organization, filter), order, after, limit).execute();

/** Of these (at most 500 ids), in no order: SQLite would walk the list's index for one. Served by the primary key. */
export const listLinkRowsOf = (
  db: Tx,
  organization: string,
  ids: readonly string[],
  filter: LinkFilter,
): Promise<LinkRow[]> => filtered(db, organization, filter).where("id", "in", ids).execute();

function filtered(db: Tx, organization: string, { search, ownedBy }: LinkFilter) {
  const query = db
    .selectFrom("shared_links")
    .selectAll()
    .where("organization_id", "=", organization)
    .where((e) => isOwnedBy(organization, "sharedLink", e.ref("shared_links.id"), ownedBy));
  return search === undefined || search === "" ? query : query.where((e) => matches(e.ref("search_text"), search));
}

function ordered(
  query: ReturnType<typeof filtered>,
  { column, direction }: LinkOrder,
  after: LinkPlace | undefined,
  limit: number,
) {
  const beyond = direction === "asc" ? ">" : "<";
  const behind =
    after === undefined
      ? query
      : query
          // Said twice: this half is what the index can be entered by.
          .where(column, `${beyond}=`, after.value)
          .where((e) => e.or([e(column, beyond, after.value), e("id", beyond, after.id)]));
  return behind.orderBy(column, direction).orderBy("id", direction).limit(limit);
}
