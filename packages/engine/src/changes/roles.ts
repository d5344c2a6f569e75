import { builtInRanks } from "../catalogue/roles.ts";
import { asExpiry, NEVER } from "../grant-at.ts";
import { type Change, EngineError } from "../types.ts";
import { NODE, NONE, PRIMARY_ROLE, RANK, ROLE, USER } from "../world.ts";
import { ChangeFamily, type Handlers } from "./family.ts";
import { aboutSuperAdmin } from "./super-admins.ts";

/** Roles, who holds them beside a primary one, and the features that they bring. */
export class RoleChanges extends ChangeFamily {
  /** A built-in role may go only with the transaction that made it. */
  isTakingBack = false;

  readonly handlers: Handlers<"role-set" | "role-removed" | "role-given" | "role-taken" | "feature-set"> = {
    "role-set": ({ role, rank }) => this.setRole(role, rank),
    "role-removed": ({ role }) => this.removeRole(role),
    "role-given": ({ holder, role, expiresAt }) => {
      const who = this.member(holder);
      const what = this.role(role);
      const held = this.world.roles.get(who) ?? [];
      const former = held.find((one) => one.role === what);
      aboutSuperAdmin(this.world, who, () => {
        this.world.roles.set(who, [
          ...held.filter((one) => one !== former),
          { role: what, expiresAt: expiresAt ?? NEVER },
        ]);
      });
      this.forget(who);
      if (!former) return [{ kind: "role-taken", holder, role }];
      return [{ kind: "role-given", holder, role, expiresAt: asExpiry(former.expiresAt) }];
    },
    "role-taken": ({ holder, role }) => {
      const who = this.member(holder);
      const what = this.role(role);
      const held = this.world.roles.get(who) ?? [];
      const former = held.find((one) => one.role === what);
      if (!former)
        throw new EngineError("unknown-role", `\`${holder}\` does not hold \`${role}\` beside its primary role`);
      const left = held.filter((one) => one !== former);
      aboutSuperAdmin(this.world, who, () => {
        if (left.length > 0) this.world.roles.set(who, left);
        else this.world.roles.delete(who);
      });
      this.forget(who);
      return [{ kind: "role-given", holder, role, expiresAt: asExpiry(former.expiresAt) }];
    },
    "feature-set": ({ role, feature, on }) => {
      const handle = this.role(role);
      const index = this.world.declared.featureIndex.get(feature);
      if (index === undefined) throw new EngineError("unknown-feature", `\`${feature}\` is not a feature`);
      const words =
        this.world.features.get(handle) ?? new Uint32Array(Math.ceil(this.world.declared.featureIndex.size / 32));
      const mask = 1 << (index & 31);
      const was = (words[index >>> 5]! & mask) !== 0;
      if (on) words[index >>> 5]! |= mask;
      else words[index >>> 5]! &= ~mask;
      if (words.some((word) => word !== 0)) this.world.features.set(handle, words);
      else this.world.features.delete(handle);
      this.book.forgetAll();
      return [{ kind: "feature-set", role, feature, on: was }];
    },
  };

  private setRole(role: string, rank: number): Change[] {
    const { world } = this;
    const known = world.names.find(role);
    const builtIn = builtInRanks[role];
    if (builtIn !== undefined && builtIn !== rank)
      throw new EngineError("built-in-role", `\`${role}\` has rank ${builtIn}`);
    if (known !== NONE && world.kind(known) === ROLE) {
      const former = world.nodes[known * NODE + RANK]!;
      world.nodes[known * NODE + RANK] = rank;
      this.book.forgetAll();
      return [{ kind: "role-set", role, rank: former }];
    }
    const handle = this.newName(role, "role");
    world.nodes[handle * NODE] = ROLE;
    world.nodes[handle * NODE + RANK] = rank;
    world.allRoles.add(handle);
    this.book.forgetAll();
    return [{ kind: "role-removed", role }];
  }

  /** Walks all accounts. */
  private isHeld(role: number): boolean {
    const { world } = this;
    return (
      world.capabilities.has(role) ||
      world.reached.has(role) ||
      [...world.roles.values()].some((held) => held.some((one) => one.role === role)) ||
      [...world.accounts].some(
        (account) => world.kind(account) === USER && world.nodes[account * NODE + PRIMARY_ROLE] === role,
      )
    );
  }

  private removeRole(role: string): Change[] {
    const { world } = this;
    const handle = this.role(role);
    if (role in builtInRanks && !this.isTakingBack)
      throw new EngineError("built-in-role", `\`${role}\` is built in and stays`);
    // What is taken back was made before whoever held it, and they were taken back first: nobody needs to be looked at for it.
    if (!this.isTakingBack && this.isHeld(handle))
      throw new EngineError("still-referenced", `\`${role}\` is still held or named`);
    const inverse: Change[] = [{ kind: "role-set", role, rank: world.nodes[handle * NODE + RANK]! }];
    for (const [feature, index] of world.declared.featureIndex)
      if (((world.features.get(handle)?.[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0)
        inverse.push({ kind: "feature-set", role, feature, on: true });
    world.features.delete(handle);
    world.allRoles.remove(handle);
    world.claim(handle);
    world.names.release(handle);
    this.book.forgetAll();
    return inverse;
  }
}
