import { t } from "@lingui/core/macro";
import type { Supposed } from "../../api/impact.ts";

/** What is asked of each kind of change: who or what is named in it. */
export const supposedKinds = [
  { kind: "member", label: t`Put somebody into a group` },
  { kind: "member-removed", label: t`Take somebody out of a group` },
  { kind: "role", label: t`Give a role` },
  { kind: "role-removed", label: t`Take a role` },
  { kind: "primary-role", label: t`Another role of their own` },
  { kind: "grant", label: t`Share something` },
  { kind: "feature", label: t`Switch a feature of a role` },
] as const satisfies readonly { kind: Supposed["kind"]; label: string }[];

/** More make an address too long to be sent. */
export const MOST_SUPPOSED = 50;
const fields: Readonly<Record<Supposed["kind"], readonly string[]>> = {
  member: ["group", "member"],
  "member-removed": ["group", "member"],
  role: ["holder", "role"],
  "role-removed": ["holder", "role"],
  "primary-role": ["user", "role"],
  grant: ["resource", "principal", "role"],
  feature: ["role", "feature"],
};

/** The changes that an address holds, and whether there is more in it: what is none of them is left out, and that is said. */
export function supposedIn(text: string | undefined): { changes: Supposed[]; isCut: boolean } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? "[]");
  } catch {
    return { changes: [], isCut: true };
  }
  if (!Array.isArray(parsed)) return { changes: [], isCut: true };
  const changes = parsed.filter(isSupposed).slice(0, MOST_SUPPOSED);
  return { changes, isCut: changes.length < parsed.length };
}

function isSupposed(value: unknown): value is Supposed {
  if (typeof value !== "object" || value === null) return false;
  const given = new Map<string, unknown>(Object.entries(value));
  const kind = supposedKinds.find((one) => one.kind === given.get("kind"))?.kind;
  if (!kind || (kind === "feature" && typeof given.get("on") !== "boolean")) return false;
  const known = new Set([...fields[kind], "kind", ...(kind === "feature" ? ["on"] : [])]);
  return (
    fields[kind].every((field) => typeof given.get(field) === "string") &&
    [...given.keys()].every((key) => known.has(key))
  );
}
