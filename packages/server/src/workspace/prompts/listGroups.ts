import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { compareTexts } from "../reachable/compareTexts.ts";
import { listReachable, type Rows } from "../reachable/listReachable.ts";
import type { Whose } from "../reachable/reaching.ts";
import { factsOf } from "./groupFacts.ts";
import { itemOf } from "./promptShape.ts";
import {
  type GroupFilter,
  type GroupPlace,
  type GroupRow,
  listGroupRows,
  listGroupRowsOf,
  listPromptsOf,
} from "./queries.ts";
import type { GroupFilters, GroupItem, GroupListQuery } from "./schemas.ts";

const DEFAULT_LIMIT = 10;
const LONGEST_SEARCH = 100;
/** Most that is answered where there are no pages. */
const MOST_AT_ONCE = 500;

interface Meaning {
  whose?: Whose;
  category?: string;
}
/** LibreChat's words in the place of a category. */
const categoryWords: Readonly<Record<string, Meaning>> = {
  sys__all__sys: {},
  sys__no__category__sys: { category: "" },
  sys__my__prompts__sys: { whose: "me" },
  sys__shared__prompts__sys: { whose: "others" },
};

const meaningOf = (category: string): Meaning =>
  (Object.hasOwn(categoryWords, category) ? categoryWords[category] : undefined) ?? { category };

/**
 * Groups that the actor may `use` in their own right, with the texts in production: most used first, then last changed, then by `_id`.
 * @throws {Problem} `cursor-invalid` for a cursor that was altered, or is another list's or another subject's
 * Cost: see reachable/listReachable.ts; texts are read for the page only.
 */
export async function listGroups(parts: WorkspaceParts, actor: Actor, query: GroupListQuery) {
  const access = parts.access.of(actor);
  access.require(actor, "PROMPTS.USE");
  const { name, category, owner, cursor } = query;
  const limit = query.limit ?? query.pageSize ?? DEFAULT_LIMIT;
  const question = ["prompts", actor.organization, actor.subject, { name, category, owner }];
  const after = cursor === undefined || cursor === "" ? undefined : placeOf(parts.cursors.read(question, cursor));
  const { rows, next } = await reachable(parts, access, actor, query, after, limit);
  return {
    promptGroups: await itemsOf(parts, access, actor, rows),
    pageNumber: "1",
    pageSize: String(limit),
    pages: next === undefined ? ("1" as const) : ("9999" as const),
    has_more: next !== undefined,
    after:
      next === undefined ? null : parts.cursors.sign(question, JSON.stringify([next.uses, next.updatedAt, next.id])),
  };
}

/** The same without pages: the first 500; fewer for whoever reaches thousands, of which few are among the 4,000 used most (listReachable.ts). */
export async function listAllGroups(parts: WorkspaceParts, actor: Actor, filters: GroupFilters): Promise<GroupItem[]> {
  const access = parts.access.of(actor);
  access.require(actor, "PROMPTS.USE");
  const { rows } = await reachable(parts, access, actor, filters, undefined, MOST_AT_ONCE);
  return itemsOf(parts, access, actor, rows);
}

function reachable(
  { access: _, store, now }: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  { name, category, owner }: GroupFilters,
  after: GroupPlace | undefined,
  limit: number,
) {
  const meant = meaningOf(category || "sys__all__sys");
  const whose = owner ?? meant.whose;
  const filter: GroupFilter = {
    name: name?.slice(0, LONGEST_SEARCH),
    category: meant.category,
    ownedBy: whose === "me" ? actor.subject : undefined,
  };
  const { organization } = actor;
  const rows: Rows<GroupRow, GroupPlace> = {
    byIds: (ids) => listGroupRowsOf(store.db, organization, ids, filter),
    byIndex: (from, most) => listGroupRows(store.db, organization, filter, from, most),
    compare: (a, b) => b.uses - a.uses || b.updatedAt - a.updatedAt || compareTexts(a.id, b.id),
    placeOf: (row) => ({ uses: row.uses, updatedAt: row.updated_at, id: row.id }),
  };
  return listReachable(access, actor, { type: "prompt", actions: ["use"], whose, now: now() }, rows, after, limit);
}

async function itemsOf(
  parts: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  rows: readonly GroupRow[],
): Promise<GroupItem[]> {
  const production = rows.map((row) => row.production_id).filter((id) => id !== null);
  const texts = new Map(
    (await listPromptsOf(parts.store.db, actor.organization, production)).map((prompt) => [prompt.id, prompt]),
  );
  const facts = await factsOf(parts, access, actor, rows);
  return rows.map((row) => itemOf(row, texts.get(row.production_id ?? ""), facts(row)));
}

function placeOf(text: string): GroupPlace {
  const [uses, updatedAt, id] = JSON.parse(text);
  return { uses, updatedAt, id };
}
