import { type Change, EngineError } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { modelId } from "../../config/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import type { OrganizationModels } from "../models/organizationModels.ts";
import type { WrittenColumns } from "./agentShape.ts";

type Named = Pick<WrittenColumns, "provider" | "model">;

/**
 * Its model is attached as `own`: whoever uses the agent needs access of their own to it. That takes some action on the model; one that is
 * not there, or not for this actor, is kept by name only, and refuses when somebody talks to the agent.
 */
export function modelAttached(
  models: OrganizationModels,
  access: OrganizationAccess,
  actor: Actor,
  agent: string,
  { provider, model }: Named,
): Change[] {
  const thing = models.resourceOf(provider, model);
  if (thing === undefined || isOperator(actor) || !access.may(actor, "use", thing)) return [];
  return [{ kind: "attachment-set", agent, thing, mode: "own", attachedBy: actor.subject }];
}

/** Also one that is offered no more: its endpoint was switched off or deleted meanwhile. */
export function modelDetached(
  models: OrganizationModels,
  access: OrganizationAccess,
  agent: string,
  { provider, model }: Named,
): Change[] {
  if (model === null) return [];
  const thing = models.resourceOf(provider, model) ?? `model:${modelId(provider, model)}`;
  const detached: Change = { kind: "attachment-removed", agent, thing };
  return fits(access, detached) ? [detached] : [];
}

/** Whether the engine would take it: an agent whose model was not there when it was written has nothing attached. */
function fits(access: OrganizationAccess, change: Change): boolean {
  try {
    access.engine.suppose([change], () => undefined);
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
