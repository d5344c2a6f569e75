import type { EverybodysStaff } from "@gatehouse/engine";
import type { Check, DoctorParts } from "../check.ts";
import { type Found, fine, wrong } from "../finding.ts";

const MOST_TOLD = 20;

/** What everybody is in carries no power over others. */
export const staffOfEverybody: Check<DoctorParts> = async ({ access, identity }) => {
  const findings: Found[] = [];
  for (const { id, slug } of access.list()) {
    const found = access.of(id).engine.may.staffOfEverybody();
    const principals = found.map(({ principal }) => principal);
    const names = await identity.names(id, principals);
    findings.push({ ...staffFinding(found, names), organization: slug });
  }
  return findings;
};

function staffFinding(found: readonly EverybodysStaff[], names: ReadonlyMap<string, { name: string }>): Found {
  const [first] = found;
  if (!first) return fine("none: what everybody is in has no capability and no staff role");
  const told = found.slice(0, MOST_TOLD).map(({ principal, holds }) => {
    const name = names.get(principal)?.name;
    return `${principal}${name === undefined ? "" : ` (${name})`} has ${holds}`;
  });
  const more = found.length > MOST_TOLD ? [`and ${found.length - MOST_TOLD} more`] : [];
  return wrong({
    code: "everybody-is-staff",
    detail: [...told, ...more].join("; "),
    cause: "Everybody has it: an older version let it be given.",
    advice:
      "Take it away (a capability, or with `gatehouse role take` a role), or the group out of the one that carries it (`gatehouse group remove`).",
    command: `gatehouse capability take ${first.principal} ${first.holds}`,
  });
}
