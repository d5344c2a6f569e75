import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: a review that somebody took over says who opened it as well, and the series of a closed one can go on in another's name, without
 * touching what is signed. Cost: none, two columns without values.
 */
export const reviewsHandedOn: MigrationOf = ({ text }) => ({
  up: (db) =>
    run(db, [
      sql`alter table reviews add column opened_by ${text}`,
      sql`alter table reviews add column next_by ${text}`,
    ]),
});
