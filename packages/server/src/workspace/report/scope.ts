import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { problem } from "../../http/problem.ts";
import type { WorkspaceParts } from "../parts.ts";
import type { Filters } from "./schemas.ts";

/**
 * What a question about grants is about, with the thing as the engine names it.
 * @param field in front of the names of what is refused: `scope.`
 * @throws {Problem} `request-invalid` for what is not there: nothing found would be taken for nothing given
 */
export async function scopeOf<Scope extends Pick<Filters, "on" | "of" | "through">>(
  parts: Pick<WorkspaceParts, "access">,
  access: OrganizationAccess,
  scope: Scope,
  field = "",
): Promise<Scope> {
  const { on, of, through } = scope;
  const refused = (name: string, why: string) => problem("request-invalid", { detail: `\`${field}${name}\`: ${why}` });
  if (of !== undefined && !isThere(access, of)) throw refused("of", "there is nobody of that name");
  if (through && of === undefined) throw refused("through", "takes `of`: whom");
  if (on === undefined) return scope;
  if (!on.includes(":")) {
    if (!access.engine.typeOf(on)) throw refused("on", "there is no such type");
    return scope;
  }
  const resource = await parts.access.thingNames.resolve(access, on);
  if (!access.engine.isHeld(resource)) throw refused("on", "nobody was given it");
  return { ...scope, on: resource };
}

/** Whether there is such an account, group or role. */
function isThere(access: OrganizationAccess, principal: string): boolean {
  if (/^(user|service):/.test(principal))
    return access.engine.check(principal, "access:admin").reason !== "unknown-subject";
  if (principal.startsWith("group:")) return access.engine.isHeld(principal);
  if (principal.startsWith("role:")) return access.engine.listRoles().some(({ role }) => role === principal);
  return true;
}
