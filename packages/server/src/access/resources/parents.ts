import type { Change } from "@gatehouse/engine";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { requireNoStranger, typeOf } from "../grants/service.ts";
import type { OrganizationAccess } from "../organizationAccess.ts";
import { contextOf, requireMay } from "../rules.ts";

/** Puts a thing that the engine holds under a parent. @throws {Problem} `resource-not-found`, `request-invalid`, what the rules say */
export function puttingUnder(access: OrganizationAccess, actor: Actor, resource: string, parent: string): Change {
  requireNoStranger(access, actor, parent);
  const type = typeOf(access, resource);
  const parentType = parent.slice(0, parent.indexOf(":"));
  if (!Object.hasOwn(type.inherits, parentType))
    throw problem("request-invalid", { detail: `a \`${parentType}\` cannot be a parent of a \`${type.name}\`` });
  requireMay(access, actor, (may) => may.addParent(actor.subject, resource, parent, contextOf(actor)));
  return { kind: "parent-added", resource, parent };
}

/**
 * The parents of a thing that the actor may know of: those on which the actor holds something, and all for whoever may `share` the thing, who
 * may take it out of each. The others stay as they are, and a secret.
 */
export function knownParents(access: OrganizationAccess, actor: Actor, resource: string): string[] {
  const parents = access.engine.describe(resource)?.parents ?? [];
  if (isOperator(actor) || access.may(actor, "share", resource)) return parents;
  const context = actor.key ? { key: actor.key } : {};
  return parents.filter((parent) => access.engine.listActions(actor.subject, parent, context).length > 0);
}

/** Takes a thing from under a parent. @throws {Problem} what the rules say */
export function takingFrom(access: OrganizationAccess, actor: Actor, resource: string, parent: string): Change {
  requireMay(access, actor, (may) => may.removeParent(actor.subject, resource, parent, contextOf(actor)));
  return { kind: "parent-removed", resource, parent };
}
