import { sql } from "kysely";
import { addressKey } from "../addressKey.ts";
import { type MigrationOf, run } from "./migration.ts";

const PIECE = 1_000;

/**
 * Why: how often somebody was refused for doing too much, which addresses are banned, and who signed in from where, as ranges of addresses
 * ask it. Cost: two new tables; sessions take a column, which is filled in pieces, and an index.
 */
export const violations: MigrationOf = ({ text, keyed }) => ({
  up: async (db) => {
    await run(db, [
      sql`create table violations (
        organization_id ${text} not null references organizations (id),
        subject ${text} not null,
        type ${text} not null,
        score bigint not null,
        times bigint not null,
        last_at bigint not null,
        primary key (organization_id, subject, type)
      ) ${keyed}`,
      // Counters of addresses, to be forgotten after a while.
      sql`create index violations_by_last on violations (last_at)`,
      sql`create table address_bans (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        address ${text} not null,
        first_key ${text} not null,
        last_key ${text} not null,
        reason ${text} not null,
        banned_by ${text} not null,
        created_at bigint not null,
        until bigint,
        primary key (organization_id, id)
      )`,
      sql`create unique index address_bans_by_address on address_bans (organization_id, address)`,
      sql`alter table sessions add column address_key ${text}`,
    ]);
    let after = "";
    for (;;) {
      const { rows } = await sql<{ id: string; ip: string }>`
        select id, ip from sessions where id > ${after} and ip is not null order by id limit ${PIECE}`.execute(db);
      for (const { id, ip } of rows)
        await sql`update sessions set address_key = ${addressKey(ip)} where id = ${id}`.execute(db);
      after = rows.at(-1)?.id ?? "";
      if (rows.length < PIECE) break;
    }
    // Who signed in from a range of addresses.
    await run(db, [sql`create index sessions_by_address on sessions (organization_id, address_key)`]);
  },
});
