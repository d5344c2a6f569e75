import type { Effect, Row } from "./effects.ts";
import { keyOf } from "./effects.ts";
import { type StateTable, stateTables, tableKeys } from "./table-keys.ts";

/** State tables in memory: rows of one organization by their key. */
export type ReplayedTables = ReadonlyMap<StateTable, Map<string, Row>>;

export const emptyTables = (): ReplayedTables => new Map(stateTables.map((table) => [table, new Map<string, Row>()]));

/**
 * Does to the rows in memory what `applyEffects` does to those of the database.
 * @returns what does not fit (a row that should be there, or should not), or null
 */
export function replay(tables: ReplayedTables, effect: Effect): string | null {
  const rows = tables.get(effect.table);
  if (rows === undefined) return `\`${effect.table}\` is no state table`;
  switch (effect.act) {
    case "add": {
      const key = keyOf(effect.table, effect.row);
      if (rows.has(key)) return `a second row ${key} of \`${effect.table}\``;
      rows.set(key, effect.row);
      return null;
    }
    case "put": {
      const key = keyOf(effect.table, effect.row);
      rows.set(key, { ...rows.get(key), ...effect.row });
      return null;
    }
    case "patch": {
      const found = matching(effect.table, rows, effect.match);
      for (const [key, row] of found) rows.set(key, { ...row, ...effect.values });
      return found.length === 1 ? null : missing(effect.table, effect.match);
    }
    case "remove":
    case "remove-all": {
      const found = matching(effect.table, rows, effect.match);
      for (const [key] of found) rows.delete(key);
      return effect.act === "remove-all" || found.length === 1 ? null : missing(effect.table, effect.match);
    }
    case "require-unused":
      return rows.has(JSON.stringify([effect.name])) ? `\`${effect.name}\` is used again after it was deleted` : null;
  }
}

function matching(table: StateTable, rows: Map<string, Row>, match: Row): [string, Row][] {
  const key: readonly string[] = tableKeys[table];
  const fits = (row: Row | undefined): row is Row =>
    row !== undefined && Object.entries(match).every(([column, value]) => row[column] === value);
  if (key.slice(1).every((column) => column in match)) {
    const whole = keyOf(table, match);
    const row = rows.get(whole);
    return fits(row) ? [[whole, row]] : [];
  }
  return [...rows].filter(([, row]) => fits(row));
}

const missing = (table: StateTable, match: Row): string => `no row of \`${table}\` with ${JSON.stringify(match)}`;
