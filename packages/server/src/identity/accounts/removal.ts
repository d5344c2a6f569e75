import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import { looseThings, receiverOf, requireGivable, settling, takenAndGiven } from "../belongings/belongings.ts";
import { AS_EVER, type ThingsWish } from "../belongings/schemas.ts";
import type { Identity } from "../identity.ts";

/**
 * The account of a person goes, with what is only theirs; of what nobody else owns becomes what is wished for, in the name of whoever acts.
 * @returns the changes, and the sessions that ended
 * @throws {Problem} see belongings.ts
 */
export async function accountGone(
  identity: Identity,
  tx: Tx,
  access: OrganizationAccess,
  { account, actor, wish = AS_EVER }: { account: string; actor: Actor; wish?: ThingsWish },
): Promise<{ changes: readonly Change[]; result: string[] }> {
  const to = await receiverOf(identity, tx, access, actor, account, wish);
  const plan = settling(access, actor, wish, to);
  const { changes, removed } = access.engine.removalOf(account, plan.fateOf);
  requireGivable(plan, wish);
  const loose = await looseThings(identity, tx, access, actor, account, to);
  if (to !== null) await identity.belongings?.handedOver(tx, access.id, loose, to);
  await identity.access.removed(tx, access.id, removed);
  await identity.accountRemoved(tx, access.id, removed, account);
  const ended = await identity.sessions.endInside(tx, access.id, account, "deleted");
  for (const table of ["sessions", "favorites", "second_factors", "backup_codes", "data_exports"] as const)
    await tx.deleteFrom(table).where("organization_id", "=", access.id).where("account", "=", account).execute();
  await tx
    .deleteFrom("users")
    .where("organization_id", "=", access.id)
    .where("id", "=", account.slice("user:".length))
    .execute();
  return { changes: [...(to === null ? [] : takenAndGiven(loose, account, to)), ...changes], result: ended };
}
