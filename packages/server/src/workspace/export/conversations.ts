import { type ExportEntry, type ExportWish, jsonList } from "../../identity/index.ts";
import type { Tx } from "../../store/index.ts";
import { tagsOn } from "../bookmarks/queries.ts";
import { conversationName } from "../conversations/conversationAccess.ts";
import { conversationOf, messageOf } from "../conversations/conversationShape.ts";
import { type ConversationRow, listMessagesAfter, type MessageRow } from "../conversations/queries.ts";
import type { WorkspaceParts } from "../parts.ts";
import { ClientId, iso } from "../shapes.ts";
import { idsOfConversations, isHidden } from "./owned.ts";

const AT_ONCE = 50;

/** Each as LibreChat writes one, so that `POST /api/convos/import` takes it back: its messages name what they answer. */
export async function* conversationEntries(
  { access: organizations, store, now }: WorkspaceParts,
  { actor, at }: ExportWish,
): AsyncGenerator<ExportEntry> {
  const { organization, subject } = actor;
  const access = organizations.of(actor);
  const ids = await idsOfConversations(store.db, { organization, account: subject, now: now() });
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const rows = await conversationsOf(store.db, organization, subject, ids.slice(from, from + AT_ONCE));
    const tags = await tagsOn(
      store.db,
      organization,
      subject,
      rows.map(({ id }) => id),
    );
    for (const row of rows) {
      const owner = access.engine.describe(conversationName(row))?.owner;
      if (isHidden(access, conversationName(row)) || (owner !== undefined && owner !== subject)) continue;
      yield {
        path: `conversations/${nameOf(row)}.json`,
        at: row.updated_at,
        text: written(store.db, row, { tags: tags.get(row.id) ?? [], at }),
      };
    }
  }
}

/** What a client calls it, unless that is no name of a file; of those that differ in case alone one system makes one. */
const nameOf = ({ conversation_id, id }: ConversationRow): string =>
  ClientId.safeParse(conversation_id).success && /^[0-9a-z][0-9a-z-]{0,63}$/.test(conversation_id)
    ? conversation_id
    : id;

const conversationsOf = (db: Tx, organization: string, account: string, ids: readonly string[]) =>
  db
    .selectFrom("conversations")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "in", ids)
    .where("account", "=", account)
    .execute();

async function* written(
  db: Tx,
  row: ConversationRow,
  { tags, at }: { tags: readonly string[]; at: number },
): AsyncGenerator<string> {
  const { messages: _, ...options } = conversationOf(row, { tags });
  const head = {
    conversationId: row.conversation_id,
    endpoint: row.endpoint,
    title: row.title,
    model: row.model,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    exportAt: iso(at),
    branches: true,
    recursive: false,
    options,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"messages":`;
  yield* jsonList(messagesOf(db, row));
  yield "}\n";
}

async function* messagesOf(db: Tx, { organization_id, conversation_id }: ConversationRow): AsyncGenerator<unknown> {
  let last: MessageRow | undefined;
  do {
    const rows: MessageRow[] = await listMessagesAfter(db, organization_id, conversation_id, last, AT_ONCE);
    for (const row of rows) yield messageOf(row);
    last = rows.length === AT_ONCE ? rows.at(-1) : undefined;
  } while (last);
}
