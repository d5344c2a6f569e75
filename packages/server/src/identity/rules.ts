import { type Change, EngineError } from "@gatehouse/engine";
import type { OrganizationAccess } from "../access/index.ts";
import type { Actor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { Conflict, IdRetired, type Tx } from "../store/index.ts";

export interface Committed<T> {
  revision: number;
  result: T;
}

/**
 * Writes people and what they hold. What does not fit the state is an answer, not a fault.
 * @throws {Problem} `last-super-admin`, `already-exists`, `id-retired`, `change-refused`, and whatever `decide` throws
 */
export async function commitPeople<T>(
  access: OrganizationAccess,
  actor: Actor,
  decide: (tx: Tx) => Promise<{ changes: readonly Change[]; result: T }>,
  reason?: string,
): Promise<Committed<T>> {
  try {
    return await access.commit(actor, decide, reason);
  } catch (error) {
    if (error instanceof EngineError)
      throw problem(error.code === "last-super-admin" ? "last-super-admin" : "change-refused", {
        detail: error.message,
        extra: { reason: error.code },
        cause: error,
      });
    if (error instanceof Conflict) throw problem("already-exists", { cause: error });
    if (error instanceof IdRetired) throw problem("id-retired", { cause: error });
    throw error;
  }
}

/** Below `/api/admin` nobody gets in without it; what else a call takes is asked beside. @throws {Problem} `forbidden` */
export function requireAdministration(access: OrganizationAccess, actor: Actor, capability?: string): void {
  access.require(actor, "access:admin");
  if (capability !== undefined) access.require(actor, capability);
}

/** Whoever has no capability over an account hears of it what they would hear if it were not there. */
export const knowsAccount = (access: OrganizationAccess, actor: Actor, account: string): boolean =>
  ["read:users", "ban:users:short"].some((capability) => access.may(actor, capability, account));

/** Whether something ends before something else; null: never. */
export const isShorter = (end: number | null, than: number | null): boolean =>
  end !== null && (than === null || end < than);
