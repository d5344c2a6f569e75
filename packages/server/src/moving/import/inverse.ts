import type { Change } from "@gatehouse/engine";

/**
 * What takes a change back, whatever it replaced put back in place.
 * @param former what it replaced, as the log has it; empty: nothing was there
 */
export function inverseOf(change: Change, former: readonly Change[]): readonly Change[] {
  if (former.length > 0) return former;
  switch (change.kind) {
    case "user-added":
      return [{ kind: "account-removed", account: change.user, neverWas: true }];
    case "resource-added":
      return [{ kind: "resource-removed", resource: change.resource, neverWas: true }];
    case "role-set":
      return [{ kind: "role-removed", role: change.role }];
    case "membership-set":
      return [{ kind: "membership-removed", member: change.member, group: change.group }];
    case "capability-set":
      return [
        {
          kind: "capability-removed",
          ...{ principal: change.principal, capability: change.capability, scope: change.scope },
        },
      ];
    case "attachment-set":
      return [{ kind: "attachment-removed", agent: change.agent, thing: change.thing }];
    case "parent-added":
      return [{ kind: "parent-removed", resource: change.resource, parent: change.parent }];
    case "grant-set":
      return [{ kind: "grant-removed", resource: change.grant.resource, id: change.grant.id }];
    default:
      // Nothing else is made by moving in: what it sets tells what was there.
      return [];
  }
}
