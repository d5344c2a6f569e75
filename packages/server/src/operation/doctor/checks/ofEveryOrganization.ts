import type { Check, DoctorParts } from "../check.ts";
import { type Found, fine, warning, wrong } from "../finding.ts";

/** What was proven, in words; or what is wrong. */
type Proof = string | string[];

/**
 * A check that reads all that an organization has, of one after the other. Where the time is over, what was proven until then counts, and it
 * is said of which the rest is not known.
 * @param code of what is wrong
 * @param command proves the same without an end
 */
export function ofEveryOrganization(
  prove: (parts: DoctorParts, organization: string, signal: AbortSignal) => Promise<Proof>,
  { code, command }: { code: string; command?: string },
): Check<DoctorParts> {
  return async (parts, signal) => {
    const findings: Found[] = [];
    for (const { id, slug } of parts.access.list()) {
      const found = await prove(parts, id, signal).catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
      if (found === null) findings.push(notProven(slug, command));
      else findings.push(typeof found === "string" ? fine(found, slug) : damaged(slug, code, found));
    }
    return findings;
  };
}

const damaged = (organization: string, code: string, problems: readonly string[]): Found =>
  wrong({
    organization,
    code,
    detail: problems.join("; "),
    cause: "A fault of the disk or of the memory, or somebody wrote into the database past Gatehouse.",
    advice: "Stop writing, make a backup, and report it. An older backup in a new data directory gives a sound state.",
    command: "DATA_DIR=<new directory> gatehouse restore <backup file>",
  });

const notProven = (organization: string, command: string | undefined): Found =>
  warning({
    organization,
    code: "not-proven-in-time",
    detail: "not proven: the time was over",
    cause: "There is very much to read, or the database is very busy.",
    advice: "Look again when there is less to do.",
    ...(command !== undefined && { command }),
  });
