import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: who is told, once in a period, that a budget or balance is nearly spent, and whether they have read it. Cost: a new table of some rows. */
export const spendingWarnings: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table spending_warnings (
        organization_id ${text} not null references organizations (id),
        principal ${text} not null,
        whose ${text} not null,
        period ${text} not null,
        account ${text} not null,
        amount bigint not null,
        spent bigint not null,
        every ${text} not null,
        warned_at bigint not null,
        seen smallint not null default 0,
        primary key (organization_id, principal, whose, period, account)
      )`,
      // What has this account not read yet?
      sql`create index spending_warnings_by_account on spending_warnings (organization_id, account, seen, warned_at)`,
      // Which are of periods long over?
      sql`create index spending_warnings_by_time on spending_warnings (warned_at)`,
    ]),
});
