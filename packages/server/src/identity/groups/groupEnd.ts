import type { Change } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { isShorter } from "../rules.ts";
import { type GroupRow, membershipsOf } from "./queries.ts";

/** A group whose end is set holds no more: each membership of it is a change. */
const MOST_MEMBERS = 1_000;

/**
 * What gives a group another end. That a group ends means that every membership of it does (docs/model.md, "Who"): from then on nobody is in
 * it, and whatever is shared with it reaches nobody; nothing else has to know of it. Memberships that end with the group go on doing so; those
 * with an earlier end of their own keep it.
 * @throws {Problem} `request-invalid`, `conflict`, and what the rules say of shortening and prolonging each of them
 */
export async function endingWith(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  { row, endsAt, now }: { row: GroupRow; endsAt: number | null; now: number },
): Promise<Change[]> {
  const group = `group:${row.id}`;
  access.require(actor, "members", group);
  if (endsAt !== null && endsAt <= now) throw problem("request-invalid", { detail: "`endsAt` has passed" });
  const memberships = await membershipsOf(tx, access.id, [group]);
  if (memberships.length > MOST_MEMBERS)
    throw problem("conflict", { detail: `a group of more than ${MOST_MEMBERS} is given no end` });
  return memberships.flatMap(({ member, expires_at: former }): Change[] => {
    const isTheGroups = former === row.ends_at;
    const expiresAt = isTheGroups || isShorter(endsAt, former) ? endsAt : former;
    if (expiresAt === former) return [];
    requireMay(access, actor, (may) =>
      isShorter(expiresAt, former)
        ? may.removeMember(actor.subject, group, member, contextOf(actor))
        : may.addMember(actor.subject, group, member, expiresAt, contextOf(actor)),
    );
    return [{ kind: "membership-set", member, group, expiresAt }];
  });
}
