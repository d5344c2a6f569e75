import type { Change } from "@gatehouse/engine";

/** Accounts, groups and roles that go with these changes: what others keep for them goes too, since the name of a role can come again. */
export const principalsGone = (changes: readonly Change[]): string[] =>
  changes.flatMap((change) => {
    switch (change.kind) {
      case "role-removed":
        return change.role;
      case "account-removed":
        return change.account;
      case "resource-removed":
        return change.resource.startsWith("group:") ? change.resource : [];
      default:
        return [];
    }
  });
