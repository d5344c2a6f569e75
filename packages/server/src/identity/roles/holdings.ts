import type { Change, Expiry } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { isShorter } from "../rules.ts";

/** An additional role of a user, a service or a group. */
interface Holding {
  /** `user:…`, `service:…`, `group:…` */
  holder: string;
  /** `role:…` */
  role: string;
}

/** Gives it, or gives it another end. @throws {Problem} the refusal of the rules of handing on */
export async function roleGiven(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  { holder, role, expiresAt }: Holding & { expiresAt: Expiry },
): Promise<Change[]> {
  requireMay(access, actor, (may) => may.giveRole(actor.subject, holder, role, expiresAt, contextOf(actor)));
  const held = await findHolding(tx, access, { holder, role });
  // A shorter one takes away.
  if (held && isShorter(expiresAt, held.expires_at))
    requireMay(access, actor, (may) => may.takeRole(actor.subject, holder, role, contextOf(actor)));
  return [{ kind: "role-given", holder, role, expiresAt }];
}

/** @throws {Problem} the refusal; `resource-not-found` if it is not held */
export async function roleTaken(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  { holder, role }: Holding,
): Promise<Change[]> {
  requireMay(access, actor, (may) => may.takeRole(actor.subject, holder, role, contextOf(actor)));
  if (!(await findHolding(tx, access, { holder, role })))
    throw problem("resource-not-found", {
      detail: `\`${role.slice("role:".length)}\` is no additional role of \`${holder}\``,
    });
  return [{ kind: "role-taken", holder, role }];
}

export function findHolding(tx: Tx, access: OrganizationAccess, { holder, role }: Holding) {
  return tx
    .selectFrom("role_holdings")
    .select("expires_at")
    .where("organization_id", "=", access.id)
    .where("holder", "=", holder)
    .where("role", "=", role)
    .executeTakeFirst();
}
