import type { Context } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { type Actor, withoutKey } from "../../http/actor.ts";

/** One thing that an answer needs the right to, for as long as it is being written. */
export interface Need {
  action: string;
  /** Undefined: a feature. */
  resource: string | undefined;
  context: Context;
  /** What an agent needs of its own is asked of whoever holds the key: the key covers the agent. */
  beyondKey?: true;
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
  for (const need of needs) {
    const answer = answerTo(access, actor, need);
    if (!answer?.allowed) return { isHeld: false, isKnown: answer !== undefined, until: null };
    if (answer.until !== null) until = Math.min(until ?? answer.until, answer.until);
  }
  return { isHeld: true, isKnown: true, until };
}

function answerTo(access: OrganizationAccess, actor: Actor, { action, resource, context, beyondKey }: Need) {
  try {
    return access.check(beyondKey ? withoutKey(actor) : actor, action, resource, context);
  } catch {
    return undefined;
  }
}
