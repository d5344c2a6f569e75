import type { Document, Source } from "../source/index.ts";
import { idOf, listOf, shown, wholeOf } from "../translate/fields.ts";
import type { Passed, ReadFormer } from "./kind.ts";

/** Documents of a collection; none where there is no such collection. */
export async function* documentsOf(
  { source, problem, signal }: ReadFormer,
  collection: string,
): AsyncGenerator<Document> {
  if (!(await hasCollection(source, collection))) return;
  const told = ({ at, code, found }: { at: string; code: string; found: string }) =>
    problem({ collection, id: at, code, found });
  for await (const { document } of source.read(collection, { problem: told, signal })) yield document;
}

const hasCollection = async (source: Source, name: string): Promise<boolean> =>
  (await source.collections()).some((one) => one.name === name);

/** What was shared with everybody: a list of the first project that is called `instance`; other projects never were looked at. */
export async function globalSet(read: ReadFormer, field: "agentIds" | "promptGroupIds"): Promise<ReadonlySet<string>> {
  for await (const document of documentsOf(read, "projects"))
    if (document.name === "instance")
      return new Set(
        listOf(document[field]).map((id) => (field === "agentIds" ? String(id) : (idOf(id) ?? String(id)))),
      );
  return new Set();
}

/** Who has an entry for a thing, as far as the scripts look. */
export interface Entries {
  /** People, and what each has. */
  users: { id: string | null; bits: number | null }[];
  isPublic: boolean;
  /** Entries for groups and roles. */
  others: number;
}

const NO_ENTRIES: Entries = { users: [], isPublic: false, others: 0 };

/** The entries of all things of one type, by the ids of their documents. */
export async function entriesOf(read: ReadFormer, resourceType: string): Promise<(id: string) => Entries> {
  const byThing = new Map<string, Entries>();
  for await (const document of documentsOf(read, "aclentries")) {
    const id = idOf(document.resourceId);
    if (document.resourceType !== resourceType || id === null) continue;
    const entries = byThing.get(id) ?? { users: [], isPublic: false, others: 0 };
    byThing.set(id, entries);
    if (document.principalType === "user")
      entries.users.push({ id: idOf(document.principalId), bits: wholeOf(document.permBits) });
    else if (document.principalType === "public") entries.isPublic = true;
    else entries.others++;
  }
  return (id) => byThing.get(id) ?? NO_ENTRIES;
}

const OWNER = 15;

/**
 * Whether a script was stopped between the two entries of a thing: its author has the owner's, and nobody else has any. What was shared with
 * everybody was to get one more.
 */
const isUnfinished = ({ users: [first, ...more], isPublic, others }: Entries, author: string | null): boolean =>
  first !== undefined && more.length === 0 && !isPublic && others === 0 && first.bits === OWNER && first.id === author;

export interface SharedByProject {
  /** What the project has shared with everybody. */
  global: ReadonlySet<string>;
  entries(id: string): Entries;
}

/** Where a thing of the former model stands: what it says of its author and its entries, beside whether everybody was to have it. */
export function standingOf(
  document: Document,
  { global, entries }: SharedByProject,
  sharedAs: string,
): Passed | { id: string; isGlobal: boolean; isUnfinished: boolean } {
  const id = idOf(document._id);
  if (id === null) return { problem: "id-unusable", found: shown(document._id) };
  const { author } = document;
  if (author === undefined || author === null) return { passed: "ownerless" };
  const isGlobal = global.has(sharedAs);
  const its = entries(id);
  const hasEntries = its.users.length > 0;
  if (hasEntries && !(isGlobal && isUnfinished(its, idOf(author)))) return { passed: "migrated" };
  if (idOf(author) === null) return { problem: "author-unusable", found: shown(author) };
  return { id, isGlobal, isUnfinished: hasEntries };
}
