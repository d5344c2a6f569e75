import { MOST_PRESETS, PresetBody } from "../../workspace/presets/schemas.ts";
import { ClientId } from "../../workspace/shapes.ts";
import { datesOf, idOf, plain, shown, textOf, wholeOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind, Translated } from "./kind.ts";

interface Theirs {
  ids: Set<string>;
  hasDefault: boolean;
}
/** What people have, by their accounts. */
type Found = Map<string, Theirs>;

/** What is decided by a column, is about one conversation, or is not here. */
const elsewhere: ReadonlySet<string> = new Set([
  ...["presetId", "title", "defaultPreset", "order", "assistant_id", "conversationId", "chatProjectId"],
  ...["files", "file_ids", "isArchived", "_id", "__v", "user", "messages", "parentMessageId", "presetOverride"],
  ...["createdAt", "updatedAt", "expiredAt", "archivedAt", "isShared", "isTemporary", "pinned", "subagentThread"],
  ...["codeApprovalMode", "codeEnvironmentMode", "codeWorkspaces", "tenantId"],
]);

/** What people's chats begin with. Whether there is what one names is asked when a chat begins with it. */
export const presets: Kind<Found> = {
  collection: "presets",

  async lookUp(db, documents, { organization }) {
    const found: Found = new Map();
    const owners = new Set(documents.flatMap(({ user }) => idOf(user) ?? []));
    await inPieces([...owners], async (some) => {
      const accounts = some.map((id) => `user:${id}`);
      const rows = await db
        .selectFrom("presets")
        .select(["account", "preset_id", "is_default"])
        .where("organization_id", "=", organization)
        .where("account", "in", accounts)
        .execute();
      for (const { account, preset_id, is_default } of rows) {
        const theirs = theirsIn(found, account);
        theirs.ids.add(preset_id);
        theirs.hasDefault ||= is_default === 1;
      }
    });
    return found;
  },

  translate(document, known, found) {
    const id = idOf(document._id) ?? "";
    const { data: presetId } = ClientId.safeParse(document.presetId);
    if (presetId === undefined) return leftOut("id-unusable", "presetId", document.presetId);
    const account = known.account(document.user);
    if (account === null) return leftOut("owner-missing", "user", document.user);
    const theirs = theirsIn(found, account);
    if (theirs.ids.has(presetId)) return leftOut("id-taken", "presetId", presetId);
    if (theirs.ids.size >= MOST_PRESETS) return leftOut("too-many", "user", `${MOST_PRESETS} presets`);
    theirs.ids.add(presetId);
    const isDefault = document.defaultPreset === true && !theirs.hasDefault;
    theirs.hasDefault ||= isDefault;
    const findings: Finding[] = [];
    return {
      rows: {
        presets: [
          {
            ...{ id, account, preset_id: presetId, is_default: isDefault ? (1 as const) : (0 as const) },
            fields: JSON.stringify({
              ...fieldsIn(document, findings),
              title: textOf(document.title)?.slice(0, 255).toWellFormed() || "New Chat",
            }),
            position: isDefault ? 0 : wholeOf(document.order),
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
      await tx.deleteFrom("presets").where("organization_id", "=", organization).where("id", "in", some).execute();
    });
  },
};

function theirsIn(found: Found, account: string): Theirs {
  const theirs = found.get(account) ?? { ids: new Set(), hasDefault: false };
  found.set(account, theirs);
  return theirs;
}

/** What ours take; the rest is told. */
function fieldsIn(document: Readonly<Record<string, unknown>>, findings: Finding[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> = PresetBody.shape;
  for (const [name, value] of Object.entries(document)) {
    if (elsewhere.has(name) || value === null || value === undefined) continue;
    const said = plain(value);
    if (Object.hasOwn(shape, name) && shape[name]?.safeParse(said).success) kept[name] = said;
    else findings.push({ code: "field-left", field: name, found: shown(value), done: "left out" });
  }
  return kept;
}

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out" }],
});
