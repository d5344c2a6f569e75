import type { Change, Grant } from "@gatehouse/engine";
import type { Actor } from "../../http/actor.ts";
import type { OrganizationAccess } from "../organizationAccess.ts";
import { contextOf, whyNot } from "../rules.ts";

/** A grant that is still there when everything was taken back, and why. */
export interface Staying {
  grant: Grant;
  /** A code of the engine's refusals, or `deny-kept`. */
  reason: string;
  detail: string;
}

export interface TakenBack {
  changes: Change[];
  /** How many grants go, or lose what they allow. */
  taken: number;
  stays: Staying[];
}

/**
 * Everything on a resource that the actor may take away, as one write. Each grant is asked about on the state before all of them, so that
 * whoever shares by a grant of their own can take back that one together with the others.
 * @param denies false: what is allowed ends, and what is denied stays denied
 * @param givers who gave which grant, as recorded beside them
 * Cost: a few checks for each grant.
 */
export function takeBack(
  access: OrganizationAccess,
  actor: Actor,
  resource: string,
  { denies, givers }: { denies: boolean; givers: ReadonlyMap<number, string> },
): TakenBack {
  const changes: Change[] = [];
  const stays: Staying[] = [];
  for (const grant of access.engine.grantsOn(resource)) {
    const { id } = grant;
    const givenBy = givers.get(id) ?? null;
    const isDeny = grant.deny.length > 0;
    const kept = isDeny && !denies ? DENY_KEPT : null;
    const refusal =
      kept ?? whyNot(access, actor, (may) => may.removeGrant(actor.subject, resource, id, givenBy, contextOf(actor)));
    if (!refusal) {
      changes.push({ kind: "grant-removed", resource, id });
      continue;
    }
    const staying = { reason: refusal.code, detail: refusal.detail };
    if (!isDeny || grant.allow.length === 0) {
      stays.push({ grant, ...staying });
      continue;
    }
    // Where the deny stays, what the same grant allows can go all the same.
    const rest: Grant = { ...grant, allow: [] };
    const notEven = whyNot(access, actor, (may) =>
      may.changeGrant(actor.subject, resource, id, rest, givenBy, contextOf(actor)),
    );
    if (!notEven) changes.push({ kind: "grant-set", grant: rest });
    stays.push(notEven ? { grant, reason: notEven.code, detail: notEven.detail } : { grant: rest, ...staying });
  }
  return { changes, taken: changes.length, stays };
}

const DENY_KEPT = { code: "deny-kept", detail: "it denies, and gives nothing to anybody" } as const;
