import { requireOperator } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import type { OperationParts } from "../parts.ts";
import { configurationChecks } from "./configuration.ts";
import type { Check, Finding } from "./finding.ts";
import { machineChecks } from "./machine.ts";
import { organizationChecks } from "./organizations.ts";
import { servicesChecks } from "./services.ts";

const checks: Record<string, Check<OperationParts>> = {
  ...machineChecks,
  ...servicesChecks,
  ...configurationChecks,
  ...organizationChecks,
};

/**
 * Looks over the whole installation, one check after the other, so that a busy server keeps serving. Changes nothing.
 * Cost: reads every log once, and holds one organization's state twice.
 * @throws {Problem} `forbidden`
 */
export async function examine(actor: Actor, parts: OperationParts): Promise<{ healthy: boolean; findings: Finding[] }> {
  requireOperator(parts.access, actor);
  const findings: Finding[] = [];
  for (const [check, look] of Object.entries(checks)) {
    try {
      findings.push(...(await look(parts)));
    } catch (error) {
      // A check that fails is a finding too: the others are still wanted.
      parts.log.error({ err: error, check }, "a check of the doctor failed");
      const why = error instanceof Error ? error.message : String(error);
      findings.push({
        check,
        result: "problem",
        detail: `it could not be looked at: ${why}`,
        advice: "See the log of the server.",
      });
    }
  }
  return { healthy: findings.every(({ result }) => result !== "problem"), findings };
}
