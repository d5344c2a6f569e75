import type { Change } from "@gatehouse/engine";

/** The fields of changes that name somebody or something. */
const naming = new Set([
  "user",
  "service",
  "account",
  "role",
  "holder",
  "member",
  "group",
  "principal",
  "scope",
  "resource",
  "owner",
  "parent",
  "agent",
  "thing",
  "attachedBy",
  "conversation",
  "maker",
]);

/** Whom and what changes are about, each once. */
export function namesIn(changes: readonly Change[]): string[] {
  const names = new Set<string>();
  for (const change of changes) collect(change, names);
  return [...names];
}

function collect(value: object, into: Set<string>): void {
  for (const [field, member] of Object.entries(value)) {
    if (typeof member === "string") {
      if (naming.has(field)) into.add(member);
    } else if (member !== null && typeof member === "object" && (field === "grant" || field === "link"))
      collect(member, into);
  }
}
