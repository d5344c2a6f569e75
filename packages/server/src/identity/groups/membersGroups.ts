import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/index.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { groupsOfMembers } from "./queries.ts";

/**
 * A group that a member made never comes to carry a staff role or a capability, itself or through the groups above it, unless the operator
 * says so for that group (docs/model.md, "Making and handing on"): whoever made it says who is in it. Asked of every write by which it could,
 * whoever writes; what was so before is not held against it.
 * @throws {Problem} `change-refused`
 */
export async function requireNoStaffByMembers(
  tx: Tx,
  access: OrganizationAccess,
  changes: readonly Change[],
): Promise<void> {
  if (!changes.some(mayGive)) return;
  const groups = await groupsOfMembers(tx, access.id);
  const { engine } = access;
  const plain = groups.filter((group) => !engine.may.carriesStaff(group));
  if (plain.length === 0) return;
  const found = engine.suppose(changes, () => plain.find((group) => engine.may.carriesStaff(group)));
  if (found !== undefined)
    throw problem("change-refused", {
      detail: `\`${found}\` was made by a member: it carries no staff role and no capability, itself or through a group or role above it`,
      extra: { reason: "group-of-members" },
    });
}

const mayGive = (change: Change): boolean => {
  switch (change.kind) {
    case "capability-set":
      return /^(group|role):/.test(change.principal);
    case "role-given":
      return change.holder.startsWith("group:");
    case "membership-set":
      return change.member.startsWith("group:");
    default:
      return change.kind === "role-set";
  }
};
