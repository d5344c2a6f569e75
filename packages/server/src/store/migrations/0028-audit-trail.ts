import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: one trail of everything that happens, sealed so that nobody alters it unnoticed. Cost: none, new tables and empty columns. */
export const auditTrail: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`alter table log add column former ${text}`,
      sql`alter table log add column ip ${text}`,
      sql`create table audit_events (
        organization_id ${text} not null,
        id ${text} not null,
        at bigint not null,
        kind ${text} not null,
        actor ${text} not null,
        origin ${text},
        about ${text} not null,
        facts ${text} not null,
        details ${text},
        primary key (organization_id, id)
      )`,
      // What waits to be sealed, oldest first?
      sql`create index audit_events_by_moment on audit_events (organization_id, at, id)`,
      sql`create table audit_entries (
        organization_id ${text} not null,
        number bigint not null,
        segment bigint not null,
        at bigint not null,
        revision bigint,
        body ${text},
        details ${text},
        salt ${text},
        details_hash ${text},
        hash ${text} not null,
        primary key (organization_id, number)
      )`,
      // Everything, newest first, from one day to another.
      sql`create index audit_entries_by_moment on audit_entries (organization_id, at, number)`,
      sql`create table audit_marks (
        organization_id ${text} not null,
        mark ${text} not null,
        at bigint not null,
        number bigint not null,
        primary key (organization_id, mark, at, number)
      ) ${keyed}`,
      sql`create table audit_segments (
        organization_id ${text} not null,
        segment bigint not null,
        first bigint not null,
        last bigint not null,
        revision bigint not null,
        at bigint not null,
        until bigint not null,
        root ${text} not null,
        former ${text} not null,
        head ${text} not null,
        retired smallint not null default 0,
        primary key (organization_id, segment)
      )`,
      // Which are old, and not yet retired?
      sql`create index audit_segments_by_age on audit_segments (organization_id, retired, segment)`,
      sql`create table audit_erasures (
        organization_id ${text} not null,
        account ${text} not null,
        asked_at bigint not null,
        primary key (organization_id, account)
      )`,
    ]),
});
