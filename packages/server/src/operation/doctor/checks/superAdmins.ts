import { type Change, SUPER_ADMIN } from "@gatehouse/engine";
import type { Check, DoctorParts } from "../check.ts";
import { type Found, fine, worthKnowing, wrong } from "../finding.ts";

/** Somebody has to be able to make super admins. */
export const superAdmins: Check<DoctorParts> = async ({ access, store }) => {
  const findings: Found[] = [];
  for (const { id, slug } of access.list()) {
    const { changes } = await store.loadState(id);
    findings.push({ ...superAdminsOf(changes), organization: slug });
  }
  return findings;
};

/** @param changes a whole state: each account comes once, as it is */
export function superAdminsOf(changes: readonly Change[]): Found {
  const users = changes.filter((change) => change.kind === "user-added");
  const given = new Set(
    changes
      .filter((change) => change.kind === "role-given" && change.role === SUPER_ADMIN && change.expiresAt === null)
      .map((change) => (change.kind === "role-given" ? change.holder : "")),
  );
  const holders = users.filter(
    ({ user, role, status }) => status === "active" && (role === SUPER_ADMIN || given.has(user)),
  );
  if (holders.length > 1) return fine(`${holders.length} active`);
  if (holders.length === 1) return worthKnowing("one active", { advice: "A second one helps when the first is away." });
  if (users.length === 0) return worthKnowing("nobody has an account yet: the first one becomes super admin");
  return wrong({
    code: "no-super-admin",
    detail: "nobody is",
    cause: "Nobody who is active holds SUPER_ADMIN for good: what only super admins do, nobody does.",
    advice: "On the command line whoever runs the server makes one, of an account that is there or of a new one.",
    command: "gatehouse role give SUPER_ADMIN <address>",
  });
}
