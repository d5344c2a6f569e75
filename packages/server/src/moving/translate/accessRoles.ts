import { accessRoleBits } from "./accessRoleBits.ts";
import { shown, textOf, wholeOf } from "./fields.ts";
import type { Kind } from "./kind.ts";

/**
 * Named sets of rights. Entries say their rights themselves, and the roles of ours are those of the model: only what differs is told.
 */
export const accessRoles: Kind = {
  collection: "accessroles",

  translate({ accessRoleId, permBits }) {
    const name = textOf(accessRoleId) ?? "";
    const ours = accessRoleBits.get(name);
    const bits = wholeOf(permBits);
    const isSame = ours !== undefined && ours === bits;
    return {
      rows: {},
      changes: [],
      findings: isSame
        ? []
        : [
            {
              code: ours === undefined ? "access-role-unknown" : "access-role-differs",
              field: "accessRoleId",
              found: `${shown(accessRoleId)} with ${shown(permBits)}`,
              done: "who has it keeps the rights that their entries say; the role itself is left out",
            },
          ],
    };
  },
};
