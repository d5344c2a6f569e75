import type { HandingOn, Refusal } from "@gatehouse/engine";
import { type Actor, isOperator } from "../http/actor.ts";
import { type Problem, problem } from "../http/problem.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/**
 * Asks the engine's rules of handing on, for whoever acts; the operator of the installation is bound by none of them.
 * @throws {Problem} the refusal as an answer
 * @example requireMay(access, actor, (may) => may.grant(actor.subject, wish, contextOf(actor)))
 */
export function requireMay(access: OrganizationAccess, actor: Actor, ask: (may: HandingOn) => Refusal | null): void {
  const refusal = whyNot(access, actor, ask);
  if (refusal) throw refused(refusal);
}

/** The same where a no is no end: null for *may*. */
export function whyNot(
  access: OrganizationAccess,
  actor: Actor,
  ask: (may: HandingOn) => Refusal | null,
): Refusal | null {
  access.requireCurrent();
  return isOperator(actor) ? null : ask(access.engine.may);
}

/** What the engine's rules are to know of the actor's credential. */
export function contextOf(actor: Actor) {
  return { now: Date.now(), ...(actor.key && { key: actor.key }) };
}

/** A refusal as an answer. */
export function refused({ code, detail, missing }: Refusal): Problem {
  const extra = { reason: code, ...(missing && { missing }) };
  switch (code) {
    case "not-found":
      return problem("resource-not-found");
    case "actor-not-active":
      return problem("account-deactivated", { detail });
    case "feature-missing":
    case "ceiling-down":
      return problem("feature-off", { detail, extra });
    case "action-missing":
    case "capability-missing":
    case "key-scope":
    case "resource-hidden":
      return problem("forbidden", { detail, extra });
    default:
      return problem("hand-on-refused", { detail, extra });
  }
}
