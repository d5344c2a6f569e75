import { builtInRanks, type HandingOn, type Refusal } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess, whyNot } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import { roleNames } from "../roles/names.ts";
import type { Givable } from "./adminShapes.ts";

/**
 * The roles that the actor may give an account, asked of the engine as the gift itself is; of roles that they may not know of, nothing.
 * Cost: one query by a primary key, two questions for each role.
 */
export async function givableRoles(db: Tx, access: OrganizationAccess, actor: Actor, user: string): Promise<Givable> {
  const { subject } = actor;
  const context = contextOf(actor);
  const names = await roleNames(db, access.id);
  const isKnown = (role: string) =>
    role in builtInRanks || isOperator(actor) || access.engine.may.knowsRole(subject, role, context);
  const known = access.engine
    .listRoles()
    .map(({ role }) => role)
    .filter(isKnown);
  // The primary role is changed as the account is.
  const mayEdit = whyNot(access, actor, (may) => may.actOn(subject, user, "manage:users", context)) === null;
  const those = (ask: (may: HandingOn, role: string) => Refusal | null) =>
    known
      .filter((role) => whyNot(access, actor, (may) => ask(may, role)) === null)
      .map((role) => names.get(role) ?? role.slice("role:".length))
      .sort();
  return {
    primary: mayEdit ? those((may, role) => may.setPrimaryRole(subject, user, role, context)) : [],
    additional: those((may, role) => may.giveRole(subject, user, role, null, context)),
  };
}
