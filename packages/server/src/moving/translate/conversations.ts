import { searchText } from "../../store/index.ts";
import { titleText } from "../../workspace/conversations/titleText.ts";
import type { Document } from "../source/index.ts";
import { datesOf, idOf, jsonOf, momentOf, plain, shown, textOf, textsOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind, Translated } from "./kind.ts";

interface Found {
  /** Uuids that are here already. */
  taken: ReadonlySet<string>;
  /** Bookmarks, by whose they are and their names. */
  bookmarks: ReadonlyMap<string, string>;
}

/** Of a chat without an agent; those of an agent are the agent's. */
const PARAMETERS = [
  "temperature",
  "top_p",
  "frequency_penalty",
  "presence_penalty",
  "max_tokens",
  "stop",
  "promptPrefix",
];
const placed: ReadonlySet<string> = new Set([
  ...["_id", "__v", "conversationId", "title", "user", "messages", "isTemporary", "endpoint", "endpointType", "model"],
  ...["agent_id", "spec", "iconURL", "tags", "isArchived", "pinned", "expiredAt", "createdAt", "updatedAt", "tenantId"],
  ...PARAMETERS,
]);

/** Conversations, whose they are; with the bookmarks that are on them. */
export const conversations: Kind<Found> = {
  collection: "conversations",

  async lookUp(db, documents, { organization }) {
    const taken = new Set<string>();
    await inPieces(
      documents.flatMap(({ conversationId }) => textOf(conversationId) ?? []),
      async (some) => {
        const rows = await db
          .selectFrom("conversations")
          .select("conversation_id")
          .where("organization_id", "=", organization)
          .where("conversation_id", "in", some)
          .execute();
        for (const row of rows) taken.add(row.conversation_id);
      },
    );
    const bookmarks = new Map<string, string>();
    const owners = documents.filter(({ tags }) => textsOf(tags).length > 0).flatMap(({ user }) => idOf(user) ?? []);
    await inPieces([...new Set(owners)], async (some) => {
      const rows = await db
        .selectFrom("bookmarks")
        .select(["id", "account", "tag"])
        .where("organization_id", "=", organization)
        .where(
          "account",
          "in",
          some.map((id) => `user:${id}`),
        )
        .execute();
      for (const { id, account, tag } of rows) bookmarks.set(keyOf(account, tag), id);
    });
    return { taken, bookmarks };
  },

  translate(document, known, { taken, bookmarks }) {
    const id = idOf(document._id) ?? "";
    const conversationId = textOf(document.conversationId);
    if (!conversationId) return leftOut("id-unusable", "conversationId", document.conversationId);
    if (taken.has(conversationId)) return leftOut("id-taken", "conversationId", conversationId);
    const account = known.account(document.user);
    if (account === null) return leftOut("owner-missing", "user", document.user);
    const ends = momentOf(document.expiredAt);
    if (ends !== null && ends <= known.now) return leftOut("expired", "expiredAt", document.expiredAt);
    const findings: Finding[] = [];
    const title = titleText(textOf(document.title) ?? "") || "New Chat";
    const agentId = textOf(document.agent_id);
    const dates = datesOf(document, known.now);
    const isArchived = document.isArchived === true;
    const marked = [...new Set(textsOf(document.tags))].flatMap((tag) => {
      const bookmark = bookmarks.get(keyOf(account, tag));
      if (bookmark === undefined)
        findings.push({
          code: "tag-missing",
          field: "tags",
          found: shown(tag),
          done: "left out: nothing is known of this tag",
        });
      return bookmark === undefined ? [] : [{ bookmark_id: bookmark, conversation_id: id }];
    });
    return {
      rows: {
        conversations: [
          {
            ...{ id, conversation_id: conversationId, account, title, endpoint: textOf(document.endpoint) || "openAI" },
            endpoint_type: textOf(document.endpointType),
            model: textOf(document.model),
            agent_id: agentId,
            ...{ spec: textOf(document.spec), icon_url: textOf(document.iconURL) },
            parameters: agentId === null ? parametersOf(document) : null,
            is_archived: isArchived ? 1 : 0,
            archived_at: isArchived ? dates.updated_at : null,
            pinned: document.pinned === true ? 1 : 0,
            is_temporary: document.isTemporary === true || ends !== null ? 1 : 0,
            expires_at: ends,
            extra: extraOf(document),
            search_text: searchText(title),
            ...dates,
          },
        ],
        bookmarked_conversations: marked,
      },
      changes: [],
      findings,
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      await tx
        .deleteFrom("bookmarked_conversations")
        .where("organization_id", "=", organization)
        .where("conversation_id", "in", some)
        .execute();
      await tx
        .deleteFrom("conversations")
        .where("organization_id", "=", organization)
        .where("id", "in", some)
        .execute();
    });
  },
};

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out, with its messages" }],
});

const keyOf = (account: string, tag: string): string => `${account} ${tag}`;

function parametersOf(document: Document): string | null {
  const said = PARAMETERS.flatMap((name) => (document[name] == null ? [] : [[name, plain(document[name])] as const]));
  return JSON.stringify(Object.fromEntries(said));
}

function extraOf(document: Document): string | null {
  const rest = Object.entries(document).filter(([name]) => !placed.has(name));
  return rest.length > 0 ? jsonOf(Object.fromEntries(rest)) : null;
}
