import { Problem } from "../../http/problem.ts";
import { searchText, type Tx } from "../../store/index.ts";
import { titleText } from "../../workspace/conversations/titleText.ts";
import { pack, readShown } from "../../workspace/links/content.ts";
import { ShareParams } from "../../workspace/links/schemas.ts";
import type { Document } from "../source/index.ts";
import { datesOf, idOf, listOf, momentOf, shown, textOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind, Known, Translated, Wished } from "./kind.ts";

interface Conversation {
  /** Of its row. */
  id: string;
  account: string;
  title: string;
  endsAt: number | null;
}

interface Found {
  /** By their uuids. */
  conversations: ReadonlyMap<string, Conversation>;
  /** Files that are parts of conversations, which are held with them. */
  files: readonly { id: string; account: string; conversation_id: string | null }[];
  /** Addresses that lead to a link already, in this organization or another. */
  taken: Set<string>;
  /** What links show, packed, by the ids of their documents; or why they show nothing. */
  contents: ReadonlyMap<string, Uint8Array | string>;
  /** Conversations that an earlier document of these makes the engine hold. */
  held: Set<string>;
}

/** Links by which people show conversations: each shows what it showed there, kept as of now. Who opens them is said by the entries that come later. */
export const sharedLinks: Kind<Found> = {
  collection: "sharedlinks",
  // What one shows may have megabytes.
  atOnce: 10,

  async lookUp(db, documents, known) {
    const { organization } = known;
    const conversations = await conversationsOf(db, organization, documents);
    const files: Found["files"][number][] = [];
    await inPieces(
      [...conversations.values()].map(({ id }) => id),
      async (some) => {
        files.push(
          ...(await db
            .selectFrom("files")
            .select(["id", "account", "conversation_id"])
            .where("organization_id", "=", organization)
            .where("conversation_id", "in", some)
            .execute()),
        );
      },
    );
    const contents = new Map<string, Uint8Array | string>();
    for (const document of documents) {
      const conversation = conversations.get(textOf(document.conversationId) ?? "");
      if (conversation && isOf(document, conversation, known))
        contents.set(idOf(document._id) ?? "", await contentOf(db, organization, document, conversation));
    }
    return { conversations, files, taken: await takenAmong(db, documents), contents, held: new Set() };
  },

  translate(document, known, found) {
    const id = idOf(document._id) ?? "";
    const { data: shareId } = ShareParams.shape.shareId.safeParse(document.shareId);
    if (shareId === undefined) return leftOut("id-unusable", "shareId", document.shareId);
    if (found.taken.has(shareId)) return leftOut("id-taken", "shareId", shareId);
    const conversation = found.conversations.get(textOf(document.conversationId) ?? "");
    if (!conversation) return leftOut("conversation-missing", "conversationId", document.conversationId);
    if (!isOf(document, conversation, known)) return leftOut("owner-differs", "user", document.user);
    const ends = momentOf(document.expiredAt);
    if (ends !== null && ends <= known.now) return leftOut("expired", "expiredAt", document.expiredAt);
    const bytes = found.contents.get(id);
    if (bytes === undefined || typeof bytes === "string") return leftOut("nothing-to-show", "messages", bytes);
    found.taken.add(shareId);
    const findings: Finding[] = [];
    if (listOf(document.fileSnapshots).length > 0)
      findings.push({
        code: "files-not-shown",
        field: "fileSnapshots",
        found: `${listOf(document.fileSnapshots).length} files`,
        done: "left out: a link shows what was said, and no files",
      });
    // Of before there were entries. It may stand there still although somebody has closed the link since: nothing is opened by it alone.
    if (document.isPublic !== undefined && document.isPublic !== false)
      findings.push({
        code: "link-of-former-model",
        field: "isPublic",
        found: shown(document.isPublic),
        done: "its owner's alone until `gatehouse migrate shared-link-permissions` opens it",
      });
    const title = titleText(textOf(document.title) ?? "") || conversation.title;
    return {
      rows: {
        shared_links: [
          {
            ...{ id, share_id: shareId, conversation_row: conversation.id, account: conversation.account },
            conversation_id: textOf(document.conversationId) ?? "",
            ...{ title, search_text: searchText(title), target_message_id: textOf(document.targetMessageId) },
            ...{ is_live: 0, passcode_hash: null, expires_at: soonest(ends, conversation.endsAt) },
            ...datesOf(document, known.now),
          },
        ],
        shared_link_contents: [{ link_id: id, bytes }],
      },
      changes: changesOf(id, conversation, known, found),
      findings,
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      await tx.deleteFrom("shared_links").where("organization_id", "=", organization).where("id", "in", some).execute();
    });
  },
};

/** The link, and its conversation with what lies in it, which the engine holds from now on. */
function changesOf(id: string, its: Conversation, known: Known, found: Found): Wished[] {
  const [conversation, resource] = [`conversation:${its.id}`, `sharedLink:${id}`];
  const changes: Wished[] = [];
  if (!known.has(conversation) && !found.held.has(conversation)) {
    found.held.add(conversation);
    changes.push({ kind: "resource-added", resource: conversation, owner: its.account, state: "active" });
    for (const { id: file, account, conversation_id } of found.files)
      if (conversation_id === its.id)
        changes.push(
          { kind: "resource-added", resource: `file:${file}`, owner: account, state: "active" },
          { kind: "parent-added", resource: `file:${file}`, parent: conversation },
        );
  }
  const link = { conversation, live: false, maker: its.account };
  changes.push({ kind: "resource-added", resource, owner: its.account, state: "active", link });
  return changes;
}

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out" }],
});

/** Nobody shows what is somebody else's. */
const isOf = ({ user }: Document, { account }: Conversation, known: Known): boolean => known.account(user) === account;

const soonest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

async function conversationsOf(
  db: Tx,
  organization: string,
  documents: readonly Document[],
): Promise<Map<string, Conversation>> {
  const conversations = new Map<string, Conversation>();
  const named = new Set(documents.flatMap(({ conversationId }) => textOf(conversationId) ?? []));
  await inPieces([...named], async (some) => {
    const rows = await db
      .selectFrom("conversations")
      .select(["id", "conversation_id", "account", "title", "expires_at"])
      .where("organization_id", "=", organization)
      .where("conversation_id", "in", some)
      .execute();
    for (const { id, conversation_id, account, title, expires_at: endsAt } of rows)
      conversations.set(conversation_id, { id, account, title, endsAt });
  });
  return conversations;
}

async function takenAmong(db: Tx, documents: readonly Document[]): Promise<Set<string>> {
  const taken = new Set<string>();
  await inPieces(
    documents.flatMap(({ shareId }) => textOf(shareId) ?? []),
    async (some) => {
      const rows = await db.selectFrom("shared_links").select("share_id").where("share_id", "in", some).execute();
      for (const { share_id } of rows) taken.add(share_id);
    },
  );
  return taken;
}

/** The messages that it names, as far as they came; the oldest links name none, and show all. @returns why there is nothing, in words */
async function contentOf(
  db: Tx,
  organization: string,
  { conversationId, messages, targetMessageId }: Document,
  { title }: Conversation,
): Promise<Uint8Array | string> {
  const named = new Set(listOf(messages).flatMap((one) => idOf(one) ?? []));
  const isAmong = Array.isArray(messages) ? (id: string) => named.has(id) : undefined;
  const conversation = { conversation_id: textOf(conversationId) ?? "", title };
  try {
    const target = textOf(targetMessageId) || null;
    return await pack(await readShown(db, organization, conversation, target, "to keep", isAmong));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.detail ?? error.message;
  }
}
