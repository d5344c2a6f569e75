import type { OrganizationAccess } from "../access/index.ts";
import { Problem } from "../http/problem.ts";
import { roleNames } from "../identity/roles/names.ts";
import { requireFreeAmong } from "../identity/roles/service.ts";
import type { Difference } from "./difference.ts";
import type { StateParts } from "./parts.ts";
import type { RefusedLine } from "./schemas.ts";

/** Which roles people could take for others, one after the other as they are written (rows.ts). */
export async function refusedNames(
  { store }: StateParts,
  access: OrganizationAccess,
  todo: readonly Difference[],
  whatOf: (line: Difference) => string,
): Promise<RefusedLine[]> {
  const refused: RefusedLine[] = [];
  const roles = todo.filter(({ before, after }) => (after ?? before)?.kind === "role");
  if (roles.length === 0) return refused;
  const names = new Map(await roleNames(store.db, access.id));
  for (const line of roles) {
    const { before, after } = line;
    if (before?.kind === "role" && !after) names.delete(before.role);
    if (after?.kind !== "role" || (before?.kind === "role" && before.name === after.name)) continue;
    try {
      requireFreeAmong(names, access, after.name, after.role);
      names.set(after.role, after.name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ what: whatOf(line), code: error.code, detail: error.detail ?? error.message });
    }
  }
  return refused;
}
