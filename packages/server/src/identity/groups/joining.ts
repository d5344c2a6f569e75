import type { Access, OrganizationAccess } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { isShorter } from "../rules.ts";
import { countMembers, findMembership, type GroupRow } from "./queries.ts";

/*
 * What joining a group takes beside the rules of handing on (docs/model.md, "Making and handing on").
 */

/**
 * That there is such a member, and that the actor may name them: whoever is in already, and else as the people picker lets them; for a group
 * that a member made that takes its feature, too.
 * @throws {Problem} `resource-not-found`, `feature-off`
 */
export async function requireMember(
  tx: Tx,
  all: Access,
  access: OrganizationAccess,
  actor: Actor,
  { group, member, isOfMembers = false }: { group: string; member: string; isOfMembers?: boolean },
): Promise<void> {
  const isOther = member.startsWith("user:") && member !== actor.subject;
  const isNew = isOther && !(await findMembership(tx, access.id, group, member));
  if (isNew && isOfMembers && !access.may(actor, "read:users", member))
    access.require(actor, "PEOPLE_PICKER.VIEW_USERS");
  const named = isNew ? (await all.picker.naming(tx, access, actor, [member]))(member) : member;
  const table = member.startsWith("user:") ? "users" : member.startsWith("group:") ? "groups" : "services";
  const row = await tx
    .selectFrom(table)
    .select("id")
    .where("organization_id", "=", access.id)
    .where("id", "=", named.slice(named.indexOf(":") + 1))
    .executeTakeFirst();
  if (!row) throw noSuchMember(member);
}

/** Also of one whom the actor may not know of. */
export const noSuchMember = (member: string) => problem("resource-not-found", { detail: `there is no \`${member}\`` });

/** @throws {Problem} `group-full` for a group that a member made, and that holds as many as the operator allows */
export async function requireRoom(tx: Tx, identity: Identity, row: GroupRow): Promise<void> {
  if (row.made_by === null) return;
  const { size } = identity.settings.groupsByMembers;
  const count = await countMembers(tx, row.organization_id, `group:${row.id}`, identity.now());
  if (count >= size) throw problem("group-full", { detail: `\`${row.name}\` holds ${count}, of at most ${size}` });
}

/**
 * The end of a membership in a group that itself may have one: nobody is in it longer.
 * @throws {Problem} `request-invalid` for an end beyond the group's, or where the group has ended
 */
export function endWithin({ ends_at }: Pick<GroupRow, "ends_at">, wished: number | null, now: number): number | null {
  if (ends_at === null) return wished;
  if (ends_at <= now) throw problem("request-invalid", { detail: "the group has ended; give it another end first" });
  if (wished === null) return ends_at;
  if (isShorter(ends_at, wished))
    throw problem("request-invalid", {
      detail: `\`expiresAt\`: the group ends before, at ${new Date(ends_at).toISOString()}`,
    });
  return wished;
}
