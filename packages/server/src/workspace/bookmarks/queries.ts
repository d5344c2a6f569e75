import type { Insertable, Selectable, Updateable } from "kysely";
import type { BookmarksTable, Tx } from "../../store/index.ts";

export type BookmarkRow = Selectable<BookmarksTable>;
export interface CountedRow extends BookmarkRow {
  count: number;
}

/** An account's, in its order, each with how many conversations have it. Served by bookmarks_by_tag. */
export async function listBookmarks(db: Tx, organization: string, account: string): Promise<CountedRow[]> {
  const rows = await db
    .selectFrom("bookmarks")
    .leftJoin("bookmarked_conversations as on", (join) =>
      join.onRef("on.organization_id", "=", "bookmarks.organization_id").onRef("on.bookmark_id", "=", "bookmarks.id"),
    )
    .selectAll("bookmarks")
    .select((e) => e.fn.count("on.conversation_id").as("count"))
    .where("bookmarks.organization_id", "=", organization)
    .where("bookmarks.account", "=", account)
    .groupBy(["bookmarks.organization_id", "bookmarks.id"])
    .orderBy("bookmarks.position")
    .orderBy("bookmarks.tag")
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

export const insertBookmark = (tx: Tx, row: Insertable<BookmarksTable>) =>
  tx.insertInto("bookmarks").values(row).execute();

export const updateBookmark = (tx: Tx, organization: string, id: string, values: Updateable<BookmarksTable>) =>
  tx.updateTable("bookmarks").set(values).where("organization_id", "=", organization).where("id", "=", id).execute();

/** From the conversations, too. */
export const deleteBookmark = (tx: Tx, organization: string, id: string) =>
  tx.deleteFrom("bookmarks").where("organization_id", "=", organization).where("id", "=", id).execute();

/** @param conversation the id of its row */
export const putOn = (tx: Tx, organization: string, conversation: string, bookmarks: readonly string[]) =>
  bookmarks.length === 0
    ? undefined
    : tx
        .insertInto("bookmarked_conversations")
        .values(
          bookmarks.map((bookmark) => ({
            organization_id: organization,
            bookmark_id: bookmark,
            conversation_id: conversation,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();

/** Those of one account; others' stay on it. */
export const takeOff = (tx: Tx, organization: string, account: string, conversation: string) =>
  tx
    .deleteFrom("bookmarked_conversations")
    .where("organization_id", "=", organization)
    .where("conversation_id", "=", conversation)
    .where("bookmark_id", "in", (e) =>
      e.selectFrom("bookmarks").select("id").where("organization_id", "=", organization).where("account", "=", account),
    )
    .execute();

/** An account's names on these conversations (at most some hundred), each in the account's order. */
export async function tagsOn(
  db: Tx,
  organization: string,
  account: string,
  conversations: readonly string[],
): Promise<Map<string, string[]>> {
  const tags = new Map<string, string[]>();
  if (conversations.length === 0) return tags;
  const rows = await db
    .selectFrom("bookmarked_conversations as on")
    .innerJoin("bookmarks", (join) =>
      join.onRef("bookmarks.organization_id", "=", "on.organization_id").onRef("bookmarks.id", "=", "on.bookmark_id"),
    )
    .select(["on.conversation_id", "bookmarks.tag"])
    .where("on.organization_id", "=", organization)
    .where("on.conversation_id", "in", conversations)
    .where("bookmarks.account", "=", account)
    .orderBy("bookmarks.position")
    .orderBy("bookmarks.tag")
    .execute();
  for (const { conversation_id, tag } of rows) tags.set(conversation_id, [...(tags.get(conversation_id) ?? []), tag]);
  return tags;
}
