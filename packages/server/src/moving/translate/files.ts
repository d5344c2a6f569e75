import { nameOf } from "../../workspace/files/nameOf.ts";
import { ClientId } from "../../workspace/shapes.ts";
import type { Document } from "../source/index.ts";
import { datesOf, idOf, momentOf, shown, textOf, wholeOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind, Translated } from "./kind.ts";

interface Found {
  /** Uuids that are here already, or of an earlier document of these. */
  taken: Set<string>;
  /** Rows of conversations, and whose they are, by their uuids. */
  conversations: ReadonlyMap<string, { id: string; account: string }>;
}

/** Of a row whose bytes are not here: no content has this sum. */
export const NO_CONTENT = "";

const LONGEST_TYPE = 255;

/** Files that people brought: what they are, and whose. Their bytes come by themselves, from where LibreChat keeps them. */
export const files: Kind<Found> = {
  collection: "files",

  async lookUp(db, documents, { organization }) {
    const taken = new Set<string>();
    await inPieces(
      documents.flatMap(({ file_id }) => textOf(file_id) ?? []),
      async (some) => {
        const rows = await db
          .selectFrom("files")
          .select("file_id")
          .where("organization_id", "=", organization)
          .where("file_id", "in", some)
          .execute();
        for (const row of rows) taken.add(row.file_id);
      },
    );
    const conversations = new Map<string, { id: string; account: string }>();
    const named = new Set(documents.flatMap(({ conversationId }) => textOf(conversationId) ?? []));
    await inPieces([...named], async (some) => {
      const rows = await db
        .selectFrom("conversations")
        .select(["id", "conversation_id", "account"])
        .where("organization_id", "=", organization)
        .where("conversation_id", "in", some)
        .execute();
      for (const { id, conversation_id, account } of rows) conversations.set(conversation_id, { id, account });
    });
    return { taken, conversations };
  },

  translate(document, known, { taken, conversations }) {
    const id = idOf(document._id) ?? "";
    const { data: fileId } = ClientId.safeParse(document.file_id);
    if (fileId === undefined) return leftOut("id-unusable", "file_id", document.file_id);
    if (taken.has(fileId)) return leftOut("id-taken", "file_id", fileId);
    if (document.context === "avatar") return leftOut("avatar-left", "context", "a picture of somebody or something");
    const account = known.account(document.user);
    if (account === null) return leftOut("owner-missing", "user", document.user);
    const ends = momentOf(document.expiresAt) ?? momentOf(document.expiredAt);
    if (ends !== null && ends <= known.now) return leftOut("expired", "expiresAt", document.expiresAt ?? ends);
    taken.add(fileId);
    const findings: Finding[] = [];
    const isOfAgents = document.context === "agents";
    const conversation = isOfAgents ? undefined : conversations.get(textOf(document.conversationId) ?? "");
    const lies = conversation?.account === account ? conversation.id : null;
    if (localPathOf(document) === null)
      findings.push({
        ...{ code: "content-elsewhere", field: "source", found: shown(document.source) },
        done: "its content is not here: LibreChat keeps it in another store than its own disk",
      });
    else if (!known.bringsContents)
      findings.push({
        ...{ code: "content-left", field: "filepath", found: shown(document.filepath) },
        done: "its content is not here: `--files` names the directory where it lies",
      });
    const resource = `file:${id}`;
    const parent = `conversation:${lies}`;
    return {
      rows: {
        files: [
          {
            ...{ id, file_id: fileId, account, filename: nameOf(textOf(document.filename) ?? "") },
            type: textOf(document.type)?.slice(0, LONGEST_TYPE) || "application/octet-stream",
            ...{ bytes: Math.max(0, wholeOf(document.bytes) ?? 0), sha256: NO_CONTENT },
            ...{ width: wholeOf(document.width), height: wholeOf(document.height), conversation_id: lies },
            ...{ usage: Math.max(0, wholeOf(document.usage) ?? 0), expires_at: ends },
            context: isOfAgents ? ("agents" as const) : ("message_attachment" as const),
            ...datesOf(document, known.now),
          },
        ],
      },
      // What lies in a conversation that is held is held with it.
      changes:
        lies !== null && known.has(parent)
          ? [
              { kind: "resource-added", resource, owner: account, state: "active" },
              { kind: "parent-added", resource, parent },
            ]
          : [],
      findings,
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      await tx.deleteFrom("files").where("organization_id", "=", organization).where("id", "in", some).execute();
    });
  },
};

/** Where LibreChat has its bytes, from its own folder on (`/uploads/<user>/<name>`); null: somewhere else than on its disk. */
export function localPathOf({ source = "local", filepath }: Document): string | null {
  const path = textOf(filepath);
  return source === "local" && path?.startsWith("/") ? (path.split("?", 1)[0] ?? null) : null;
}

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out" }],
});
