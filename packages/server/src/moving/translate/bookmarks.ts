import { datesOf, idOf, shown, textOf, wholeOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Kind, Translated } from "./kind.ts";

type Taken = ReadonlySet<string>;

/** Names that people give to conversations of theirs. They come before the conversations, which say which they have. */
export const bookmarks: Kind<Taken> = {
  collection: "conversationtags",

  async lookUp(db, documents, { organization }) {
    const taken = new Set<string>();
    const owners = new Set(documents.flatMap(({ user }) => idOf(user) ?? []));
    await inPieces([...owners], async (some) => {
      const rows = await db
        .selectFrom("bookmarks")
        .select(["account", "tag"])
        .where("organization_id", "=", organization)
        .where(
          "account",
          "in",
          some.map((id) => `user:${id}`),
        )
        .execute();
      for (const { account, tag } of rows) taken.add(`${account} ${tag}`);
    });
    return taken;
  },

  translate(document, known, taken) {
    const id = idOf(document._id) ?? "";
    const account = known.account(document.user);
    if (account === null) return leftOut("owner-missing", "user", document.user);
    const tag = textOf(document.tag)?.trim();
    if (!tag) return leftOut("tag-unnamed", "tag", document.tag);
    if (taken.has(`${account} ${tag}`)) return leftOut("already-here", "tag", tag);
    const position = wholeOf(document.position) ?? 0;
    const description = textOf(document.description);
    return {
      rows: {
        bookmarks: [
          { id, account, tag, description, position: Math.max(1, position), ...datesOf(document, known.now) },
        ],
      },
      changes: [],
      findings: [],
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      await tx
        .deleteFrom("bookmarked_conversations")
        .where("organization_id", "=", organization)
        .where("bookmark_id", "in", some)
        .execute();
      await tx.deleteFrom("bookmarks").where("organization_id", "=", organization).where("id", "in", some).execute();
    });
  },
};

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out" }],
});
