import { requireOperator } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { databaseChecks, groundChecks, organizationChecks } from "./catalogue.ts";
import type { Checks, DoctorParts } from "./check.ts";
import type { Finding } from "./finding.ts";
import { oneByOne, type Running, sideBySide } from "./running.ts";

export interface Examined {
  healthy: boolean;
  findings: Finding[];
}

/** What waits for others is given up soon; what reads everything may take longer. */
const PATIENCE_MS = 20_000;
const LONG_MS = 120_000;

/**
 * Looks over the whole installation. Changes nothing.
 * @param wanted one check alone, by its name: `audit trail`, `audit-trail`
 * Cost: reads every log once, and holds one organization's state twice.
 * @throws {Problem} `forbidden`; `request-invalid` for a check that there is not
 */
export async function examine(actor: Actor, parts: DoctorParts, wanted?: string): Promise<Examined> {
  requireOperator(parts.access, actor);
  const all = [groundChecks, databaseChecks, organizationChecks].flatMap((checks) => Object.keys(checks));
  if (wanted !== undefined && !all.some((name) => isCalled(name, wanted)))
    throw problem("request-invalid", {
      detail: `there is no check \`${wanted.slice(0, 60)}\`; there are ${all.map((name) => `\`${dashed(name)}\``).join(", ")}`,
    });
  const failed: Running["failed"] = (check, error) =>
    parts.log.error(noted(check, error), "a check of the doctor failed");
  const soon = { limitMs: PATIENCE_MS, failed };
  const [ground, database, organizations] = await Promise.all([
    sideBySide(only(groundChecks, wanted), parts, soon),
    sideBySide(only(databaseChecks, wanted), parts, soon),
    oneByOne(only(organizationChecks, wanted), parts, { limitMs: LONG_MS, failed }),
  ]);
  return examined([...ground, ...database, ...organizations]);
}

export const examined = (findings: Finding[]): Examined => ({
  healthy: findings.every(({ result }) => result !== "problem"),
  findings,
});

export const only = <Parts>(checks: Checks<Parts>, wanted: string | undefined): Checks<Parts> =>
  wanted === undefined ? checks : Object.fromEntries(Object.entries(checks).filter(([name]) => isCalled(name, wanted)));

const dashed = (name: string): string => name.replaceAll(" ", "-");
const isCalled = (name: string, wanted: string): boolean => dashed(name) === dashed(wanted.trim().toLowerCase());

/** Where it happened, and not what the error says: the address of a database with its password may stand there. */
function noted(check: string, error: unknown): object {
  const { name, stack = "" } = error instanceof Error ? error : new Error("not an error");
  return { check, error: name, at: stack.split("\n").filter((line) => /^\s+at /.test(line)) };
}
