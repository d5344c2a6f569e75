import { USER } from "../catalogue/roles.ts";
import type { Actor } from "./actor.ts";
import type { Refusal } from "./refusal.ts";
import { requireRole } from "./roles.ts";

/** An account begins with nothing but its primary role, which is given like any other unless it is USER. */
export function mayMakeAccount(actor: Actor, kind: "user" | "service", role: string | null): Refusal | null {
  const refused = actor.requireCapability(kind === "user" ? "manage:users" : "manage:services");
  if (refused || role === null || role === USER) return refused;
  return requireRole(actor, role, Infinity);
}
