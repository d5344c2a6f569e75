import { SUPER_ADMIN } from "@gatehouse/engine";
import { type Actor, isOperator } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import type { Access } from "./access.ts";
import { contextOf } from "./rules.ts";

/**
 * The operator of the installation is whoever is super admin of the first organization, or has the command line (docs/model.md, "Who").
 * Nobody but a super admin may make super admins, so that is what the engine is asked.
 * @throws {Problem} `forbidden`, `not-current`
 */
export function requireOperator(access: Access, actor: Actor): void {
  if (isOperator(actor)) return;
  const first = access.findOrganization();
  if (first?.id !== actor.organization || !isSuperAdmin(access, actor))
    throw problem("forbidden", { detail: "only the operator of the installation may do this" });
}

/** Super admins count as higher than anybody, other super admins included. */
export function isSuperAdmin(access: Access, actor: Actor): boolean {
  const mine = access.of(actor);
  mine.requireCurrent();
  return mine.engine.may.makeAccount(actor.subject, "user", SUPER_ADMIN, contextOf(actor)) === null;
}

/** What reaches the machine itself, or opens an account: for the command line alone. @throws {Problem} `forbidden` */
export function requireCommandLine(actor: Actor): void {
  if (!isOperator(actor)) throw problem("forbidden", { detail: "only the command line on the server may do this" });
}
