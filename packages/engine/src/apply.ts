import { isCapability } from "./catalogue/capabilities.ts";
import { builtInRanks, SUPER_ADMIN } from "./catalogue/roles.ts";
import type { Type } from "./declared.ts";
import type { RightsBook } from "./rights.ts";
import { type AccountStatus, type Change, EngineError, type Grant } from "./types.ts";
import {
  ANYONE,
  BANNED,
  EVERYONE,
  G_BITS,
  G_EXTRA,
  G_ID,
  GRANT_COUNT,
  GRANTS,
  HIDDEN,
  MEMBERSHIP_COUNT,
  MEMBERSHIPS,
  NODE,
  NONE,
  ORGANIZATION,
  OWNER,
  PARENT_COUNT,
  PARENTS,
  PRIMARY_ROLE,
  RANK,
  RESOURCE,
  RESTRICTED,
  ROLE,
  SERVICE,
  STATUS,
  STATUS_SHIFT,
  statuses,
  TYPE_SHIFT,
  USER,
  WIDE,
  type World,
} from "./world.ts";

const NAME = /^[A-Za-z][A-Za-z0-9]{0,63}:[A-Za-z0-9_.@~-]{1,256}$/;
const DEEPEST_GROUP = 32;
const DEEPEST_PROJECT = 16;
const MOST_PARENTS = 64;
/** Beyond this a group is the better way; a check reads every grant on its resource. */
const MOST_GRANTS = 10_000;
const LONGEST_CONDITION = 4096;
const NEVER = Infinity;

type Of<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;
/** What takes a change back; taking back a declared type is nothing that anybody else can do. */
export type Undo = Change | { kind: "type-unset"; name: string };
/** Changes the state, and returns what would take it back, in order. */
type Apply<Kind extends Change["kind"]> = (change: Of<Kind>) => Undo[];

/**
 * Changes of the state. Each handler checks that its change fits, makes it, and returns its inverse, so that a transaction can be
 * taken back whole: when a later change does not fit, and when somebody only wanted to know (explain, simulate).
 * Cost: a grant, owner, membership or feature costs the same in any state (but for the length of the lists that it lies in).
 */
export class Changes {
  private readonly world: World;
  private readonly book: RightsBook;
  private isTakingBack = false;

  constructor(world: World, book: RightsBook) {
    this.world = world;
    this.book = book;
  }

  /**
   * @returns what takes this transaction back
   * @throws {EngineError} nothing is changed then
   */
  apply(changes: readonly Change[]): Undo[][] {
    const undo: Undo[][] = [];
    const hadSuperAdmin = this.world.superAdmins > 0;
    try {
      for (const change of changes) undo.push(this.one(change));
      if (hadSuperAdmin && this.world.superAdmins === 0)
        throw new EngineError("last-super-admin", "one active user must hold SUPER_ADMIN directly and without end");
    } catch (error) {
      this.takeBack(undo);
      throw error;
    }
    return undo;
  }

  /** @param undo what `apply` returned, each change's inverse; nothing may have been applied since */
  takeBack(undo: readonly Undo[][]): void {
    this.isTakingBack = true;
    try {
      for (const inverses of undo.toReversed())
        for (const change of inverses) {
          if (change.kind === "type-unset") this.world.declared.unset(change.name, undefined);
          else this.one(change);
        }
    } finally {
      this.isTakingBack = false;
    }
  }

  private one<Kind extends Change["kind"]>(change: Of<Kind>): Undo[] {
    const handler: Apply<Kind> | undefined = this.handlers[change.kind as Kind];
    if (!handler) throw new EngineError("name-invalid", `\`${String(change.kind)}\` is not a kind of change`);
    return handler(change);
  }

  private readonly handlers: { [Kind in Change["kind"]]: Apply<Kind> } = {
    "type-set": ({ type }) => {
      const former = this.world.declared.set(type);
      this.book.forgetAll();
      if (former) return [{ kind: "type-set", type: former }];
      return [{ kind: "type-unset", name: type.name }];
    },
    "user-added": ({ user, role, status }) => {
      const primary = this.role(role);
      const handle = this.newAccount(user, "user", USER, status);
      this.world.nodes[handle * NODE + PRIMARY_ROLE] = primary;
      this.countSuperAdmin(handle, 1);
      return [{ kind: "account-removed", account: user }];
    },
    "service-added": ({ service, status }) => {
      this.newAccount(service, "service", SERVICE, status);
      return [{ kind: "account-removed", account: service }];
    },
    "account-removed": ({ account }) => this.removeAccount(account),
    "account-status-set": ({ account, status }) => {
      const handle = this.account(account);
      const former = this.world.status(handle);
      this.aboutSuperAdmin(handle, () => {
        this.world.nodes[handle * NODE] = (this.world.flags(handle) & ~STATUS) | statusBits(status);
      });
      this.book.forget(handle);
      return [{ kind: "account-status-set", account, status: former }];
    },
    "ban-set": ({ account, until }) => {
      const handle = this.account(account);
      const inverse = this.banOf(account, handle);
      this.aboutSuperAdmin(handle, () => {
        this.world.bans.set(handle, until ?? NEVER);
        this.world.nodes[handle * NODE]! |= BANNED;
      });
      this.book.forget(handle);
      return [inverse];
    },
    "ban-lifted": ({ account }) => {
      const handle = this.account(account);
      const inverse = this.banOf(account, handle);
      this.aboutSuperAdmin(handle, () => {
        this.world.bans.delete(handle);
        this.world.nodes[handle * NODE]! &= ~BANNED;
      });
      this.book.forget(handle);
      return [inverse];
    },
    "primary-role-set": ({ user, role }) => {
      const handle = this.account(user);
      if (this.world.kind(handle) !== USER) throw new EngineError("unknown-account", `\`${user}\` is not a user`);
      const wanted = this.role(role);
      const former = this.world.nodes[handle * NODE + PRIMARY_ROLE]!;
      this.aboutSuperAdmin(handle, () => {
        this.world.nodes[handle * NODE + PRIMARY_ROLE] = wanted;
      });
      this.book.forget(handle);
      return [{ kind: "primary-role-set", user, role: this.text(former) }];
    },
    "role-set": ({ role, rank }) => this.setRole(role, rank),
    "role-removed": ({ role }) => this.removeRole(role),
    "role-given": ({ holder, role, expiresAt }) => {
      const who = this.member(holder);
      const what = this.role(role);
      const held = this.world.roles.get(who) ?? [];
      const former = held.find((one) => one.role === what);
      this.aboutSuperAdmin(who, () => {
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
      this.aboutSuperAdmin(who, () => {
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
    "ceiling-set": ({ feature, down }) => {
      if (!(feature in this.world.declared.features))
        throw new EngineError("unknown-feature", `\`${feature}\` is not a permission type`);
      const was = this.world.ceilings.has(feature);
      if (down) this.world.ceilings.add(feature);
      else this.world.ceilings.delete(feature);
      this.book.forgetAll();
      return [{ kind: "ceiling-set", feature, down: was }];
    },
    "public-links-set": ({ allowed }) => {
      const was = this.world.publicLinks;
      this.world.publicLinks = allowed;
      this.book.forgetAll();
      return [{ kind: "public-links-set", allowed: was }];
    },
    "membership-set": ({ member, group, expiresAt }) => this.setMembership(member, group, expiresAt),
    "membership-removed": ({ member, group }) => this.removeMembership(member, group),
    "group-marked": ({ group, organizationWide }) => {
      const handle = this.group(group);
      const was = (this.world.flags(handle) & WIDE) !== 0;
      this.mark(handle, WIDE, organizationWide);
      return [{ kind: "group-marked", group, organizationWide: was }];
    },
    "capability-set": ({ principal, capability, scope, expiresAt }) => {
      const who = this.holder(principal);
      if (!isCapability(capability))
        throw new EngineError("unknown-capability", `\`${capability}\` is not a capability`);
      const group = scope === null ? NONE : this.group(scope);
      const held = this.world.capabilities.get(who) ?? [];
      const former = held.find((one) => one.capability === capability && one.scope === group);
      const left = held.filter((one) => one !== former);
      this.world.capabilities.set(who, [...left, { capability, scope: group, expiresAt: expiresAt ?? NEVER }]);
      this.forget(who);
      if (!former) return [{ kind: "capability-removed", principal, capability, scope }];
      return [{ kind: "capability-set", principal, capability, scope, expiresAt: asExpiry(former.expiresAt) }];
    },
    "capability-removed": ({ principal, capability, scope }) => {
      const who = this.holder(principal);
      const group = scope === null ? NONE : this.group(scope);
      const held = this.world.capabilities.get(who) ?? [];
      const former = held.find((one) => one.capability === capability && one.scope === group);
      if (!former) throw new EngineError("unknown-capability", `\`${principal}\` does not hold \`${capability}\``);
      const left = held.filter((one) => one !== former);
      if (left.length > 0) this.world.capabilities.set(who, left);
      else this.world.capabilities.delete(who);
      this.forget(who);
      return [{ kind: "capability-set", principal, capability, scope, expiresAt: asExpiry(former.expiresAt) }];
    },
    "resource-added": (change) => this.addResource(change),
    "resource-removed": ({ resource }) => this.removeResource(resource),
    "resource-state-set": ({ resource, state }) => {
      const handle = this.resource(resource);
      const was = (this.world.flags(handle) & HIDDEN) !== 0 ? "hidden" : "active";
      this.mark(handle, HIDDEN, state === "hidden");
      return [{ kind: "resource-state-set", resource, state: was }];
    },
    "owner-set": ({ resource, owner }) => {
      const handle = this.resource(resource);
      const wanted = this.owner(owner);
      const former = this.world.owner(handle);
      this.world.unindex(this.world.owned, former, handle);
      this.world.nodes[handle * NODE + OWNER] = wanted;
      this.world.index(this.world.owned, wanted).add(handle);
      return [{ kind: "owner-set", resource, owner: this.text(former) }];
    },
    "restricted-set": ({ resource, restricted }) => {
      const handle = this.resource(resource);
      const was = (this.world.flags(handle) & RESTRICTED) !== 0;
      this.mark(handle, RESTRICTED, restricted);
      return [{ kind: "restricted-set", resource, restricted: was }];
    },
    "parent-added": ({ resource, parent }) => this.addParent(resource, parent),
    "parent-removed": ({ resource, parent }) => this.removeParent(resource, parent),
    "attachment-set": (change) => this.attach(change),
    "attachment-removed": ({ agent, thing }) => {
      const handle = this.world.names.find(agent);
      const former = this.world.attachments.get(handle)?.find((one) => one.thing === this.world.names.find(thing));
      if (!former) throw new EngineError("unknown-resource", `\`${thing}\` is not attached to \`${agent}\``);
      this.detach(former);
      return [{ kind: "attachment-set", agent, thing, mode: former.mode, attachedBy: this.text(former.attachedBy) }];
    },
    "grant-set": ({ grant }) => this.setGrant(grant),
    "grant-removed": ({ resource, id }) => this.removeGrant(resource, id),
  };

  // Names

  private text(handle: number): string {
    return this.world.names.text(handle);
  }

  private account(name: string): number {
    const handle = this.world.names.find(name);
    if (!this.world.isAccount(handle)) throw new EngineError("unknown-account", `there is no account \`${name}\``);
    return handle;
  }

  private role(name: string): number {
    const handle = this.world.names.find(name);
    if (this.world.kind(handle) !== ROLE) throw new EngineError("unknown-role", `there is no role \`${name}\``);
    return handle;
  }

  private group(name: string): number {
    const handle = this.world.names.find(name);
    if (!this.world.isGroup(handle)) throw new EngineError("unknown-group", `there is no group \`${name}\``);
    return handle;
  }

  private resource(name: string): number {
    const handle = this.world.names.find(name);
    if (this.world.kind(handle) !== RESOURCE)
      throw new EngineError("unknown-resource", `there is no resource \`${name}\``);
    return handle;
  }

  private owner(name: string): number {
    return name === "organization" ? ORGANIZATION : this.account(name);
  }

  /** A user, service or group. */
  private member(name: string): number {
    return name.startsWith("group:") ? this.group(name) : this.account(name);
  }

  /** A user, service, group or role. */
  private holder(name: string): number {
    return name.startsWith("role:") ? this.role(name) : this.member(name);
  }

  private principal(name: string): number {
    if (name === "everyone") return EVERYONE;
    return name === "anyone" ? ANYONE : this.holder(name);
  }

  private newName(name: string, type: string): number {
    if (!NAME.test(name) || !name.startsWith(`${type}:`))
      throw new EngineError("name-invalid", `\`${name.slice(0, 80)}\` is not a name of the form ${type}:id`);
    if (this.world.names.find(name) !== NONE) throw new EngineError("already-exists", `\`${name}\` exists already`);
    const handle = this.world.names.intern(name);
    this.world.claim(handle);
    return handle;
  }

  private mark(handle: number, flag: number, on: boolean): void {
    if (on) this.world.nodes[handle * NODE]! |= flag;
    else this.world.nodes[handle * NODE]! &= ~flag;
  }

  private forget(principal: number): void {
    if (this.world.isAccount(principal)) this.book.forget(principal);
    else this.book.forgetAll();
  }

  // Accounts

  private newAccount(name: string, type: string, kind: number, status: AccountStatus): number {
    const handle = this.newName(name, type);
    this.world.nodes[handle * NODE] = kind | statusBits(status);
    this.world.accounts.add(handle);
    this.book.forget(handle);
    return handle;
  }

  private banOf(account: string, handle: number): Change {
    const until = this.world.bans.get(handle);
    return until === undefined ? { kind: "ban-lifted", account } : { kind: "ban-set", account, until: asExpiry(until) };
  }

  private removeAccount(account: string): Undo[] {
    const handle = this.account(account);
    const { world } = this;
    const isNamed =
      world.owned.has(handle) ||
      world.reached.has(handle) ||
      world.roles.has(handle) ||
      world.capabilities.has(handle) ||
      world.nodes[handle * NODE + MEMBERSHIP_COUNT]! > 0 ||
      [...world.attachments.values()].some((list) => list.some((one) => one.attachedBy === handle)) ||
      [...world.links.values()].some((link) => link.maker === handle);
    if (isNamed) throw new EngineError("still-referenced", `\`${account}\` still owns, holds or is given something`);
    const status = world.status(handle);
    const inverse: Change[] =
      world.kind(handle) === USER
        ? [{ kind: "user-added", user: account, role: this.text(world.nodes[handle * NODE + PRIMARY_ROLE]!), status }]
        : [{ kind: "service-added", service: account, status }];
    if (world.bans.has(handle)) inverse.push(this.banOf(account, handle));
    this.countSuperAdmin(handle, -1);
    world.bans.delete(handle);
    world.accounts.remove(handle);
    this.book.forget(handle);
    world.claim(handle);
    world.names.release(handle);
    return inverse;
  }

  /** Users who keep the organization governed: SUPER_ADMIN held directly, without end, by somebody active. */
  private isLastingSuperAdmin(handle: number): boolean {
    const { world } = this;
    if (world.kind(handle) !== USER || world.flags(handle) & (STATUS | BANNED)) return false;
    const role = world.names.find(SUPER_ADMIN);
    if (role === NONE) return false;
    if (world.nodes[handle * NODE + PRIMARY_ROLE] === role) return true;
    return (world.roles.get(handle) ?? []).some((held) => held.role === role && held.expiresAt === NEVER);
  }

  /** After loading. */
  countSuperAdmins(): void {
    this.world.superAdmins = 0;
    for (const account of this.world.accounts) this.countSuperAdmin(account, 1);
  }

  private countSuperAdmin(handle: number, by: number): void {
    if (this.isLastingSuperAdmin(handle)) this.world.superAdmins += by;
  }

  private aboutSuperAdmin(handle: number, change: () => void): void {
    this.countSuperAdmin(handle, -1);
    change();
    this.countSuperAdmin(handle, 1);
  }

  // Roles

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

  private removeRole(role: string): Change[] {
    const { world } = this;
    const handle = this.role(role);
    if (role in builtInRanks && !this.isTakingBack)
      throw new EngineError("built-in-role", `\`${role}\` is built in and stays`);
    const isHeld =
      world.capabilities.has(handle) ||
      world.reached.has(handle) ||
      [...world.roles.values()].some((held) => held.some((one) => one.role === handle)) ||
      [...world.accounts].some(
        (account) => world.kind(account) === USER && world.nodes[account * NODE + PRIMARY_ROLE] === handle,
      );
    if (isHeld) throw new EngineError("still-referenced", `\`${role}\` is still held or named`);
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

  // Groups

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
      this.forget(who);
      return [{ kind: "membership-set", member, group, expiresAt: asExpiry(former) }];
    }
    if (world.isGroup(who)) {
      this.requireNesting(who, into, member, group);
      const below = world.subgroups.get(into) ?? new Set();
      world.subgroups.set(into, below.add(who));
    } else world.index(world.members, into).add(who);
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
    } else world.unindex(world.members, from, who);
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

  // Resources

  private addResource({ resource, owner, state, link }: Of<"resource-added">): Change[] {
    const { world } = this;
    const type = world.declared.type(resource.slice(0, Math.max(0, resource.indexOf(":"))));
    if (!type) throw new EngineError("unknown-type", `\`${resource.slice(0, 80)}\` has no known type`);
    const owning = this.owner(owner);
    const about = link
      ? { conversation: this.resource(link.conversation), live: link.live, maker: this.account(link.maker) }
      : null;
    const handle = this.newName(resource, type.name);
    world.nodes[handle * NODE] = RESOURCE | (type.index << TYPE_SHIFT) | (state === "hidden" ? HIDDEN : 0);
    world.nodes[handle * NODE + OWNER] = owning;
    world.index(world.owned, owning).add(handle);
    world.ofType(type).add(handle);
    if (about) {
      world.links.set(handle, about);
      world.linksOf.set(about.conversation, (world.linksOf.get(about.conversation) ?? new Set()).add(handle));
    }
    if (type.name === "group") this.book.forgetAll();
    return [{ kind: "resource-removed", resource }];
  }

  private removeResource(resource: string): Change[] {
    const { world } = this;
    const handle = this.resource(resource);
    const node = handle * NODE;
    const isNamed =
      world.nodes[node + GRANT_COUNT]! > 0 ||
      world.nodes[node + PARENT_COUNT]! > 0 ||
      world.children.has(handle) ||
      world.attachments.has(handle) ||
      world.attachedTo.has(handle) ||
      world.linksOf.has(handle) ||
      world.reached.has(handle) ||
      world.members.has(handle) ||
      world.subgroups.has(handle) ||
      world.nodes[node + MEMBERSHIP_COUNT]! > 0 ||
      world.roles.has(handle) ||
      world.capabilities.has(handle) ||
      (world.isGroup(handle) &&
        [...world.capabilities.values()].some((held) => held.some((one) => one.scope === handle)));
    if (isNamed) throw new EngineError("still-referenced", `something still hangs on \`${resource}\``);
    const flags = world.flags(handle);
    const link = world.links.get(handle);
    const inverse: Change[] = [
      {
        kind: "resource-added",
        resource,
        owner: this.text(world.owner(handle)),
        state: flags & HIDDEN ? "hidden" : "active",
        ...(link && {
          link: { conversation: this.text(link.conversation), live: link.live, maker: this.text(link.maker) },
        }),
      },
    ];
    if (flags & RESTRICTED) inverse.push({ kind: "restricted-set", resource, restricted: true });
    if (flags & WIDE) inverse.push({ kind: "group-marked", group: resource, organizationWide: true });
    world.unindex(world.owned, world.owner(handle), handle);
    world.ofType(world.type(handle)).remove(handle);
    if (link) {
      const links = world.linksOf.get(link.conversation)!;
      links.delete(handle);
      if (links.size === 0) world.linksOf.delete(link.conversation);
      world.links.delete(handle);
    }
    if (world.isGroup(handle)) this.book.forgetAll();
    world.claim(handle);
    world.names.release(handle);
    return inverse;
  }

  private addParent(resource: string, parent: string): Change[] {
    const { world } = this;
    const child = this.resource(resource);
    const above = this.resource(parent);
    const parents = (handle: number) => [...world.parentsOf(handle)];
    if ([...world.parentsOf(child)].includes(above))
      throw new EngineError("already-exists", `\`${parent}\` is a parent of \`${resource}\` already`);
    if (child === above || reaches(above, child, parents))
      throw new EngineError("parent-cycle", `\`${parent}\` lies below \`${resource}\``);
    const count = world.nodes[child * NODE + PARENT_COUNT]!;
    if (count >= MOST_PARENTS)
      throw new EngineError("too-many-parents", `a resource has at most ${MOST_PARENTS} parents`);
    if (world.type(child).name === "project" && world.type(above).name === "project") {
      const isProject = (handle: number) => world.type(handle).name === "project";
      const up = (handle: number) => parents(handle).filter(isProject);
      const down = (handle: number) => [...(world.children.get(handle) ?? [])].filter(isProject);
      if (longest(above, up, new Map()) + longest(child, down, new Map()) > DEEPEST_PROJECT)
        throw new EngineError("parent-too-deep", `projects nest at most ${DEEPEST_PROJECT} deep`);
    }
    const start = world.parents.grow(world.nodes[child * NODE + PARENTS]!, count);
    world.nodes[child * NODE + PARENTS] = start;
    world.nodes[child * NODE + PARENT_COUNT] = count + 1;
    world.parents.data[start + count] = above;
    world.index(world.children, above).add(child);
    return [{ kind: "parent-removed", resource, parent }];
  }

  private removeParent(resource: string, parent: string): Change[] {
    const { world } = this;
    const child = this.resource(resource);
    const above = this.resource(parent);
    const index = [...world.parentsOf(child)].indexOf(above);
    if (index < 0) throw new EngineError("unknown-resource", `\`${parent}\` is not a parent of \`${resource}\``);
    const node = child * NODE;
    const count = world.nodes[node + PARENT_COUNT]!;
    world.nodes[node + PARENTS] = world.parents.remove(world.nodes[node + PARENTS]!, count, index);
    world.nodes[node + PARENT_COUNT] = count - 1;
    world.unindex(world.children, above, child);
    return [{ kind: "parent-added", resource, parent }];
  }

  private attach({ agent, thing, mode, attachedBy }: Of<"attachment-set">): Change[] {
    const { world } = this;
    const to = this.resource(agent);
    const what = this.resource(thing);
    const by = this.account(attachedBy);
    const type = world.type(what);
    const fits =
      world.type(to).name === "agent" && to !== what && type.lentBit !== 0 && (mode !== "shown" || type.shownBit !== 0);
    if (!fits)
      throw new EngineError("attachment-invalid", `\`${thing}\` cannot be attached to \`${agent}\` as ${mode}`);
    const former = world.attachments.get(to)?.find((one) => one.thing === what);
    if (former) this.detach(former);
    const attachment = { agent: to, thing: what, mode, attachedBy: by };
    world.attachments.set(to, [...(world.attachments.get(to) ?? []), attachment]);
    world.attachedTo.set(what, [...(world.attachedTo.get(what) ?? []), attachment]);
    if (mode === "shown") world.shown.add(what);
    if (!former) return [{ kind: "attachment-removed", agent, thing }];
    return [{ kind: "attachment-set", agent, thing, mode: former.mode, attachedBy: this.text(former.attachedBy) }];
  }

  private detach(attachment: { agent: number; thing: number }): void {
    const { world } = this;
    for (const [map, key] of [
      [world.attachments, attachment.agent],
      [world.attachedTo, attachment.thing],
    ] as const) {
      const left = map.get(key)!.filter((one) => one !== attachment);
      if (left.length > 0) map.set(key, left);
      else map.delete(key);
    }
    if (!world.attachedTo.get(attachment.thing)?.some((one) => one.mode === "shown"))
      world.shown.remove(attachment.thing);
  }

  // Grants

  private setGrant(grant: Grant): Change[] {
    const { world } = this;
    const resource = this.resource(grant.resource);
    const principal = this.principal(grant.principal);
    const bits = this.bitsOf(grant, world.type(resource), principal);
    const condition = grant.condition === null ? null : this.condition(grant.condition);
    const isPlain = grant.expiresAt === null && condition === null && grant.glass !== true;
    const extra = isPlain
      ? 0
      : world.extras.put({ expiresAt: grant.expiresAt ?? NEVER, condition, glass: grant.glass === true });
    const node = resource * NODE;
    const found = this.grantRow(resource, grant.id);
    if (found >= 0) {
      const { data } = world.grants;
      if (data[found] !== principal) {
        world.extras.release(extra);
        throw new EngineError("grant-invalid", `grant ${grant.id} belongs to another principal`);
      }
      const former = this.grantAt(found, grant.resource);
      world.extras.release(data[found + G_EXTRA]!);
      data[found + G_BITS] = bits;
      data[found + G_EXTRA] = extra;
      return [{ kind: "grant-set", grant: former }];
    }
    if (world.grantIds.has(grant.id)) {
      world.extras.release(extra);
      throw new EngineError("grant-invalid", `grant ${grant.id} lies on another resource`);
    }
    const count = world.nodes[node + GRANT_COUNT]!;
    if (count >= MOST_GRANTS) {
      world.extras.release(extra);
      throw new EngineError(
        "too-many-grants",
        `a resource has at most ${MOST_GRANTS} grants; share with a group instead`,
      );
    }
    const start = world.grants.grow(world.nodes[node + GRANTS]!, count);
    world.nodes[node + GRANTS] = start;
    world.nodes[node + GRANT_COUNT] = count + 1;
    const row = start + count * world.grants.stride;
    const { data } = world.grants;
    data[row] = principal;
    data[row + G_BITS] = bits;
    data[row + G_EXTRA] = extra;
    data[row + G_ID] = grant.id;
    world.index(world.reached, principal).add(resource);
    world.grantCount++;
    world.grantIds.add(grant.id);
    return [{ kind: "grant-removed", resource: grant.resource, id: grant.id }];
  }

  private removeGrant(name: string, id: number): Change[] {
    const { world } = this;
    const resource = this.resource(name);
    const row = this.grantRow(resource, id);
    if (row < 0) throw new EngineError("unknown-grant", `there is no grant ${id} on \`${name}\``);
    const former = this.grantAt(row, name);
    const principal = world.grants.data[row]!;
    world.extras.release(world.grants.data[row + G_EXTRA]!);
    const node = resource * NODE;
    const start = world.nodes[node + GRANTS]!;
    const count = world.nodes[node + GRANT_COUNT]!;
    world.nodes[node + GRANTS] = world.grants.remove(start, count, (row - start) / world.grants.stride);
    world.nodes[node + GRANT_COUNT] = count - 1;
    world.grantCount--;
    world.grantIds.delete(id);
    let isReachedStill = false;
    for (const other of world.grantRows(resource)) if (world.grants.data[other] === principal) isReachedStill = true;
    if (!isReachedStill) world.unindex(world.reached, principal, resource);
    return [{ kind: "grant-set", grant: former }];
  }

  private bitsOf(grant: Grant, type: Type, principal: number): number {
    const refuse = (why: string) => new EngineError("grant-invalid", why);
    if (!Number.isInteger(grant.id) || grant.id < 1 || grant.id > 0xffffffff)
      throw refuse("a grant's id is a whole number from 1 to 4294967295");
    if (grant.allow.length === 0 && grant.deny.length === 0)
      throw refuse("a grant allows or denies at least one action");
    const union = (actions: readonly string[]) =>
      actions.reduce((sum, action) => {
        const bit = type.bits.get(action);
        if (bit === undefined) throw refuse(`\`${action}\` is not an action of \`${type.name}\``);
        return sum | bit;
      }, 0);
    const allow = union(grant.allow);
    const deny = union(grant.deny);
    if (principal === ANYONE && (allow | deny) !== type.visitorBit)
      throw refuse("`anyone` can be given `view` on a shared link, and nothing else");
    if (grant.glass) {
      const isSound =
        type.definition.sealed &&
        grant.allow.length === 1 &&
        grant.allow[0] === "view" &&
        deny === 0 &&
        this.world.kind(principal) === USER;
      if (!isSound) throw refuse("breaking the glass gives one user `view` on a sealed resource, and nothing else");
    }
    return allow | (deny << 16);
  }

  private condition(text: string) {
    if (new TextEncoder().encode(text).length > LONGEST_CONDITION)
      throw new EngineError("condition-invalid", `a condition has at most ${LONGEST_CONDITION} bytes`);
    try {
      return this.world.condition(text);
    } catch (error) {
      throw new EngineError("condition-invalid", error instanceof Error ? error.message : String(error));
    }
  }

  private grantRow(resource: number, id: number): number {
    const { data } = this.world.grants;
    for (const row of this.world.grantRows(resource)) if (data[row + G_ID]! >>> 0 === id) return row;
    return -1;
  }

  grantAt(row: number, resource: string): Grant {
    return grantAt(this.world, row, resource);
  }
}

/** A grant as it was set. */
export function grantAt(world: World, row: number, resource: string): Grant {
  const { data } = world.grants;
  const bits = data[row + G_BITS]!;
  const extra = data[row + G_EXTRA] === 0 ? null : world.extras.get(data[row + G_EXTRA]!);
  const { bits: named } = world.type(world.names.find(resource));
  const actions = (mask: number) => [...named].filter(([, bit]) => (mask & bit) !== 0).map(([action]) => action);
  return {
    id: data[row + G_ID]! >>> 0,
    principal: world.names.text(data[row]!),
    resource,
    allow: actions(bits & 0xffff),
    deny: actions(bits >>> 16),
    expiresAt: extra ? asExpiry(extra.expiresAt) : null,
    condition: extra?.condition?.text ?? null,
    ...(extra?.glass && { glass: true }),
  };
}

export function asExpiry(at: number): number | null {
  return at === NEVER ? null : at;
}

function statusBits(status: AccountStatus): number {
  return Math.max(0, statuses.indexOf(status)) << STATUS_SHIFT;
}

function reaches(from: number, to: number, next: (handle: number) => number[]): boolean {
  const seen = new Set([from]);
  const open = [from];
  for (let handle = open.pop(); handle !== undefined; handle = open.pop())
    for (const found of next(handle)) {
      if (found === to) return true;
      if (!seen.has(found)) {
        seen.add(found);
        open.push(found);
      }
    }
  return false;
}

/** The number of things on the longest way from here, this one included. */
function longest(from: number, next: (handle: number) => number[], known: Map<number, number>): number {
  const remembered = known.get(from);
  if (remembered !== undefined) return remembered;
  let most = 0;
  for (const found of next(from)) most = Math.max(most, longest(found, next, known));
  known.set(from, most + 1);
  return most + 1;
}
