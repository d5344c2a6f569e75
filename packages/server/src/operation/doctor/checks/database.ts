import { compareMigrations, schemaVersion } from "../../../store/index.ts";
import type { Check, DoctorParts } from "../check.ts";
import { fine, wrong } from "../finding.ts";
import { countRows } from "../queries.ts";

/** It answers, and its schema is the one of this version. */
export const database: Check<DoctorParts> = async ({ store }) => {
  const { organizations, people } = await countRows(store.db);
  const { missing, unknown } = await compareMigrations(store.db);
  const kind = store.kind === "sqlite" ? "embedded (SQLite)" : "PostgreSQL";
  if (unknown.length > 0)
    return [
      wrong({
        code: "schema-newer",
        detail: `${kind}, its schema has ${unknown.join(", ")}, which this version does not know`,
        cause: "A newer Gatehouse was started on this database, and this one still runs.",
        advice: "Start that version, or a later one, in place of this one; or restore a backup that this one made.",
      }),
    ];
  if (missing.length > 0)
    return [
      wrong({
        code: "schema-older",
        detail: `${kind}, its schema lacks ${missing.join(", ")}`,
        cause: "An older backup, or database, was put in its place while this server runs.",
        advice: "Start the server anew: a start brings the schema up.",
      }),
    ];
  return [fine(`${kind}, schema ${schemaVersion}; organizations: ${organizations}, accounts of people: ${people}`)];
};
