import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: people ask for what they may not do. Cost: none, a new table. */
export const accessRequests: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table access_requests (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        requester ${text} not null,
        named ${text} not null,
        resource ${text},
        action ${text} not null,
        allow ${text} not null,
        wished_until bigint,
        message ${text} not null default '',
        was_known smallint not null,
        state ${text} not null default 'open',
        created_at bigint not null,
        ends_at bigint not null,
        answered_by ${text},
        answered_at bigint,
        answer ${text} not null default '',
        seen smallint not null default 0,
        primary key (organization_id, id)
      )`,
      // Somebody's own, newest first.
      sql`create index access_requests_by_requester on access_requests (organization_id, requester, created_at, id)`,
      // The open ones, newest first: whoever may answer finds them among these.
      sql`create index access_requests_open on access_requests (organization_id, created_at, id)
        where state = 'open' and resource is not null`,
      // Nobody asks for the same thing twice at once.
      sql`create unique index access_requests_once on access_requests (organization_id, requester, named)
        where state = 'open'`,
      // What is to be forgotten.
      sql`create index access_requests_by_age on access_requests (created_at)`,
    ]),
});
