import { isCapability, USER } from "@gatehouse/engine";
import type { Document } from "../source/index.ts";
import { idOf, shown } from "./fields.ts";
import type { Finding, Kind, Known, Translated } from "./kind.ts";
import { isRoleName, roleOf } from "./roleName.ts";

/** Administrative powers, as they were given there. */
export const systemGrants: Kind = {
  collection: "systemgrants",

  translate(document, known) {
    const { capability } = document;
    if (typeof capability !== "string" || !isCapability(capability))
      return leftOut("capability-unknown", "capability", capability);
    const principal = principalIn(document, known);
    if (principal === null) return leftOut("principal-missing", "principalId", document.principalId);
    if (principal === USER)
      return leftOut(
        "everybody-gets-no-power",
        "principalId",
        document.principalId,
        "left out: nobody gives a power to everybody here",
      );
    const findings: Finding[] = [];
    if (document.expiresAt !== undefined && document.expiresAt !== null)
      findings.push({
        code: "expiry-not-kept",
        field: "expiresAt",
        found: shown(document.expiresAt),
        done: "given without an end, as LibreChat takes it",
      });
    return {
      rows: {},
      changes: [{ kind: "capability-set", principal, capability, scope: null, expiresAt: null }],
      findings,
    };
  },
};

const leftOut = (code: string, field: string, found: unknown, done = "left out"): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done }],
});

function principalIn({ principalType, principalId }: Document, known: Known): string | null {
  if (principalType === "user") return known.account(principalId);
  const name =
    principalType === "group"
      ? `group:${idOf(principalId)}`
      : principalType === "role" && isRoleName(principalId)
        ? roleOf(principalId)
        : "";
  return known.has(name) ? name : null;
}
