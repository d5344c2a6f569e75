import type { PermissionEngine } from "./engine.ts";
import { grantAt } from "./grant-at.ts";
import type { Change, Owner } from "./types.ts";
import { type HeldCapability, NONE, type World } from "./world.ts";

/** What takes a thing away so that nothing dangles, and the resources that go with it. */
export interface Removal {
  changes: Change[];
  removed: string[];
}

/**
 * What becomes of one thing that an account owns: another owner; null, it goes with everything that names it; or undefined, it stays as it is,
 * which is only for accounts that stay.
 */
export type FateOf = (resource: string, isReachedByOthers: () => boolean) => Owner | null | undefined;

/** The model's: what others still reach becomes the organization's, the rest goes. */
export const fateByReach: FateOf = (_resource, isReachedByOthers) => (isReachedByOthers() ? "organization" : null);

/**
 * The changes that remove an account, a group or another resource, or a role, with everything that names it: grants, memberships, roles,
 * capabilities, parents, attachments, links. What an account owns and others still reach becomes the organization's, unless `fateOf` says
 * otherwise; the rest goes with it, also what somebody looks into by broken glass. What it attached to agents that go to somebody together with
 * what is attached is attached by that one from then on.
 * Nobody else's decisions change but where they came through what is removed.
 * @returns nothing to do for a name that is unknown
 * Rule: decision model, "What" (ownership). Cost: grows with what names the thing.
 */
export function removalOf(engine: PermissionEngine, world: World, name: string, fateOf?: FateOf): Removal {
  const removal = new Removing(engine, world, fateOf);
  removal.remove(name);
  return { changes: removal.changes, removed: [...removal.removed] };
}

/** The same for what an account owns alone: the account stays, and what it holds. */
export function settlementOf(engine: PermissionEngine, world: World, account: string, fateOf: FateOf): Removal {
  const removal = new Removing(engine, world, fateOf);
  removal.settle(account);
  return { changes: removal.changes, removed: [...removal.removed] };
}

class Removing {
  readonly changes: Change[] = [];
  readonly removed = new Set<string>();
  private readonly engine: PermissionEngine;
  private readonly world: World;
  private readonly done = new Set<string>();
  private readonly emitted = new Set<string>();
  private readonly fateOf: FateOf;
  /** Thing → whose it becomes. */
  private readonly moved = new Map<string, Owner>();

  constructor(engine: PermissionEngine, world: World, fateOf: FateOf = fateByReach) {
    this.engine = engine;
    this.world = world;
    this.fateOf = fateOf;
  }

  settle(account: string): void {
    const handle = this.world.names.find(account);
    if (!this.world.isAccount(handle)) return;
    this.removeOwned(handle);
    this.attachAnew(handle);
  }

  remove(name: string): void {
    const { world } = this;
    const handle = world.names.find(name);
    if (handle === NONE || this.done.has(name)) return;
    this.done.add(name);
    if (world.isAccount(handle)) {
      this.removeOwned(handle);
      this.removeAsPrincipal(name, handle);
      this.removeAttachedBy(handle, this.attachAnew(handle));
      this.emit({ kind: "account-removed", account: name });
    } else if (name.startsWith("role:")) {
      this.removeAsPrincipal(name, handle);
      this.emit({ kind: "role-removed", role: name });
    } else {
      if (world.isGroup(handle)) this.removeAsPrincipal(name, handle);
      this.removeFromTree(name, handle);
      this.removed.add(name);
      this.emit({ kind: "resource-removed", resource: name });
    }
  }

  /** Each change once: what ties two removed things together is found from both. */
  private emit(change: Change): void {
    const key = JSON.stringify(change);
    if (this.emitted.has(key)) return;
    this.emitted.add(key);
    this.changes.push(change);
  }

  private removeOwned(owner: number): void {
    const { world } = this;
    for (const handle of world.owned.get(owner) ?? []) {
      const resource = world.names.text(handle);
      // A link to a conversation that goes has gone with it.
      if (this.done.has(resource)) continue;
      const fate = this.fateOf(resource, () => this.isReachedByOthers(handle, owner));
      if (fate === null) this.remove(resource);
      else if (fate !== undefined) {
        this.moved.set(resource, fate);
        this.emit({ kind: "owner-set", resource, owner: fate });
      }
    }
  }

  private isReachedByOthers(handle: number, owner: number): boolean {
    const { world, engine } = this;
    const resource = world.names.text(handle);
    return [...world.type(handle).bits.keys()].some((action) =>
      engine
        .listSubjects(action, resource, { limit: 2 }, { capabilities: false, glass: false })
        .subjects.some((one) => one !== world.names.text(owner)),
    );
  }

  private removeAsPrincipal(name: string, handle: number): void {
    const { world } = this;
    for (const resource of world.reached.get(handle) ?? []) {
      const on = world.names.text(resource);
      for (const row of world.grantRows(resource))
        if (world.grants.principal(row) === handle)
          this.emit({ kind: "grant-removed", resource: on, id: grantAt(world, row, on).id });
    }
    if (world.isAccount(handle) || world.isGroup(handle))
      for (const { group } of world.membershipsOf(handle))
        this.emit({ kind: "membership-removed", member: name, group: world.names.text(group) });
    for (const held of world.roles.get(handle) ?? [])
      this.emit({ kind: "role-taken", holder: name, role: world.names.text(held.role) });
    for (const held of world.capabilities.get(handle) ?? []) this.takeCapability(name, held);
    if (world.isGroup(handle)) this.removeMembersAndScopes(name, handle);
    if (name.startsWith("role:"))
      for (const [holder, roles] of world.roles)
        if (roles.some((held) => held.role === handle))
          this.emit({ kind: "role-taken", holder: world.names.text(holder), role: name });
  }

  private removeMembersAndScopes(group: string, handle: number): void {
    const { world } = this;
    const members = [...(world.members.get(handle) ?? []), ...(world.subgroups.get(handle) ?? [])];
    for (const member of members) this.emit({ kind: "membership-removed", member: world.names.text(member), group });
    for (const [principal, held] of world.capabilities)
      for (const one of held)
        if (one.scope === handle && principal !== handle) this.takeCapability(world.names.text(principal), one);
  }

  private takeCapability(principal: string, held: HeldCapability): void {
    const scope = held.scope === NONE ? null : this.world.names.text(held.scope);
    this.emit({ kind: "capability-removed", principal, capability: held.capability, scope });
  }

  /** Grants on it, its place above and below others, what is attached, links that show it. */
  private removeFromTree(name: string, handle: number): void {
    const { world } = this;
    for (const link of world.linksOf.get(handle) ?? []) this.remove(world.names.text(link));
    for (const row of world.grantRows(handle))
      this.emit({ kind: "grant-removed", resource: name, id: grantAt(world, row, name).id });
    for (const parent of world.parentsOf(handle))
      this.emit({ kind: "parent-removed", resource: name, parent: world.names.text(parent) });
    for (const child of world.children.get(handle) ?? [])
      this.emit({ kind: "parent-removed", resource: world.names.text(child), parent: name });
    for (const { thing } of world.attachments.get(handle) ?? [])
      this.emit({ kind: "attachment-removed", agent: name, thing: world.names.text(thing) });
    for (const { agent } of world.attachedTo.get(handle) ?? [])
      this.emit({ kind: "attachment-removed", agent: world.names.text(agent), thing: name });
  }

  /**
   * Whoever gets an agent together with what is lent to it has it as it was.
   * @returns agents and things that are attached by the new owner now
   */
  private attachAnew(account: number): ReadonlySet<string> {
    const { world } = this;
    const anew = new Set<string>();
    for (const list of world.attachments.values())
      for (const { agent, thing, mode, attachedBy } of list) {
        if (attachedBy !== account) continue;
        const [to, what] = [world.names.text(agent), world.names.text(thing)];
        const owner = this.moved.get(to);
        const isTogether = owner !== undefined && owner === this.moved.get(what) && owner !== "organization";
        if (!isTogether || this.removed.has(to) || this.removed.has(what)) continue;
        anew.add(`${to} ${what}`);
        this.emit({ kind: "attachment-set", agent: to, thing: what, mode, attachedBy: owner });
      }
    return anew;
  }

  private removeAttachedBy(account: number, except: ReadonlySet<string>): void {
    const { world } = this;
    for (const list of world.attachments.values())
      for (const { agent, thing, attachedBy } of list) {
        const names = [world.names.text(agent), world.names.text(thing)] as const;
        if (attachedBy === account && !except.has(names.join(" ")))
          this.emit({ kind: "attachment-removed", agent: names[0], thing: names[1] });
      }
    for (const [link, { maker }] of world.links) if (maker === account) this.remove(world.names.text(link));
  }
}
