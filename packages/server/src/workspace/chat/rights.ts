import type { Context } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";

/** One thing that an answer needs the right to, for as long as it is being written. */
export interface Need {
  action: string;
  resource: string;
  context: Context;
}

export interface Standing {
  isHeld: boolean;
  /** false: this server may not decide now. */
  isKnown: boolean;
  /** The first moment at which one of the needs ends by itself; null: never. */
  until: number | null;
}

/** Whether everything that an answer needs is held now. A server that may not decide says no. */
export function standingOf(access: OrganizationAccess, actor: Actor, needs: readonly Need[]): Standing {
  let until: number | null = null;
  for (const { action, resource, context } of needs) {
    const answer = answerTo(access, actor, action, resource, context);
    if (!answer?.allowed) return { isHeld: false, isKnown: answer !== undefined, until: null };
    if (answer.until !== null) until = Math.min(until ?? answer.until, answer.until);
  }
  return { isHeld: true, isKnown: true, until };
}

function answerTo(access: OrganizationAccess, actor: Actor, action: string, resource: string, context: Context) {
  try {
    return access.check(actor, action, resource, context);
  } catch {
    return undefined;
  }
}
