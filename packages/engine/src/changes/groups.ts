import { asExpiry, NEVER } from "../grant-at.ts";
import { type Change, EngineError } from "../types.ts";
import { MEMBERSHIP_COUNT, MEMBERSHIPS, NODE, WIDE } from "../world.ts";
import { ChangeFamily, type Handlers } from "./family.ts";
import { longest, reaches } from "./walks.ts";

const DEEPEST_GROUP = 32;

/** Who is in which group, and what groups are for. */
export class GroupChanges extends ChangeFamily {
  readonly handlers: Handlers<"membership-set" | "membership-removed" | "group-marked"> = {
    "membership-set": ({ member, group, expiresAt }) => this.setMembership(member, group, expiresAt),
    "membership-removed": ({ member, group }) => this.removeMembership(member, group),
    "group-marked": ({ group, organizationWide }) => {
      const handle = this.group(group);
      const was = (this.world.flags(handle) & WIDE) !== 0;
      this.mark(handle, WIDE, organizationWide);
      return [{ kind: "group-marked", group, organizationWide: was }];
    },
  };

  private setMembership(member: string, group: string, expiresAt: number | null): Change[] {
    const { world } = this;
    const who = this.member(member);
    const into = this.group(group);
    const row = this.membershipRow(who, into);
    if (row >= 0) {
      const { data } = world.memberships;
      const former = world.expiry(data[row + 1]!);
      world.expiries.release(data[row + 1]!);
      data[row + 1] = expiresAt === null ? 0 : world.expiries.put(expiresAt);
      if (world.isAccount(who)) world.endingMembers.set(into, who, expiresAt ?? NEVER);
      this.forget(who);
      return [{ kind: "membership-set", member, group, expiresAt: asExpiry(former) }];
    }
    if (world.isGroup(who)) {
      this.requireNesting(who, into, member, group);
      const below = world.subgroups.get(into) ?? new Set();
      world.subgroups.set(into, below.add(who));
    } else {
      world.index(world.members, into).add(who);
      world.endingMembers.set(into, who, expiresAt ?? NEVER);
    }
    const node = who * NODE;
    const count = world.nodes[node + MEMBERSHIP_COUNT]!;
    const start = world.memberships.grow(world.nodes[node + MEMBERSHIPS]!, count);
    world.nodes[node + MEMBERSHIPS] = start;
    world.nodes[node + MEMBERSHIP_COUNT] = count + 1;
    world.memberships.data[start + count * 2] = into;
    world.memberships.data[start + count * 2 + 1] = expiresAt === null ? 0 : world.expiries.put(expiresAt);
    this.forget(who);
    return [{ kind: "membership-removed", member, group }];
  }

  private removeMembership(member: string, group: string): Change[] {
    const { world } = this;
    const who = this.member(member);
    const from = this.group(group);
    const row = this.membershipRow(who, from);
    if (row < 0) throw new EngineError("unknown-group", `\`${member}\` is not in \`${group}\``);
    const slot = world.memberships.data[row + 1]!;
    const former = world.expiry(slot);
    world.expiries.release(slot);
    const node = who * NODE;
    const start = world.nodes[node + MEMBERSHIPS]!;
    const count = world.nodes[node + MEMBERSHIP_COUNT]!;
    world.nodes[node + MEMBERSHIPS] = world.memberships.remove(start, count, (row - start) / 2);
    world.nodes[node + MEMBERSHIP_COUNT] = count - 1;
    if (world.isGroup(who)) {
      const below = world.subgroups.get(from)!;
      below.delete(who);
      if (below.size === 0) world.subgroups.delete(from);
    } else {
      world.unindex(world.members, from, who);
      world.endingMembers.delete(from, who);
    }
    this.forget(who);
    return [{ kind: "membership-set", member, group, expiresAt: asExpiry(former) }];
  }

  private membershipRow(who: number, group: number): number {
    const start = this.world.nodes[who * NODE + MEMBERSHIPS]!;
    const count = this.world.nodes[who * NODE + MEMBERSHIP_COUNT]!;
    for (let row = start; row < start + count * 2; row += 2) if (this.world.memberships.data[row] === group) return row;
    return -1;
  }

  /** No cycle, at most 32 deep. Cost: the groups above and below, never people. */
  private requireNesting(child: number, parent: number, member: string, group: string): void {
    const above = (handle: number) => [...this.world.membershipsOf(handle)].map((found) => found.group);
    const below = (handle: number) => [...(this.world.subgroups.get(handle) ?? [])];
    const heights = new Map<number, number>();
    if (child === parent || reaches(parent, child, above))
      throw new EngineError("group-cycle", `\`${group}\` is in \`${member}\` already`);
    if (longest(parent, above, heights) + longest(child, below, new Map()) > DEEPEST_GROUP)
      throw new EngineError("group-too-deep", `groups nest at most ${DEEPEST_GROUP} deep`);
  }
}
