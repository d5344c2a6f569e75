import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { mayOnConversation, requireConversation } from "./conversationAccess.ts";
import { messageOf } from "./conversationShape.ts";
import {
  type ConversationOrder,
  type ConversationPlace,
  type ConversationRow,
  listConversationsOf,
  listMessages,
  listOwnConversations,
  searchMessages,
} from "./queries.ts";
import type { ConversationListQuery, MessageSearchQuery } from "./schemas.ts";
import { showConversations } from "./showConversations.ts";

const columns = {
  title: "title",
  createdAt: "created_at",
  updatedAt: "updated_at",
  archivedAt: "archived_at",
} as const;
/** Most shared conversations that a list is joined with, and most hits of a search. */
const MOST_SHARED = 500;
const MOST_HITS = 200;

/**
 * The owner's rows, joined with what others shared (which the engine lists); each is asked of the engine.
 * @throws {Problem} `cursor-invalid`
 */
export async function listConversations(parts: WorkspaceParts, actor: Actor, query: ConversationListQuery) {
  const access = parts.access.of(actor);
  access.require(actor, "create", "conversation");
  const tags = typeof query.tags === "string" ? [query.tags] : (query.tags ?? []);
  if (tags.length > 0) access.require(actor, "BOOKMARKS.USE");
  const project = query.projectId === undefined ? undefined : `project:${query.projectId}`;
  if (project !== undefined) access.require(actor, "view", project);
  const { cursor, limit, ...filters } = query;
  const question = ["conversations", actor.organization, actor.subject, filters];
  const after = cursor === undefined || cursor === "" ? undefined : placeOf(parts.cursors.read(question, cursor));
  const order: ConversationOrder = { column: columns[query.sortBy], direction: query.sortDirection };
  const filter = {
    now: parts.now(),
    isArchived: query.isArchived ?? false,
    pinned: query.pinned,
    tags,
    reader: actor.subject,
    project,
    search: query.search,
  };
  const { db } = parts.store;
  const shared = await access.inTurn(actor, () => sharedIds(access, actor));
  const [own, others] = await Promise.all([
    listOwnConversations(db, actor.organization, actor.subject, filter, order, after, limit + 1),
    shared.length === 0 ? [] : listConversationsOf(db, actor.organization, shared, filter, order, after, limit + 1),
  ]);
  const found = merged(own, others, order);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const next = found.length > limit && last ? JSON.stringify([sortValueOf(last, order), last.id]) : null;
  return {
    conversations: await showConversations(
      db,
      access,
      actor,
      page.filter((row) => mayOnConversation(access, actor, "view", row)),
    ),
    nextCursor: next === null ? null : parts.cursors.sign(question, next),
  };
}

/** Messages that say something (newest first, no paging), or those of one conversation. */
export async function searchInMessages(parts: WorkspaceParts, actor: Actor, query: MessageSearchQuery) {
  const access = parts.access.of(actor);
  const { db } = parts.store;
  if (query.search !== undefined && query.search !== "") {
    access.require(actor, "create", "conversation");
    const shared = await access.inTurn(actor, () => sharedIds(access, actor));
    const hits = await searchMessages(db, actor.organization, { account: actor.subject }, query.search, MOST_HITS);
    if (shared.length > 0)
      hits.push(...(await searchMessages(db, actor.organization, { conversations: shared }, query.search, MOST_HITS)));
    const seen = new Set<string>();
    const messages = hits
      .filter(({ id, conversation_row, conversation_account }) => {
        if (seen.has(id)) return false;
        seen.add(id);
        return mayOnConversation(access, actor, "view", { id: conversation_row, account: conversation_account });
      })
      .sort((a, b) => b.created_at - a.created_at)
      .slice(0, MOST_HITS)
      .map((row) => ({ ...messageOf(row), title: row.conversation_title }));
    return { messages, nextCursor: null };
  }
  if (query.conversationId === undefined) return { messages: [], nextCursor: null };
  await requireConversation(db, access, actor, "view", query.conversationId);
  const question = [
    "messages",
    actor.organization,
    actor.subject,
    query.conversationId,
    query.sortBy,
    query.sortDirection,
  ];
  const from =
    query.cursor === undefined || query.cursor === "" ? 0 : Number(parts.cursors.read(question, query.cursor));
  const rows = await listMessages(db, actor.organization, query.conversationId);
  const wanted = rows.filter((row) => query.messageId === undefined || row.message_id === query.messageId);
  if (query.sortBy === "updatedAt") wanted.sort((a, b) => a.updated_at - b.updated_at);
  if (query.sortDirection === "desc") wanted.reverse();
  const to = from + query.pageSize;
  return {
    messages: wanted.slice(from, to).map(messageOf),
    nextCursor: to < wanted.length ? parts.cursors.sign(question, String(to)) : null,
  };
}

/**
 * What the engine holds and lets the actor view: shared ones, and the actor's own that were shared. What broken glass shows is nobody's list:
 * it is reached from the page of openings.
 */
function sharedIds(access: OrganizationAccess, actor: Actor): string[] {
  const page = access.engine.listResources(
    actor.subject,
    "view",
    "conversation",
    { limit: MOST_SHARED },
    { ...WITHOUT_CAPABILITIES, glass: false, ...(actor.key && { key: actor.key }) },
  );
  return page.resources.map((name) => name.slice("conversation:".length));
}

function merged(own: ConversationRow[], others: ConversationRow[], order: ConversationOrder): ConversationRow[] {
  const byId = new Map([...own, ...others].map((row) => [row.id, row]));
  const sign = order.direction === "asc" ? 1 : -1;
  return [...byId.values()].sort(
    (a, b) => sign * compare(sortValueOf(a, order), sortValueOf(b, order)) || (a.id < b.id ? -1 : 1),
  );
}

/** As the databases do: texts by their bytes. */
function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

const sortValueOf = (row: ConversationRow, { column }: ConversationOrder): string | number => row[column] ?? 0;

function placeOf(text: string): ConversationPlace {
  const [value, id] = JSON.parse(text);
  return { value, id };
}
