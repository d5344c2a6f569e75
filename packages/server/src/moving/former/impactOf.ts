import type { PermissionEngine, Simulated, Subject } from "@gatehouse/engine";

/** What somebody may do with a thing, before and after. */
export interface EachAccess {
  person: Subject;
  resource: string;
  before: string[];
  after: string[];
}

export interface AccessOf {
  person: Subject;
  things: Omit<EachAccess, "person">[];
  /** Things that are not among them: what is told is cut. */
  more: boolean;
}

type Asked = Pick<PermissionEngine, "check" | "typeOf">;

const PAGE = 500;
const MOST_THINGS = 500;

/** One person's access to what changes for them, as it is and as it would be. */
export function accessOn(engine: Asked, impact: Simulated, person: Subject, now: number): AccessOf {
  const { rows, next } = impact.of(person, { limit: MOST_THINGS });
  const things = rows.map(({ resource, gained, lost }) => ({
    resource,
    ...beforeAndAfter(engine, { person, resource, gained, lost }, now),
  }));
  return { person, things, more: next !== null };
}

/** Everybody's, one person and thing after the other: of whom nothing changes, nothing is told. */
export function* everyAccess(engine: Asked, impact: Simulated, now: number): Generator<EachAccess> {
  for (const { resource } of pages((after) => impact.byThing(page(after))))
    for (const { subject: person, gained, lost } of pages((after) => impact.on(resource, page(after))))
      yield { person, resource, ...beforeAndAfter(engine, { person, resource, gained, lost }, now) };
}

interface Differing {
  person: Subject;
  resource: string;
  gained: readonly string[];
  lost: readonly string[];
}

function beforeAndAfter(engine: Asked, { person, resource, gained, lost }: Differing, now: number) {
  const type = engine.typeOf(resource.slice(0, resource.indexOf(":")));
  const actions = Object.keys(type?.actions ?? {});
  const before = actions.filter((action) => engine.check(person, action, resource, { now }).allowed);
  const after = actions.filter(
    (action) => gained.includes(action) || (before.includes(action) && !lost.includes(action)),
  );
  return { before, after };
}

const page = (after: string | null) => ({ limit: PAGE, ...(after !== null && { after }) });

function* pages<Row>(read: (after: string | null) => { rows: Row[]; next: string | null }): Generator<Row> {
  for (let after: string | null = null; ; ) {
    const { rows, next } = read(after);
    yield* rows;
    if (next === null) return;
    after = next;
  }
}
