import type { Tx } from "../store/index.ts";

/** What marks these things now, by their ids; what there is not is left out. */
export type FindMarks = (db: Tx, organization: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * What a thing gives besides what its name says: a tool may come to do more than it did. A mark is another one whenever that may have changed;
 * whoever keeps the rows of a type tells it.
 */
export class Marks {
  private readonly kinds = new Map<string, FindMarks>();

  keep(type: string, findMarks: FindMarks): void {
    this.kinds.set(type, findMarks);
  }

  /** By the names of the things (`tool:64f0…`); of types that have none there are none. */
  async of(db: Tx, organization: string, things: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const ids = Map.groupBy(new Set(things), (thing) => thing.slice(0, thing.indexOf(":")));
    const marks = new Map<string, string>();
    for (const [type, find] of this.kinds) {
      const named = (ids.get(type) ?? []).map((thing) => thing.slice(type.length + 1));
      if (named.length === 0) continue;
      for (const [id, mark] of await find(db, organization, named)) marks.set(`${type}:${id}`, mark);
    }
    return marks;
  }
}
