import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import { type ConversationsTable, type MessagesTable, matches, type Tx } from "../../store/index.ts";

export type ConversationRow = Selectable<ConversationsTable>;
export type MessageRow = Selectable<MessagesTable>;

/** Served by conversations_by_conversation_id. */
export const findConversation = (db: Tx, organization: string, conversationId: string) =>
  db
    .selectFrom("conversations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("conversation_id", "=", conversationId)
    .executeTakeFirst();

/** Whose conversations are, by the ids of their rows, as `access/unheld.ts` wants it. Served by the primary key. */
export async function rowsOfConversations(db: Tx, organization: string, ids: readonly string[]) {
  const found = new Map<string, { owner: string }>();
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom("conversations")
      .select(["id", "account"])
      .where("organization_id", "=", organization)
      .where("id", "in", ids.slice(from, from + 500))
      .execute();
    for (const { id, account } of rows) found.set(id, { owner: account });
  }
  return found;
}

export const insertConversation = (tx: Tx, row: Insertable<ConversationsTable>) =>
  tx.insertInto("conversations").values(row).execute();

/** With a place for each value: some hundred at once. */
export async function insertConversations(tx: Tx, rows: readonly Insertable<ConversationsTable>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    await tx
      .insertInto("conversations")
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
}

/** Conversations that were hidden until now, of which there may be thousands, in every list. */
export async function showHidden(tx: Tx, organization: string, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += ROWS_AT_ONCE)
    await tx
      .updateTable("conversations")
      .set({ is_temporary: 0, expires_at: null })
      .where("organization_id", "=", organization)
      .where("id", "in", ids.slice(from, from + ROWS_AT_ONCE))
      .execute();
}

/** The same, away with their messages. */
export async function deleteHidden(tx: Tx, organization: string, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += ROWS_AT_ONCE)
    await deleteConversations(tx, organization, ids.slice(from, from + ROWS_AT_ONCE));
}

export const updateConversation = (tx: Tx, organization: string, id: string, values: Updateable<ConversationsTable>) =>
  tx
    .updateTable("conversations")
    .set((e) => ({ ...values, version: e("version", "+", 1) }))
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();

/** With their messages; what was a part of them is a file of its own again. */
export async function deleteConversations(tx: Tx, organization: string, ids: readonly string[]): Promise<void> {
  await tx
    .updateTable("files")
    .set({ conversation_id: null })
    .where("organization_id", "=", organization)
    .where("conversation_id", "in", ids)
    .execute();
  await tx.deleteFrom("conversations").where("organization_id", "=", organization).where("id", "in", ids).execute();
}

/** At most `limit` of a conversation's messages, so that no transaction is long. @returns how many */
export async function deleteSomeMessages(tx: Tx, organization: string, conversationId: string, limit: number) {
  const { numDeletedRows } = await tx
    .deleteFrom("messages")
    .where("organization_id", "=", organization)
    .where("id", "in", (e) =>
      e
        .selectFrom("messages as some")
        .select("some.id")
        .where("some.organization_id", "=", organization)
        .where("some.conversation_id", "=", conversationId)
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export interface ConversationFilter {
  now: number;
  isArchived: boolean;
  pinned: boolean | undefined;
  /** Names of bookmarks of `reader`, all of which are on it. */
  tags: readonly string[];
  reader: string;
  /** `project:64f0…`, in which it lies. */
  project: string | undefined;
  search: string | undefined;
}
export interface ConversationOrder {
  column: "title" | "created_at" | "updated_at" | "archived_at";
  direction: "asc" | "desc";
}
export interface ConversationPlace {
  value: string | number;
  id: string;
}

/** An account's own. Served by conversations_by_update and conversations_by_creation. */
export const listOwnConversations = (
  db: Tx,
  organization: string,
  account: string,
  filter: ConversationFilter,
  order: ConversationOrder,
  after: ConversationPlace | undefined,
  limit: number,
) => listed(db, organization, filter, order, after, limit).where("account", "=", account).execute();

/** Of these (at most 500 ids). Served by the primary key. */
export const listConversationsOf = (
  db: Tx,
  organization: string,
  ids: readonly string[],
  filter: ConversationFilter,
  order: ConversationOrder,
  after: ConversationPlace | undefined,
  limit: number,
) => listed(db, organization, filter, order, after, limit).where("id", "in", ids).execute();

function listed(
  db: Tx,
  organization: string,
  filter: ConversationFilter,
  { column, direction }: ConversationOrder,
  after: ConversationPlace | undefined,
  limit: number,
) {
  let query = db
    .selectFrom("conversations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("is_archived", "=", filter.isArchived ? 1 : 0)
    .where("is_temporary", "=", 0)
    .where((e) => e.or([e("expires_at", "is", null), e("expires_at", ">", filter.now)]));
  if (filter.pinned !== undefined) query = query.where("pinned", "=", filter.pinned ? 1 : 0);
  for (const tag of filter.tags) query = query.where(hasTag(organization, filter.reader, tag));
  const { project, search } = filter;
  if (project !== undefined) query = query.where(liesIn(organization, project));
  if (search !== undefined && search !== "") {
    query = query.where((e) =>
      e.or([
        matches(e.ref("search_text"), search),
        e.exists(
          e
            .selectFrom("messages")
            .select("messages.id")
            .whereRef("messages.organization_id", "=", "conversations.organization_id")
            .whereRef("messages.conversation_id", "=", "conversations.conversation_id")
            .where(says(search)),
        ),
      ]),
    );
  }
  const key =
    column === "archived_at" ? sql<string | number>`coalesce(archived_at, 0)` : sql.ref<string | number>(column);
  if (after !== undefined) {
    const beyond = sql.raw(direction === "asc" ? ">" : "<");
    query = query.where(
      sql<boolean>`${key} ${beyond}= ${after.value} and (${key} ${beyond} ${after.value} or id > ${after.id})`,
    );
  }
  return query.orderBy(key, direction).orderBy("id").limit(limit);
}

const liesIn = (organization: string, project: string) => sql<boolean>`exists (
  select 1 from parents where parents.organization_id = ${organization} and parents.parent = ${project}
  and parents.resource = 'conversation:' || conversations.id)`;

const hasTag = (organization: string, account: string, tag: string) => sql<boolean>`exists (
  select 1 from bookmarked_conversations as bookmarked
  join bookmarks on bookmarks.organization_id = bookmarked.organization_id and bookmarks.id = bookmarked.bookmark_id
  where bookmarked.organization_id = ${organization} and bookmarked.conversation_id = conversations.id
  and bookmarks.account = ${account} and bookmarks.tag = ${tag})`;

/** Messages have no folded text: as it was typed, and in small letters (of ASCII, on SQLite). */
function says(typed: string) {
  const pattern = (value: string) => `%${value.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return sql<boolean>`(messages.text like ${pattern(typed)} escape '\\'
    or lower(messages.text) like ${pattern(typed.toLowerCase())} escape '\\')`;
}

/** A conversation's messages, oldest first, from after one of them on. Served by messages_by_conversation. */
export const listMessagesAfter = (
  db: Tx,
  organization: string,
  conversationId: string,
  after: Pick<MessageRow, "id" | "created_at"> | undefined,
  limit: number,
): Promise<MessageRow[]> => {
  let query = db
    .selectFrom("messages")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("conversation_id", "=", conversationId);
  if (after !== undefined)
    query = query
      .where("created_at", ">=", after.created_at)
      .where((e) => e.or([e("created_at", ">", after.created_at), e("id", ">", after.id)]));
  return query.orderBy("created_at").orderBy("id").limit(limit).execute();
};

/** A conversation's messages, oldest first. Served by messages_by_conversation. */
export const listMessages = (db: Tx, organization: string, conversationId: string): Promise<MessageRow[]> =>
  db
    .selectFrom("messages")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("conversation_id", "=", conversationId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();

export const findMessage = (
  db: Tx,
  organization: string,
  conversationId: string,
  messageId: string,
): Promise<MessageRow | undefined> =>
  db
    .selectFrom("messages")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("message_id", "=", messageId)
    .where("conversation_id", "=", conversationId)
    .executeTakeFirst();

/** Wherever it is. Served by messages_by_message_id. */
export const findMessageById = (db: Tx, organization: string, messageId: string): Promise<MessageRow | undefined> =>
  db
    .selectFrom("messages")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("message_id", "=", messageId)
    .executeTakeFirst();

/** By the id of its row. Served by the primary key. */
export const findMessageByRow = (db: Tx, organization: string, id: string): Promise<MessageRow | undefined> =>
  db
    .selectFrom("messages")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

/** By the id of its row. Served by the primary key. */
export const findConversationByRow = (db: Tx, organization: string, id: string): Promise<ConversationRow | undefined> =>
  db
    .selectFrom("conversations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();

/** The moment of a conversation's last message; 0 where there is none. Served by messages_by_conversation. */
export const lastMoment = async (db: Tx, organization: string, conversationId: string): Promise<number> =>
  (
    await db
      .selectFrom("messages")
      .select("created_at")
      .where("organization_id", "=", organization)
      .where("conversation_id", "=", conversationId)
      .orderBy("created_at", "desc")
      .limit(1)
      .executeTakeFirst()
  )?.created_at ?? 0;

/** Which message of a conversation answers which. Served by messages_by_conversation. */
export const listTree = (db: Tx, organization: string, conversationId: string) =>
  db
    .selectFrom("messages")
    .select(["message_id", "parent_message_id"])
    .where("organization_id", "=", organization)
    .where("conversation_id", "=", conversationId)
    .execute();

/** Whether any conversation of the organization has it. */
export const isMessageIdUsed = async (db: Tx, organization: string, messageId: string): Promise<boolean> =>
  (await db
    .selectFrom("messages")
    .select("id")
    .where("organization_id", "=", organization)
    .where("message_id", "=", messageId)
    .executeTakeFirst()) !== undefined;

export const insertMessage = (tx: Tx, row: Insertable<MessagesTable>) =>
  tx.insertInto("messages").values(row).returningAll().executeTakeFirstOrThrow();

/** Of SQLite's 32,766 places for values a row takes some thirty. */
const ROWS_AT_ONCE = 500;

/** With a turn for others after each piece: an embedded database answers at once. */
export async function insertMessages(tx: Tx, rows: readonly Insertable<MessagesTable>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await tx
      .insertInto("messages")
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
    await new Promise((next) => setImmediate(next));
  }
}

/** One that a moderator holds back stays as it is. */
export const updateMessage = (tx: Tx, organization: string, id: string, values: Updateable<MessagesTable>) =>
  tx
    .updateTable("messages")
    .set(values)
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .where("withheld", "=", 0)
    .returningAll()
    .executeTakeFirst();

export const deleteMessage = (tx: Tx, organization: string, id: string) =>
  tx.deleteFrom("messages").where("organization_id", "=", organization).where("id", "=", id).execute();

/** Messages that say `search` in these conversations; newest first, at most `limit`. */
export const searchMessages = (db: Tx, organization: string, scope: SearchScope, search: string, limit: number) =>
  db
    .selectFrom("messages")
    .innerJoin("conversations", (join) =>
      join
        .onRef("conversations.organization_id", "=", "messages.organization_id")
        .onRef("conversations.conversation_id", "=", "messages.conversation_id"),
    )
    .selectAll("messages")
    .select([
      "conversations.title as conversation_title",
      "conversations.id as conversation_row",
      "conversations.account as conversation_account",
    ])
    .where("conversations.organization_id", "=", organization)
    .where((e) =>
      "account" in scope
        ? e("conversations.account", "=", scope.account)
        : e("conversations.id", "in", [...scope.conversations]),
    )
    .where("conversations.is_temporary", "=", 0)
    .where(says(search))
    .orderBy("messages.created_at", "desc")
    .orderBy("messages.id")
    .limit(limit)
    .execute();
export type SearchScope = { account: string } | { conversations: readonly string[] };

/** An account's own, in the order of their ids. */
export const listConversationIds = (db: Tx, organization: string, account: string, after: string, limit: number) =>
  db
    .selectFrom("conversations")
    .select(["id", "conversation_id"])
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit)
    .execute();

/** Temporary conversations that are over. Served by conversations_by_expiry. */
export const listExpired = (db: Tx, now: number, limit: number) =>
  db
    .selectFrom("conversations")
    .select(["organization_id", "id", "conversation_id"])
    .where("expires_at", "is not", null)
    .where("expires_at", "<=", now)
    .limit(limit)
    .execute();
