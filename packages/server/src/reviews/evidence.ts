import type { Grant } from "@gatehouse/engine";
import type { OrganizationAccess } from "../access/organizationAccess.ts";
import type { GatheredGrant } from "../workspace/report/lines.ts";
import type { Finding } from "../workspace/report/schemas.ts";
import type { LineRow } from "./queries.ts";

/** What a line says of its grant, as it was when the review was opened. */
export interface Evidence {
  allow: string[];
  deny: string[];
  expiresAt: number | null;
  condition: string | null;
  givenBy: string | null;
  givenAt: number | null;
  lastUsed: string | null;
  findings: Finding[];
  revision: number;
}

export const evidenceOf = (grant: GatheredGrant, revision: number): Evidence => ({
  allow: JSON.parse(grant.allow),
  deny: JSON.parse(grant.deny),
  expiresAt: grant.expiresAt,
  condition: grant.condition,
  givenBy: grant.givenBy,
  givenAt: grant.givenAt,
  lastUsed: grant.lastUsed,
  findings: grant.findings,
  revision,
});

export const evidenceIn = ({ evidence }: Pick<LineRow, "evidence">): Evidence => JSON.parse(evidence);

export type Standing = "same" | "changed" | "gone";

/** Whether the grant of a line is still as it was. */
export function standingOf(access: OrganizationAccess, line: LineRow, now: number): Standing {
  const grant = access.engine.grantsOn(line.resource).find(({ id }) => id === line.grant_id);
  if (!grant || (grant.expiresAt !== null && grant.expiresAt <= now)) return "gone";
  return isAsItWas(grant, line.principal, evidenceIn(line)) ? "same" : "changed";
}

/** Whether a grant gives what was looked at. */
export function isAsItWas(grant: Grant, principal: string, { allow, deny, expiresAt, condition }: Evidence): boolean {
  const same = (one: readonly string[], other: readonly string[]) =>
    one.length === other.length && one.every((action) => other.includes(action));
  return (
    grant.principal === principal &&
    same(grant.allow, allow) &&
    same(grant.deny, deny) &&
    grant.expiresAt === expiresAt &&
    grant.condition === condition
  );
}
