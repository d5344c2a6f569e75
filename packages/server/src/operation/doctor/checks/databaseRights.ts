import type { Check, DoctorParts } from "../check.ts";
import { fine, wrong } from "../finding.ts";

/** A start makes and alters tables; everything else writes rows. */
export const databaseRights: Check<DoctorParts> = async ({ store }) => {
  const missing = await store.inspection.missingRights();
  if (missing.length === 0) return [fine("may write, and make and alter tables")];
  return missing.map((detail) =>
    wrong(
      store.kind === "sqlite"
        ? {
            code: "database-not-written",
            detail,
            cause: "Another program has the file open for writing, or its owner or its disk forbids it.",
            advice: "End the other program, and see that the file belongs to the user of the server.",
          }
        : {
            code: "database-rights-missing",
            detail,
            cause:
              "The user of DATABASE_URL has too few rights in the database: the next start, or every write, fails.",
            advice: "As the owner of the database, or a superuser, give the tables and the schema to that user.",
            command: `psql <database> -c 'grant create on schema public to <user>; reassign owned by <former user> to <user>'`,
          },
    ),
  );
};
