import { compareSchema } from "../../../store/index.ts";
import type { Check, DoctorParts } from "../check.ts";
import { type Found, fine, warning, wrong } from "../finding.ts";

/** Everything is there that the migrations make of an empty database. */
export const indexes: Check<DoctorParts> = async ({ store }) => {
  const { missingColumns, missingIndexes, otherIndexes, indexes: count } = await compareSchema(store);
  const findings: Found[] = [];
  if (missingColumns.length > 0)
    findings.push(
      wrong({
        code: "columns-missing",
        detail: `missing: ${missingColumns.join(", ")}`,
        cause: "Somebody altered the tables past Gatehouse.",
        advice: "What stood there is gone: restore a backup into a new place.",
        command: "gatehouse restore <backup file>",
      }),
    );
  const mending = {
    cause:
      "Somebody altered the database past Gatehouse, or its copying was cut off. Answers are slow, or what must be there once can be there twice.",
    advice: "Stop a server on the embedded database first.",
    command: "gatehouse db mend",
  };
  if (missingIndexes.length > 0)
    findings.push(warning({ code: "indexes-missing", detail: `missing: ${missingIndexes.join(", ")}`, ...mending }));
  if (otherIndexes.length > 0)
    findings.push(
      warning({
        code: "indexes-differ",
        detail: `not valid, or not what the migrations make: ${otherIndexes.join(", ")}`,
        ...mending,
      }),
    );
  return findings.length > 0 ? findings : [fine(`all ${count} are there and valid`)];
};
