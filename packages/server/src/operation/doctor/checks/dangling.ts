import type { Check, DoctorParts } from "../check.ts";
import { type Found, fine, warning, wrong } from "../finding.ts";
import {
  accountsWithoutRow,
  contentWithoutResource,
  looseTies,
  MOST_LOOSE,
  resourcesWithoutContent,
} from "../queries.ts";

/** Whatever one row names, another one is. */
export const dangling: Check<DoctorParts> = async ({ access, store: { db } }, signal) => {
  const findings: Found[] = [];
  for (const { id, slug } of access.list()) {
    const [ties, empty, unheld, nameless] = [
      await looseTies(db, id),
      await resourcesWithoutContent(db, id),
      await contentWithoutResource(db, id),
      await accountsWithoutRow(db, id),
    ];
    signal.throwIfAborted();
    const troubles = [
      ...(ties.length > 0 ? [looseFinding(slug, ties)] : []),
      ...(unheld.length > 0 ? [unheldFinding(slug, unheld)] : []),
      ...(empty.length > 0 ? [emptyFinding(slug, empty)] : []),
      ...(nameless.length > 0 ? [namelessFinding(slug, nameless)] : []),
    ];
    findings.push(...(troubles.length > 0 ? troubles : [fine("none: all that is named is there", slug)]));
  }
  return findings;
};

const cause = "A fault of the disk, or somebody wrote into the database past Gatehouse.";
const sound = {
  advice: "An older backup in a new data directory gives a sound state.",
  command: "DATA_DIR=<new directory> gatehouse restore <backup file>",
};

const looseFinding = (organization: string, ties: readonly string[]): Found =>
  wrong({
    ...{ organization, code: "grants-dangling", cause, ...sound },
    detail: `named, and not there: ${listed(ties)}`,
  });

const unheldFinding = (organization: string, names: readonly string[]): Found =>
  wrong({
    ...{ organization, code: "things-unreachable", ...sound },
    detail: `not in the permission state: ${listed(names)}`,
    cause: `${cause} Nobody reaches them, their owners neither.`,
  });

const emptyFinding = (organization: string, names: readonly string[]): Found =>
  warning({
    ...{ organization, code: "things-empty", ...sound },
    detail: `in the permission state, and without content: ${listed(names)}`,
    cause: `${cause} Whoever reaches them finds nothing.`,
  });

const namelessFinding = (organization: string, names: readonly string[]): Found =>
  warning({
    ...{ organization, code: "accounts-nameless", ...sound },
    detail: `with rights, and without name and address: ${listed(names)}`,
    cause: `${cause} Nobody signs in to them.`,
  });

const listed = (names: readonly string[]): string =>
  `${names.slice(0, MOST_LOOSE).join(", ")}${names.length > MOST_LOOSE ? " and more" : ""}`;
