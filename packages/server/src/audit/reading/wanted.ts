import type { z } from "zod";
import { searchGroups, searchUsers } from "../../access/people.ts";
import type { Store } from "../../store/index.ts";
import { mark } from "../chain/marks.ts";
import { kindsLike } from "../words/kinds.ts";
import { countMarked, type Wanted } from "./queries.ts";
import type { filters } from "./schemas.ts";

export type Filters = z.infer<z.ZodObject<typeof filters>>;

const MOST_FOUND = 25;

const MOST_COUNTED = 500;

/** The marks that entries must have: of each list one. The rarest list stands first: it is read, and the others looked up in it. */
export async function wantedOf(db: Store["db"], organization: string, asked: Filters): Promise<Wanted> {
  const { about, actor, kind, origin, q } = asked;
  const text = q?.trim() ?? "";
  const wanted = [
    ...(about === undefined ? [] : [[mark.on(about)]]),
    ...(actor === undefined ? [] : [[mark.by(actor)]]),
    ...(text === "" ? [] : [await marksLike(db, organization, text)]),
    ...(kind === undefined ? [] : [[mark.kind(kind)]]),
    ...(origin === undefined ? [] : [[mark.from(origin)]]),
  ];
  if (wanted.length < 2) return wanted;
  const counted: { marks: string[]; count: number }[] = [];
  for (const marks of wanted) counted.push({ marks, count: await countMarked(db, organization, marks, MOST_COUNTED) });
  return counted.sort((a, b) => a.count - b.count).map(({ marks }) => marks);
}

/** Kinds in whose words a text occurs, and what people and groups of that name did or what was done to them; a whole name of the engine, too. */
async function marksLike(db: Store["db"], organization: string, text: string): Promise<string[]> {
  const people = await searchUsers(db, organization, text, MOST_FOUND, { withHidden: true });
  const groups = await searchGroups(db, organization, text, MOST_FOUND);
  const users = people.map(({ id }) => `user:${id}`);
  return [
    ...kindsLike(text).map(mark.kind),
    ...users.map(mark.by),
    ...[...users, ...groups.map(({ id }) => `group:${id}`)].map(mark.on),
    mark.by(text),
    mark.on(text),
  ];
}

/** Whether anything but the span narrows it. */
export const isNarrowed = ({ about, actor, kind, origin, q }: Filters): boolean =>
  [about, actor, kind, origin, q].some((one) => one !== undefined && one !== "");

export const spanOf = ({ from, to }: Filters) => ({
  from: from === undefined ? undefined : Date.parse(from),
  to: to === undefined ? undefined : Date.parse(to),
});
