import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/index.ts";
import type { Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";

/**
 * The account of a person goes, with what is only theirs.
 * @returns the changes, and the sessions that ended
 */
export async function accountGone(
  identity: Identity,
  tx: Tx,
  access: OrganizationAccess,
  account: string,
): Promise<{ changes: readonly Change[]; result: string[] }> {
  const { changes, removed } = access.engine.removalOf(account);
  await identity.access.removed(tx, access.id, removed);
  await identity.accountRemoved(tx, access.id, removed, account);
  const ended = await identity.sessions.endInside(tx, access.id, account, "deleted");
  for (const table of ["sessions", "favorites", "second_factors", "backup_codes"] as const)
    await tx.deleteFrom(table).where("organization_id", "=", access.id).where("account", "=", account).execute();
  await tx
    .deleteFrom("users")
    .where("organization_id", "=", access.id)
    .where("id", "=", account.slice("user:".length))
    .execute();
  return { changes, result: ended };
}
