import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { knowsAccount, requireAdministration } from "../rules.ts";
import { findUserById, type UserRow } from "./queries.ts";

/**
 * A person's row, for whoever manages people and may act on this one (docs/model.md, "Rank"). Inside of a commit it is asked again, on the
 * revision before the write's own. Whoever has no capability over the account hears what they would hear if it were not there.
 * @param capability what acting takes
 * @throws {Problem} `forbidden`, `hand-on-refused`, `resource-not-found`
 */
export async function requireActingOn(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  id: string,
  capability = "manage:users",
): Promise<UserRow> {
  requireAdministration(access, actor);
  const user = await findUserById(db, access.id, id);
  const account = `user:${id}`;
  if (!user) throw problem("resource-not-found");
  if (!knowsAccount(access, actor, account) && !access.may(actor, capability, account))
    throw problem("resource-not-found");
  requireMay(access, actor, (may) => may.actOn(actor.subject, account, capability, contextOf(actor)));
  return user;
}
