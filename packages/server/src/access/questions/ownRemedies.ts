import type { Change, Explanation, Remedy } from "@gatehouse/engine";

/**
 * What would turn a no, for whoever may know nothing but the question itself: the sets of changes that name only its subject, its resource
 * and what it asks for. Roles, groups, other people, their grants and other things stay a secret.
 */
export function ownRemedies({ remedies, ...question }: Explanation): Remedy[] {
  return remedies.filter(({ changes }) => changes.every((change) => namesNothingElse(change, question)));
}

function namesNothingElse(
  change: Change,
  { subject, action, resource }: Pick<Explanation, "subject" | "action" | "resource">,
): boolean {
  switch (change.kind) {
    case "ban-lifted":
    case "account-status-set":
      return change.account === subject;
    case "capability-set":
      return change.principal === subject && change.capability === action && change.scope === null;
    case "ceiling-set":
      return action.startsWith(`${change.feature}.`);
    case "resource-state-set":
    case "restricted-set":
      return change.resource === resource;
    case "owner-set":
      return change.resource === resource && change.owner === subject;
    case "grant-set": {
      const { grant } = change;
      // A condition may name whomever it likes.
      return (
        grant.principal === subject &&
        grant.resource === resource &&
        grant.deny.length === 0 &&
        grant.condition === null
      );
    }
    default:
      return false;
  }
}
