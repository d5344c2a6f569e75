import type { Change } from "@gatehouse/engine";

/**
 * What each change replaces, for the audit trail: the changes that would take it back, without those that only take away again what
 * was not there before. A status, a role, a feature, an end tells its former value by this; what was removed tells all that it was.
 */
export const replacedBy = (inverses: readonly Change[][]): Change[][] =>
  inverses.map((some) => some.filter(({ kind }) => !addedBefore.has(kind)));

/** The kinds by which something that was added goes again. */
const addedBefore: ReadonlySet<Change["kind"]> = new Set([
  "account-removed",
  "role-removed",
  "role-taken",
  "membership-removed",
  "capability-removed",
  "resource-removed",
  "parent-removed",
  "attachment-removed",
  "grant-removed",
]);
