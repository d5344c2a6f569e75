import type { Lead, ProofStep } from "@gatehouse/engine";
import { roleOf, typeOf } from "../../access/grants/service.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { fromExpiry } from "../../http/schemas.ts";
import type { Way } from "./schemas.ts";

/** A way before its names are known. */
export interface Path extends Omit<Way, "through" | "on"> {
  through: string[];
  on: string | null;
}

const joining: ReadonlySet<ProofStep["relation"]> = new Set(["is-in", "holds-role", "is-everyone", "is-anyone"]);

/** One way of the engine's proof, without what one line does not tell. */
export function pathOf(access: OrganizationAccess, { reason, way }: Lead, resource?: string): Path {
  const granted = way.findLast(({ relation }) => relation === "granted");
  const shown = way.findLast(({ relation }) => relation === "shown-by");
  const above = shown?.from ?? way.find(({ relation }) => relation === "parent-of")?.from;
  const grant = granted && access.engine.grantsOn(granted.to).find(({ id }) => id === granted.grant);
  const ends = way.flatMap(({ expiresAt }) => (typeof expiresAt === "number" ? [expiresAt] : []));
  return {
    reason,
    role: grant ? roleOf(typeOf(access, grant.resource), grant.allow) : null,
    allow: grant ? [...grant.allow] : [],
    // Who is in a group sees it: the group itself is no way to it.
    through: way.flatMap(({ relation, to }) => (joining.has(relation) && to !== resource ? [to] : [])),
    on: above === undefined || above === resource ? null : above,
    until: fromExpiry(ends.length === 0 ? null : Math.min(...ends)),
    isConditional: granted?.detail !== undefined,
  };
}

/** With names: of principals by the one, of things by the other. */
export const wayOf = (
  { through, on, ...rest }: Path,
  nameOf: (principal: string) => string | null,
  nameOfThing: (resource: string) => string | null,
): Way => ({
  ...rest,
  through: through.map((principal) => ({ principal, name: nameOf(principal) })),
  on: on === null ? null : { resource: on, name: nameOfThing(on) },
});
