import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";
import type { Index, Inspection } from "./database.ts";

interface Rights {
  in_recovery: boolean;
  reads_only: boolean;
  may_create: boolean;
}

interface RightsOnTable {
  name: string;
  is_owned: boolean;
  is_written: boolean;
}

const MOST_TOLD = 5;

/** @param writes rights are those of the connections that write: the others are made to read only */
export const inspectPostgres = (reads: Kysely<Tables>, writes: Kysely<Tables>): Inspection => ({
  version: async () => {
    const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(reads);
    return rows[0]?.version ?? "unknown";
  },
  clock: async () => {
    const { rows } = await sql<{ now: string }>`select extract(epoch from clock_timestamp()) * 1000 as now`.execute(
      reads,
    );
    return Number(rows[0]?.now);
  },
  missingRights: async () => {
    const { rows } = await sql<Rights>`select pg_is_in_recovery() as in_recovery,
      current_setting('default_transaction_read_only') = 'on' as reads_only,
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create`.execute(writes);
    const { rows: tables } = await sql<RightsOnTable>`select c.relname as name,
        pg_has_role(c.relowner, 'usage') as is_owned,
        has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
          and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete') as is_written
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = current_schema() and c.relkind in ('r', 'p') order by c.relname`.execute(writes);
    return inWords(rows[0], tables);
  },
  indexes: async () => {
    const { rows } = await sql<
      Omit<Index, "columns"> & { columns: string }
    >`select c.relname as name, t.relname as "table",
        (select string_agg(a.attname, ',' order by k.place) from unnest(i.indkey) with ordinality as k (number, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number) as columns,
        i.indisunique as "isUnique", i.indpred is not null as "isPartial", i.indisvalid and i.indisready as "isValid"
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
        join pg_namespace n on n.oid = t.relnamespace
      where n.nspname = current_schema() and not i.indisprimary order by c.relname`.execute(reads);
    return rows.map((row) => ({ ...row, columns: row.columns.split(",") }));
  },
});

function inWords(rights: Rights | undefined, tables: readonly RightsOnTable[]): string[] {
  const names = (some: readonly RightsOnTable[]) => {
    const told = some.slice(0, MOST_TOLD).map(({ name }) => `\`${name}\``);
    return `${told.join(", ")}${some.length > MOST_TOLD ? ` and ${some.length - MOST_TOLD} more` : ""}`;
  };
  const unowned = tables.filter(({ is_owned }) => !is_owned);
  const unwritten = tables.filter(({ is_written }) => !is_written);
  return [
    ...(rights?.in_recovery ? ["the server is a standby, which only reads"] : []),
    ...(rights?.reads_only ? ["the database, or its user, is set to read only (`default_transaction_read_only`)"] : []),
    ...(rights?.may_create ? [] : ["it may make no tables in its schema"]),
    ...(unowned.length > 0 ? [`it may not alter ${names(unowned)}, which belong to another user`] : []),
    ...(unwritten.length > 0 ? [`it may not read and write ${names(unwritten)}`] : []),
  ];
}
