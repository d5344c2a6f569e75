import type { Dated } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Tx } from "../../store/index.ts";
import {
  type ChangePlace,
  changedSince,
  type DatedRow,
  type DatedTable,
  datesOf,
  lastChangedFirst,
} from "./lastChanged.ts";

/** Servers' clocks may differ by so much, and writes may take so long, before a change is seen at its old place. */
const OVERLAP_MS = 10_000;
const PIECE = 500;

/** Until when each engine was told of changes, by type; both go together. */
const toldUntil = new WeakMap<object, Map<string, number>>();

/**
 * Tells an organization's engine when things of one type were changed: of those that somebody reaches, when somebody first does; then what was
 * changed since, before each list. What a server has not heard of yet costs a thing its place, never anybody their right.
 */
export class Dates {
  private readonly access: OrganizationAccess;
  private readonly db: Tx;
  private readonly type: string;
  private readonly table: DatedTable;

  constructor(access: OrganizationAccess, db: Tx, type: string, table: DatedTable) {
    this.access = access;
    this.db = db;
    this.type = type;
    this.table = table;
  }

  /** Cost: one look at the end of the table's index, and what was changed since the last. */
  async refresh(now: number): Promise<void> {
    const { engine } = this.access;
    const told = toldUntil.get(engine) ?? new Map<string, number>();
    toldUntil.set(engine, told);
    const since = (told.get(this.type) ?? now) - OVERLAP_MS;
    let after: ChangePlace | undefined;
    for (;;) {
      const rows = await changedSince(this.db, this.table, this.access.id, since, after, PIECE);
      for (const row of rows) this.tell(row);
      const last = rows.at(-1);
      if (rows.length < PIECE || !last) break;
      after = lastChangedFirst.placeOf(last);
    }
    told.set(this.type, now);
  }

  async learn(resources: readonly string[]): Promise<void> {
    const ids = resources.map((resource) => resource.slice(this.type.length + 1));
    for (let from = 0; from < ids.length; from += PIECE) {
      const piece = ids.slice(from, from + PIECE);
      const rows = await datesOf(this.db, this.table, this.access.id, piece);
      for (const row of rows) this.tell(row);
      // Another application's things have no row here.
      const known = new Set(rows.map(({ id }) => id));
      for (const id of piece) if (!known.has(id)) this.access.engine.date(`${this.type}:${id}`, null);
    }
  }

  /** @returns whether a row was changed at another moment than the engine knew */
  correct(rows: readonly DatedRow[], picked: readonly Dated[]): boolean {
    const known = new Map(picked.map(({ resource, at }) => [resource, at]));
    const moved = rows.filter((row) => known.get(`${this.type}:${row.id}`) !== row.updated_at);
    for (const row of moved) this.tell(row);
    return moved.length > 0;
  }

  private tell({ id, updated_at }: DatedRow): void {
    this.access.engine.date(`${this.type}:${id}`, updated_at);
  }
}
