import { entryOf } from "../../workspace/files/fileShape.ts";
import { type FileRow, findFiles } from "../../workspace/files/queries.ts";
import type { Document } from "../source/index.ts";
import {
  datesOf,
  fieldsOf,
  idOf,
  jsonOf,
  listOf,
  momentOf,
  numberOf,
  plain,
  shown,
  textOf,
  wholeOf,
} from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind, Translated } from "./kind.ts";

interface Found {
  /** Whose conversations are, by their uuids, and when they end. */
  conversations: ReadonlyMap<string, { account: string; isTemporary: 0 | 1; endsAt: number | null }>;
  /** Files that they name, by their uuids. */
  files: ReadonlyMap<string, FileRow>;
  /** Uuids that are here already. */
  taken: ReadonlySet<string>;
}

const placed: ReadonlySet<string> = new Set([
  ...["_id", "__v", "messageId", "conversationId", "user", "parentMessageId", "model", "endpoint", "sender", "text"],
  ...["content", "isCreatedByUser", "tokenCount", "feedback", "unfinished", "error", "finish_reason", "isTemporary"],
  ...["iconURL", "expiredAt", "createdAt", "updatedAt", "tenantId", "_meiliIndex", "files"],
]);

/** What people wrote and were answered, in the conversations that came. */
export const messages: Kind<Found> = {
  collection: "messages",

  async lookUp(db, documents, { organization }) {
    const conversations = new Map<string, { account: string; isTemporary: 0 | 1; endsAt: number | null }>();
    const named = new Set(documents.flatMap(({ conversationId }) => textOf(conversationId) ?? []));
    await inPieces([...named], async (some) => {
      const rows = await db
        .selectFrom("conversations")
        .select(["conversation_id", "account", "is_temporary", "expires_at"])
        .where("organization_id", "=", organization)
        .where("conversation_id", "in", some)
        .execute();
      for (const row of rows)
        conversations.set(row.conversation_id, {
          ...{ account: row.account, isTemporary: row.is_temporary, endsAt: row.expires_at },
        });
    });
    const taken = new Set<string>();
    await inPieces(
      documents.flatMap(({ messageId }) => textOf(messageId) ?? []),
      async (some) => {
        const rows = await db
          .selectFrom("messages")
          .select("message_id")
          .where("organization_id", "=", organization)
          .where("message_id", "in", some)
          .execute();
        for (const row of rows) taken.add(row.message_id);
      },
    );
    const fileIds = [...new Set(documents.flatMap(fileIdsIn))];
    const files = new Map((await findFiles(db, organization, fileIds)).map((row) => [row.file_id, row]));
    return { conversations, files, taken };
  },

  translate(document, known, { conversations, files, taken }) {
    const id = idOf(document._id) ?? "";
    const messageId = textOf(document.messageId);
    if (!messageId) return leftOut("id-unusable", "messageId", document.messageId);
    if (taken.has(messageId)) return leftOut("id-taken", "messageId", messageId);
    const conversationId = textOf(document.conversationId) ?? "";
    const conversation = conversations.get(conversationId);
    if (!conversation) return leftOut("conversation-missing", "conversationId", document.conversationId);
    const writer = known.account(document.user);
    // Nobody finds words of somebody else in a conversation of theirs.
    if (writer !== conversation.account) return leftOut("owner-differs", "user", document.user);
    const ends = momentOf(document.expiredAt);
    if (ends !== null && ends <= known.now) return leftOut("expired", "expiredAt", document.expiredAt);
    const findings: Finding[] = [];
    const sent = fileIdsIn(document).flatMap((id) => files.get(id) ?? []);
    const theirs = sent.filter((row) => row.account === writer);
    const left = listOf(document.files).length - theirs.length;
    if (left > 0)
      findings.push({
        code: "files-left",
        field: "files",
        found: `${left} files`,
        done: "left out: they are not here",
      });
    const model = textOf(document.model);
    const agentId = model?.startsWith("agent_") ? model : null;
    return {
      rows: {
        messages: [
          {
            ...{ id, message_id: messageId, conversation_id: conversationId, account: writer },
            parent_message_id: textOf(document.parentMessageId),
            ...{
              sender: textOf(document.sender),
              text: textOf(document.text) ?? "",
              content: contentOf(document.content),
            },
            ...{ model: agentId === null ? model : null, endpoint: textOf(document.endpoint), agent_id: agentId },
            is_created_by_user: document.isCreatedByUser === true ? 1 : 0,
            unfinished: document.unfinished === true ? 1 : 0,
            error: document.error === true ? 1 : 0,
            finish_reason: textOf(document.finish_reason),
            token_count: wholeOf(document.tokenCount),
            files: theirs.length > 0 ? JSON.stringify(theirs.map(entryOf)) : null,
            feedback: jsonOf(fieldsOf(document.feedback)),
            icon_url: textOf(document.iconURL),
            ...{ is_temporary: conversation.isTemporary, expires_at: conversation.endsAt ?? ends },
            extra: extraOf(document),
            ...datesOf(document, known.now),
          },
        ],
      },
      changes: [],
      findings,
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      await tx.deleteFrom("messages").where("organization_id", "=", organization).where("id", "in", some).execute();
    });
  },
};

/** Each once. */
const fileIdsIn = ({ files }: Document): string[] => [
  ...new Set(listOf(files).flatMap((file) => textOf(fieldsOf(file)?.file_id) ?? [])),
];

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out" }],
});

/** Parts of an answer, as ours are read: each has a type, texts are texts, and a call says all of itself. */
function contentOf(value: unknown): string | null {
  const parts = listOf(value).flatMap((part) => {
    const fields = fieldsOf(part);
    if (!fields || typeof fields.type !== "string") return [];
    const { type, text, tool_call: call, ...rest } = fields;
    const said = textOf(text) ?? textOf(fieldsOf(text)?.value);
    return [{ ...(plain(rest) as object), type, ...(said !== null && { text: said }), ...callOf(call) }];
  });
  return parts.length > 0 ? JSON.stringify(parts) : null;
}

function callOf(value: unknown): { tool_call?: object } {
  const call = fieldsOf(value);
  if (!call) return {};
  const saying = (field: unknown) => textOf(field) ?? (field == null ? "" : (jsonOf(field) ?? ""));
  return {
    tool_call: {
      ...{ id: saying(call.id), name: saying(call.name), args: saying(call.args), type: saying(call.type) },
      ...{ output: saying(call.output), progress: numberOf(call.progress) ?? 1 },
    },
  };
}

function extraOf(document: Document): string | null {
  let rest: Record<string, unknown> | undefined;
  for (const name of Object.keys(document))
    if (!placed.has(name)) {
      rest ??= {};
      rest[name] = document[name];
    }
  return rest === undefined ? null : jsonOf(rest);
}
