import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: members make groups, of which it counts who made them and when they end; accounts may be hidden from those who look for people, and
 * people be found by their whole username. Cost: three columns without a rewrite, two indexes.
 */
export const groupsOfMembers: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`alter table groups add column made_by ${text}`,
      sql`alter table groups add column ends_at bigint`,
      sql`alter table users add column hidden smallint not null default 0`,
      // Which groups did this member make? Which did members make?
      sql`create index groups_by_maker on groups (organization_id, made_by, id) where made_by is not null`,
      // Who has exactly this username?
      sql`create index users_by_username on users (organization_id, username) where username is not null`,
    ]),
});
