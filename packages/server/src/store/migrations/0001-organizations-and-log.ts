import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: the tenancy wall, and the log of changes with one gap-free revision sequence for each organization. Cost: none, new tables. */
export const organizationsAndLog: MigrationOf = ({ text, bytes }) => ({
  up: (db) =>
    run(db, [
      sql`create table organizations (
        id ${text} not null primary key,
        name ${text} not null,
        slug ${text} not null,
        ordinal integer not null,
        revision bigint not null default 0,
        revision_at bigint not null default 0,
        next_grant_id bigint not null default 1,
        created_at bigint not null
      )`,
      // Which organization does this address mean?
      sql`create unique index organizations_by_slug on organizations (slug)`,
      // Which is the first one? (Unique: two servers that start together cannot both make it.)
      sql`create unique index organizations_by_ordinal on organizations (ordinal)`,
      sql`create table log (
        organization_id ${text} not null,
        revision bigint not null,
        at bigint not null,
        actor ${text} not null,
        reason ${text},
        origin ${text},
        changes ${text} not null,
        primary key (organization_id, revision)
      )`,
      // What was the revision at this moment?
      sql`create index log_by_time on log (organization_id, at)`,
      // What did this actor do, newest last?
      sql`create index log_by_actor on log (organization_id, actor, revision)`,
      sql`create table snapshots (
        organization_id ${text} not null,
        revision bigint not null,
        size bigint not null,
        parts integer not null,
        checksum ${text} not null,
        created_at bigint not null,
        primary key (organization_id, revision)
      )`,
      sql`create table snapshot_parts (
        organization_id ${text} not null,
        revision bigint not null,
        part integer not null,
        bytes ${bytes} not null,
        primary key (organization_id, revision, part),
        foreign key (organization_id, revision) references snapshots (organization_id, revision) on delete cascade
      )`,
    ]),
});
