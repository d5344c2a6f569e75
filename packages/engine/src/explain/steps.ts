import type { ProofStep } from "../types.ts";
import { ANYONE, EVERYONE, NODE, NONE, PRIMARY_ROLE, USER, type World } from "../world.ts";

/**
 * The shortest chain of memberships and roles from an account (NONE: a visitor) to each of its principals, in force at `now`.
 * Cost: that of resolving the account's principals.
 */
export function stepsToPrincipals(
  world: World,
  account: number,
  subject: string,
  now: number,
): Map<number, ProofStep[]> {
  const ways = new Map<number, ProofStep[]>();
  const text = (handle: number) => world.names.text(handle);
  if (account !== NONE) ways.set(account, []);
  // Nearest first, so that the first way to a principal is a shortest one.
  let level = account === NONE ? [] : [account];
  while (level.length > 0) {
    const next: number[] = [];
    const add = (from: number, to: number, step: ProofStep) => {
      if (ways.has(to)) return false;
      ways.set(to, [...(ways.get(from) ?? []), step]);
      return true;
    };
    for (const holder of level) {
      if (world.kind(holder) === USER) {
        const primary = world.nodes[holder * NODE + PRIMARY_ROLE]!;
        add(holder, primary, { relation: "holds-role", from: subject, to: text(primary), detail: "primary" });
      }
      for (const { role, expiresAt } of world.roles.get(holder) ?? [])
        if (expiresAt > now)
          add(holder, role, {
            relation: "holds-role",
            from: text(holder),
            to: text(role),
            expiresAt: ended(expiresAt),
          });
      for (const { group, expiresAt } of world.membershipsOf(holder)) {
        const step: ProofStep = { relation: "is-in", from: text(holder), to: text(group), expiresAt: ended(expiresAt) };
        if (expiresAt > now && add(holder, group, step)) next.push(group);
      }
    }
    level = next;
  }
  if (world.kind(account) === USER) ways.set(EVERYONE, [{ relation: "is-everyone", from: subject, to: "everyone" }]);
  ways.set(ANYONE, [{ relation: "is-anyone", from: subject, to: "anyone" }]);
  return ways;
}

export function ended(expiresAt: number): number | null {
  return expiresAt === Infinity ? null : expiresAt;
}
