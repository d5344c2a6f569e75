import { datesOf, idOf, shown, textOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import { type Kind, ORGANIZATION, type Translated } from "./kind.ts";

/** The number of the next version of groups that are here. */
type Next = Map<string, number>;

/** Texts of prompts: versions of their groups, in the order in which they come, which is that of their ids. */
export const prompts: Kind<Next> = {
  collection: "prompts",

  async lookUp(db, documents, { organization }) {
    const next: Next = new Map();
    const groups = new Set(documents.flatMap(({ groupId }) => idOf(groupId) ?? []));
    await inPieces([...groups], async (some) => {
      const there = await db
        .selectFrom("prompt_groups")
        .select("id")
        .where("organization_id", "=", organization)
        .where("id", "in", some)
        .execute();
      for (const { id } of there) next.set(id, 0);
      const newest = await db
        .selectFrom("prompts")
        .select(["group_id", (e) => e.fn.max("version_index").as("last")])
        .where("organization_id", "=", organization)
        .where("group_id", "in", some)
        .groupBy("group_id")
        .execute();
      for (const { group_id, last } of newest) next.set(group_id, Number(last) + 1);
    });
    return next;
  },

  translate(document, known, next) {
    const id = idOf(document._id) ?? "";
    const group = idOf(document.groupId) ?? "";
    const version = next.get(group);
    if (version === undefined) return leftOut("group-missing", "groupId", document.groupId);
    const prompt = textOf(document.prompt);
    if (prompt === null) return leftOut("text-missing", "prompt", document.prompt);
    next.set(group, version + 1);
    return {
      rows: {
        prompts: [
          {
            ...{
              id,
              group_id: group,
              version_index: version,
              prompt,
              type: document.type === "chat" ? "chat" : "text",
            },
            author: known.account(document.author) ?? ORGANIZATION,
            created_at: datesOf(document, known.now).created_at,
          },
        ],
      },
      changes: [],
      findings: [],
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      await tx.deleteFrom("prompts").where("organization_id", "=", organization).where("id", "in", some).execute();
    });
  },
};

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out" }],
});
