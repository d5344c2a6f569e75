import type { Change } from "@gatehouse/engine";
import { administered } from "../../access/administered.ts";
import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, whyNot } from "../../access/rules.ts";
import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { findGrants, type GrantRow } from "./queries.ts";
import type { TakeAway, TakenAway } from "./schemas.ts";

/**
 * Takes chosen grants away, in one revision, by the rules by which each is taken away alone. Each is asked about on the state before all
 * of them; what may not be taken away stays, and is named.
 * @throws {Problem} `forbidden`
 */
export async function takeAway(
  parts: WorkspaceParts,
  actor: Actor,
  { grantIds, reason }: TakeAway,
): Promise<Committed<TakenAway>> {
  const access = parts.access.of(actor);
  return access.commit(
    actor,
    async (tx) => {
      const within = administered(access, actor, "read:access");
      const rows = await findGrants(tx, access.id, grantIds);
      const changes: Change[] = [];
      const result: TakenAway = { taken: [], refused: [] };
      for (const grantId of grantIds) {
        const found = rows.get(grantId);
        const row = found && (within === null || access.may(actor, "read:access", found.resource)) ? found : undefined;
        const refusal = row
          ? whyNotTaken(access, actor, row)
          : { code: "not-found", detail: `grant ${grantId} is not there` };
        if (refusal) result.refused.push({ grantId, reason: refusal.code, detail: refusal.detail });
        else if (row) {
          changes.push({ kind: "grant-removed", resource: row.resource, id: grantId });
          result.taken.push(grantId);
        }
      }
      return { changes, result };
    },
    reason,
  );
}

/** Why the actor may not take a grant away; null: they may. */
export const whyNotTaken = (access: OrganizationAccess, actor: Actor, { id, resource, givenBy }: GrantRow) =>
  whyNot(access, actor, (may) => may.removeGrant(actor.subject, resource, id, givenBy, contextOf(actor)));
