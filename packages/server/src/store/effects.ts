import type { Insertable } from "kysely";
import { sql } from "kysely";
import { ChangeDoesNotFit, IdRetired } from "./errors.ts";
import { type StateTable, tableKeys } from "./table-keys.ts";
import type { Tables } from "./tables.ts";
import type { Tx } from "./transactions.ts";

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;
type RowOf<T extends StateTable> = Omit<Insertable<Tables[T]>, "organization_id">;

/** What happens to one row (or, for `remove-all`, to those that match) of a state table of one organization. */
export type Effect =
  /** A new row; one with its key is a conflict. */
  | { act: "add"; table: StateTable; row: Row }
  /** A new row, or the new values of the one with its key. */
  | { act: "put"; table: StateTable; row: Row }
  /** New values of a row that must be there. */
  | { act: "patch"; table: StateTable; match: Row; values: Row }
  /** The row must be there. */
  | { act: "remove"; table: StateTable; match: Row }
  /** There may be none. */
  | { act: "remove-all"; table: StateTable; match: Row }
  | { act: "require-unused"; table: "retired_ids"; name: string };

export const add = <T extends StateTable>(table: T, row: RowOf<T>): Effect => ({ act: "add", table, row: plain(row) });
export const put = <T extends StateTable>(table: T, row: RowOf<T>): Effect => ({ act: "put", table, row: plain(row) });
export const patch = <T extends StateTable>(table: T, match: Partial<RowOf<T>>, values: Partial<RowOf<T>>): Effect => ({
  act: "patch",
  table,
  match: plain(match),
  values: plain(values),
});
export const remove = <T extends StateTable>(table: T, match: Partial<RowOf<T>>): Effect => ({
  act: "remove",
  table,
  match: plain(match),
});
export const removeAll = <T extends StateTable>(table: T, match: Partial<RowOf<T>>): Effect => ({
  act: "remove-all",
  table,
  match: plain(match),
});
export const requireUnused = (name: string): Effect => ({ act: "require-unused", table: "retired_ids", name });

function plain(row: object): Row {
  const copy: Record<string, Value> = {};
  for (const [column, value] of Object.entries(row) as [string, unknown][]) {
    if (typeof value === "string" || typeof value === "number" || value === null) copy[column] = value;
    else throw new ChangeDoesNotFit(`\`${column}\` is ${typeof value}`);
  }
  return copy;
}

/**
 * Writes effects in their order. Effects on different tables touch nothing in common and are brought together by table,
 * so that ten thousand grants are a few statements.
 * @throws {Conflict} {@link ChangeDoesNotFit} {@link IdRetired}
 */
export async function applyEffects(tx: Tx, organization: string, effects: readonly Effect[]): Promise<void> {
  for (const ofTable of Map.groupBy(effects, (effect) => effect.table).values()) {
    for (const run of runsOf(ofTable)) await applyRun(tx, organization, run);
  }
}

/** Rows in one statement: far below both databases' limits of parameters (32,766 and 65,535; the widest state table has 10 columns). */
const mostRows = 500;

/** Neighbours that can go in one statement. */
function runsOf(effects: readonly Effect[]): Effect[][] {
  const runs: Effect[][] = [];
  for (const effect of effects) {
    const run = runs.at(-1);
    const batched = effect.act === "add" || effect.act === "put" || effect.act === "require-unused";
    if (batched && run?.[0]?.act === effect.act && run.length < mostRows) run.push(effect);
    else runs.push([effect]);
  }
  return runs;
}

async function applyRun(tx: Tx, organization: string, run: readonly Effect[]): Promise<void> {
  const [first] = run;
  switch (first?.act) {
    case "add":
      return insert(
        tx,
        organization,
        first.table,
        run.flatMap((effect) => (effect.act === "add" ? [effect.row] : [])),
        false,
      );
    case "put":
      return insert(tx, organization, first.table, lastOfEachKey(first.table, run), true);
    case "require-unused":
      return refuseRetired(
        tx,
        organization,
        run.flatMap((effect) => (effect.act === "require-unused" ? [effect.name] : [])),
      );
    case "patch": {
      const values = Object.entries(first.values).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
      const { numAffectedRows } =
        await sql`update ${sql.table(first.table)} set ${sql.join(values)} where ${matching(organization, first.match)}`.execute(
          tx,
        );
      if (numAffectedRows !== 1n) throw notThere(first.table, first.match);
      return;
    }
    case "remove":
    case "remove-all": {
      const { numAffectedRows } =
        await sql`delete from ${sql.table(first.table)} where ${matching(organization, first.match)}`.execute(tx);
      if (first.act === "remove" && numAffectedRows !== 1n) throw notThere(first.table, first.match);
    }
  }
}

async function insert(
  tx: Tx,
  organization: string,
  table: StateTable,
  rows: readonly Row[],
  replace: boolean,
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const key: readonly string[] = tableKeys[table];
  const rest = columns.filter((column) => !key.includes(column));
  const values = rows.map((row) => sql`(${sql.join([organization, ...columns.map((column) => row[column] ?? null)])})`);
  const otherwise = !replace
    ? sql``
    : rest.length === 0
      ? sql`on conflict do nothing`
      : sql`on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do update set ${sql.join(
          rest.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
        )}`;
  await sql`insert into ${sql.table(table)} (${sql.join(["organization_id", ...columns].map((column) => sql.ref(column)))})
    values ${sql.join(values)} ${otherwise}`.execute(tx);
}

/** PostgreSQL refuses to put the same row twice in one statement; what was put last is what stays. */
function lastOfEachKey(table: StateTable, run: readonly Effect[]): Row[] {
  const rows = new Map<string, Row>();
  for (const effect of run) if (effect.act === "put") rows.set(keyOf(table, effect.row), effect.row);
  return [...rows.values()];
}

/** The row's key within its organization, as text. */
export function keyOf(table: StateTable, row: Row): string {
  const key: readonly string[] = tableKeys[table];
  return JSON.stringify(key.slice(1).map((column) => row[column]));
}

async function refuseRetired(tx: Tx, organization: string, names: readonly string[]): Promise<void> {
  const retired = await tx
    .selectFrom("retired_ids")
    .select("name")
    .where("organization_id", "=", organization)
    .where("name", "in", names)
    .executeTakeFirst();
  if (retired !== undefined) throw new IdRetired(retired.name);
}

function matching(organization: string, match: Row) {
  const conditions = Object.entries(match).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  return sql.join([sql`organization_id = ${organization}`, ...conditions], sql` and `);
}

const notThere = (table: StateTable, match: Row): ChangeDoesNotFit =>
  new ChangeDoesNotFit(`no row of \`${table}\` with ${JSON.stringify(match)}`);
