import { sql } from "kysely";
import { type MigrationOf, run } from "./migration.ts";

/**
 * Why: what is called like this, by name, among fifty thousand agents, without reading their rows, which carry instructions and pictures.
 * Cost: an index with a name, an id and, where the database takes it, a search text, for each agent, group, project, prompt and tool.
 */
export const thingsBySearch: MigrationOf = ({ searched }) => ({
  up: (db) =>
    run(
      db,
      ["agents", "groups", "projects", "prompt_groups", "tools"].map(
        (table) =>
          sql`create index ${sql.raw(`${table}_by_search`)} on ${sql.table(table)} (organization_id, name, id${searched})`,
      ),
    ),
});
