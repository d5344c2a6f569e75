import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/** Why: pictures of people and agents, whose bytes lie beside those of files. Cost: none, a new table. */
export const avatars: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`create table avatars (
        organization_id ${text} not null references organizations (id),
        id ${text} not null,
        picture_of ${text} not null,
        type ${text} not null,
        bytes bigint not null,
        created_at bigint not null,
        primary key (organization_id, id)
      )`,
      // The picture of an account or an agent, which another one takes the place of.
      sql`create index avatars_by_picture_of on avatars (organization_id, picture_of)`,
    ]),
});
