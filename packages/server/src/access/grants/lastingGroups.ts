import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";

/**
 * A group that has ended reaches nobody: what is given to it would wait unseen until somebody gives it another end. Asked after the rules,
 * which say nothing to whoever may not give it anything. Served by the primary key.
 * @throws {Problem} `request-invalid`
 */
export async function requireLastingGroup(tx: Tx, organization: string, principal: string, now: number): Promise<void> {
  if (!principal.startsWith("group:")) return;
  const group = await tx
    .selectFrom("groups")
    .select(["name", "ends_at"])
    .where("organization_id", "=", organization)
    .where("id", "=", principal.slice("group:".length))
    .executeTakeFirst();
  if (group?.ends_at == null || group.ends_at > now) return;
  throw problem("request-invalid", {
    detail: `\`${group.name}\` has ended, so that this would reach nobody; give the group another end first`,
  });
}
