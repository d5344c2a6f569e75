import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: what came from elsewhere is known by what it was there, so that a second run brings only what is new, one that was killed goes on where it was,
 * and all of it can be taken back.
 */
export const movingIn: MigrationOf = ({ text, keyed }) => ({
  up: (db) =>
    run(db, [
      sql`create table moves (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        source ${text} not null,
        tenant ${text},
        state ${text} not null,
        place ${text} not null,
        counts ${text} not null,
        batches bigint not null default 0,
        started_at bigint not null,
        ended_at bigint,
        primary key (organization_id, id)
      ) ${keyed}`,
      sql`create table moved_batches (
        organization_id ${text} not null references organizations (id),
        move_id ${text} not null,
        number bigint not null,
        collection ${text} not null,
        revision bigint,
        primary key (organization_id, move_id, number)
      ) ${keyed}`,
      sql`create table moved_documents (
        organization_id ${text} not null references organizations (id),
        collection ${text} not null,
        document_id ${text} not null,
        digest ${text} not null,
        made ${text},
        move_id ${text} not null,
        batch bigint not null,
        primary key (organization_id, collection, document_id)
      ) ${keyed}`,
      // What came in this batch?
      sql`create index moved_documents_by_batch on moved_documents (organization_id, move_id, batch)`,
    ]),
});
