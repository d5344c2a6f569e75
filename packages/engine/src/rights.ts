import { SUPER_ADMIN } from "./catalogue/roles.ts";
import { ANYONE, EVERYONE, type HeldCapability, NODE, PRIMARY_ROLE, SET_EPOCH, USER, type World } from "./world.ts";

/**
 * What a subject is at a moment: its principal set, and what that brings (docs/model.md, "Who").
 * `soonest` is the first end among the memberships and roles that were in force; until then the set is the same.
 */
export interface Rights {
  account: number;
  isUser: boolean;
  principals: ReadonlySet<number>;
  roles: readonly number[];
  features: Uint32Array;
  /** Of all principals, ended ones too: whoever asks looks at `expiresAt`. */
  capabilities: readonly HeldCapability[];
  soonest: number;
}

interface Remembered {
  rights: Rights;
  epoch: number;
  from: number;
}

const MOST_REMEMBERED = 10_000;

/** Resolves and remembers rights; changes of groups and roles forget all, changes of one account forget that account's. */
export class RightsBook {
  private readonly world: World;
  private readonly remembered = new Map<number, Remembered>();
  private readonly words: number;
  epoch = 1;

  constructor(world: World) {
    this.world = world;
    this.words = Math.ceil(world.declared.featureIndex.size / 32);
  }

  of(account: number, now: number): Rights {
    const known = this.remembered.get(account);
    if (known && known.epoch === this.epoch && known.from <= now && now < known.rights.soonest) return known.rights;
    const rights = this.resolve(account, now);
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(account, { rights, epoch: this.epoch, from: now });
    return rights;
  }

  /** The rights of somebody without an account: `anyone`, and nothing else. */
  visitor(): Rights {
    return {
      account: 0,
      isUser: false,
      principals: new Set([ANYONE]),
      roles: [],
      features: new Uint32Array(this.words),
      capabilities: [],
      soonest: Infinity,
    };
  }

  forget(account: number): void {
    this.remembered.delete(account);
    this.world.nodes[account * NODE + SET_EPOCH] = 0;
  }

  forgetAll(): void {
    this.epoch++;
  }

  /** Without remembering. */
  resolve(account: number, now: number): Rights {
    const { world } = this;
    const isUser = world.kind(account) === USER;
    const principals = new Set<number>([account]);
    let soonest = Infinity;
    const inForce = (expiresAt: number) => {
      if (expiresAt <= now) return false;
      if (expiresAt < soonest) soonest = expiresAt;
      return true;
    };
    const climbing = [account];
    for (let member = climbing.pop(); member !== undefined; member = climbing.pop())
      for (const { group, expiresAt } of world.membershipsOf(member))
        if (inForce(expiresAt) && !principals.has(group)) {
          principals.add(group);
          climbing.push(group);
        }
    const roles = new Set<number>();
    for (const holder of principals)
      for (const held of world.roles.get(holder) ?? []) if (inForce(held.expiresAt)) roles.add(held.role);
    if (isUser) roles.add(world.nodes[account * NODE + PRIMARY_ROLE]!);
    for (const role of roles) principals.add(role);
    const features = new Uint32Array(this.words);
    for (const role of roles) {
      const ofRole = world.features.get(role);
      if (ofRole) for (let word = 0; word < this.words; word++) features[word]! |= ofRole[word]!;
    }
    const capabilities: HeldCapability[] = [];
    for (const principal of principals) capabilities.push(...(world.capabilities.get(principal) ?? []));
    principals.add(ANYONE);
    if (isUser) principals.add(EVERYONE);
    return { account, isUser, principals, roles: [...roles], features, capabilities, soonest };
  }
}

export function hasFeature(features: Uint32Array, index: number): boolean {
  return (features[index >>> 5]! & (1 << (index & 31))) !== 0;
}

/** The rank of a subject: that of its highest role in force; 0 without a role (docs/model.md, "Rank"). */
export function rankOf(world: World, rights: Rights): number {
  let rank = 0;
  for (const role of rights.roles) rank = Math.max(rank, world.nodes[role * NODE + PRIMARY_ROLE]!);
  return rank;
}

/** Super admins count as higher than anybody and any role. */
export function isSuperAdmin(world: World, rights: Rights): boolean {
  return rights.roles.includes(world.names.find(SUPER_ADMIN));
}
