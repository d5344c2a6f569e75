import type { OrganizationAccess } from "../access/index.ts";
import { Problem } from "../http/problem.ts";
import { roleNames } from "../identity/roles/names.ts";
import { requireFreeAmong, takenNames } from "../identity/roles/service.ts";
import type { Tx } from "../store/index.ts";
import type { Difference } from "./difference.ts";
import { letOthersIn } from "./pauses.ts";
import type { RefusedLine } from "./schemas.ts";

/** Which roles people could take for others, one after the other as they are written (rows.ts). Others are let in between. */
export async function refusedNames(
  db: Tx,
  access: OrganizationAccess,
  todo: readonly Difference[],
  whatOf: (line: Difference) => string,
): Promise<RefusedLine[]> {
  const refused: RefusedLine[] = [];
  const roles = todo.filter(({ before, after }) => (after ?? before)?.kind === "role");
  if (roles.length === 0) return refused;
  const names = await roleNames(db, access.id);
  const taken = takenNames(access, names);
  const others = letOthersIn();
  for (const line of roles) {
    await others();
    const { before, after } = line;
    if (before?.kind === "role" && !after) taken.remove(before.role, names.get(before.role) ?? before.name);
    if (after?.kind !== "role" || (before?.kind === "role" && before.name === after.name)) continue;
    try {
      requireFreeAmong(taken, after.name, after.role);
      if (before?.kind === "role") taken.remove(before.role, before.name);
      taken.add(after.role, after.name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ what: whatOf(line), code: error.code, detail: error.detail ?? error.message });
    }
  }
  return refused;
}
