import { searchText } from "../../store/index.ts";
import type { Document } from "../source/index.ts";
import { datesOf, idOf, listOf, nameIn, shown, textOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import { type Finding, type Kind, ORGANIZATION, type Wished } from "./kind.ts";

/** How people are named by where they come from. */
interface Names {
  /** Ids by what the source calls them. */
  bySource: ReadonlyMap<string, string>;
  /** Those who have such a name, and are known to groups by nothing else there. */
  named: ReadonlySet<string>;
}

/** Groups, and who is in them: those whom LibreChat takes to be. */
export const groups: Kind<Names> = {
  collection: "groups",

  async lookUp(db, documents, { organization }) {
    const members = [...new Set(documents.flatMap(({ memberIds }) => listOf(memberIds).map(String)))];
    const bySource = new Map<string, string>();
    const named = new Set<string>();
    await inPieces(members, async (some) => {
      const rows = await db
        .selectFrom("users")
        .select(["id", "id_on_the_source"])
        .where("organization_id", "=", organization)
        .where("id_on_the_source", "is not", null)
        .where((e) => e.or([e("id_on_the_source", "in", some), e("id", "in", some)]))
        .execute();
      for (const { id, id_on_the_source: name } of rows) {
        if (name !== null) bySource.set(name, id);
        named.add(id);
      }
    });
    return { bySource, named };
  },

  translate(document, known, names) {
    const id = idOf(document._id) ?? "";
    const group = `group:${id}`;
    const findings: Finding[] = [];
    const name = nameIn(document.name, 500, "name", findings) ?? `Group ${id}`;
    const changes: Wished[] = [{ kind: "resource-added", resource: group, owner: ORGANIZATION, state: "active" }];
    for (const member of membersIn(document, known, names, findings))
      changes.push({ kind: "membership-set", member, group, expiresAt: null });
    const [description, email] = [textOf(document.description), textOf(document.email)];
    return {
      rows: {
        groups: [
          {
            ...{ id, name, description, email, avatar: null },
            source: textOf(document.source) ?? "local",
            id_on_the_source: textOf(document.idOnTheSource) || null,
            search_text: searchText(name, description, email),
            ...datesOf(document, known.now),
          },
        ],
      },
      changes,
      findings,
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      await tx.deleteFrom("groups").where("organization_id", "=", organization).where("id", "in", some).execute();
    });
  },
};

/** Each once. Whoever has an id on the source is known by that alone, as there. */
function membersIn(
  { memberIds }: Document,
  known: Parameters<(typeof groups)["translate"]>[1],
  { bySource, named }: Names,
  findings: Finding[],
): Set<string> {
  const members = new Set<string>();
  for (const member of listOf(memberIds)) {
    const text = String(member);
    const source = bySource.get(text);
    const account = source !== undefined ? known.account(source) : known.account(text);
    if (account === null)
      findings.push({ code: "member-missing", field: "memberIds", found: shown(text), done: "left out" });
    else if (source === undefined && named.has(account.slice("user:".length)))
      findings.push({
        code: "member-not-matched",
        field: "memberIds",
        found: shown(text),
        done: "left out: LibreChat knows them by their id on the source alone, and does not take them to be in it",
      });
    else members.add(account);
  }
  return members;
}
