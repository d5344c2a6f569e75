import { someConditions } from "../../../oracle/conditions.ts";
import { changeTold } from "../../../oracle/story.ts";
import type { PermissionEngine } from "../../engine.ts";
import type { Change, Context, Expiry, Grant } from "../../types.ts";
import type { HandingOn } from "../contract.ts";
import type { Refusal } from "../refusal.ts";

/** Something that an actor tries to hand on: the question, and what it changes if it may. */
export interface Attempt {
  kind: string;
  told: string;
  /** The resource, group or role that it is about. */
  about: string;
  ask: (may: HandingOn, context: Context) => Refusal | null;
  changes: Change[];
}

type Of<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;
export type Pick = <Value>(from: readonly Value[]) => Value;

/** Numbers that follow from a seed. */
export function pickerOf(seed: number): Pick {
  let state = seed >>> 0;
  return (from) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const found = from[((mixed ^ (mixed >>> 14)) >>> 0) % from.length];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  };
}

const ends: readonly Expiry[] = [null, null, 1500, 2000, 3000];
const someTypes = ["agent", "prompt", "project", "file", "conversation", "group", "skill"];
const mostTries = 6;

/** Attempts about what there is: mostly about what somebody owns, holds or was given. */
export class Attempts {
  private readonly engine: PermissionEngine;
  private readonly pick: Pick;
  private facts: readonly Change[] | null = null;
  private made = 0;

  constructor(engine: PermissionEngine, pick: Pick) {
    this.engine = engine;
    this.pick = pick;
  }

  /** One that fits the state; what does not is tried again as another one, some times. */
  next(actor: string): Attempt | null {
    for (let tried = 0; tried < mostTries; tried++) {
      const make = this.pick(this.kinds);
      const attempt = make(actor);
      if (attempt) return attempt;
    }
    return null;
  }

  /** To be said when the state has changed. */
  changed(): void {
    this.facts = null;
  }

  private readonly kinds: readonly ((actor: string) => Attempt | null)[] = [
    ...Array<(actor: string) => Attempt | null>(6).fill((actor) => this.grant(actor)),
    (actor) => this.changeGrant(actor),
    (actor) => this.removeGrant(actor),
    (actor) => this.transfer(actor),
    (actor) => this.addParent(actor),
    (actor) => this.addParent(actor),
    (actor) => this.removeParent(actor),
    (actor) => this.attach(actor),
    (actor) => this.attach(actor),
    (actor) => this.detach(actor),
    (actor) => this.addMember(actor),
    (actor) => this.addMember(actor),
    (actor) => this.addMember(actor),
    (actor) => this.removeMember(actor),
    (actor) => this.giveRole(actor),
    (actor) => this.giveRole(actor),
    (actor) => this.takeRole(actor),
    (actor) => this.setPrimaryRole(actor),
    (actor) => this.editRole(actor),
    (actor) => this.giveCapability(actor),
    (actor) => this.giveCapability(actor),
    (actor) => this.takeCapability(actor),
    (actor) => this.create(actor),
    (actor) => this.remove(actor),
    (actor) => this.restrict(actor),
  ];

  private all<Kind extends Change["kind"]>(kind: Kind): Of<Kind>[] {
    this.facts ??= this.engine.state();
    return this.facts.filter((fact): fact is Of<Kind> => fact.kind === kind);
  }

  private one<Kind extends Change["kind"]>(kind: Kind): Of<Kind> | null {
    const found = this.all(kind);
    return found.length === 0 ? null : this.pick(found);
  }

  private account(): string {
    const users = this.all("user-added").map(({ user }) => user);
    return this.pick([...users, ...this.all("service-added").map(({ service }) => service)]);
  }

  private group(): string | null {
    const groups = this.all("resource-added").filter(({ resource }) => resource.startsWith("group:"));
    return groups.length === 0 ? null : this.pick(groups).resource;
  }

  private role(): string {
    return this.one("role-set")?.role ?? "role:USER";
  }

  private principal(actor: string): string {
    const group = this.group();
    return this.pick([
      this.account(),
      this.account(),
      actor,
      this.role(),
      "everyone",
      ...(group ? [group, group] : []),
    ]);
  }

  /** Mostly something on which the actor may do something, so that enough attempts are allowed. */
  private resource(actor: string): string | null {
    const all = this.all("resource-added");
    if (all.length === 0) return null;
    const shares = all.filter(({ owner, resource }) => owner === actor || this.has(actor, resource));
    return this.pick(shares.length > 0 && this.pick([true, true, true, false]) ? shares : all).resource;
  }

  private has(actor: string, resource: string): boolean {
    return this.engine.check(actor, "share", resource, { now: 1000, fields: { dept: "x" } }).allowed;
  }

  private actions(resource: string): string[] {
    const type = this.engine.typeOf(resource.slice(0, resource.indexOf(":")));
    if (!type) return [];
    const roles = Object.values(type.roles);
    return [...this.pick([...roles, ...Object.keys(type.actions).map((action) => [action])])];
  }

  private condition(): string | null {
    const held = this.all("grant-set").flatMap(({ grant }) => (grant.condition === null ? [] : [grant.condition]));
    return this.pick([
      null,
      null,
      null,
      null,
      this.pick(someConditions),
      ...(held.length > 0 ? [this.pick(held)] : []),
    ]);
  }

  private grant(actor: string): Attempt | null {
    const resource = this.resource(actor);
    if (!resource) return null;
    const actions = this.actions(resource);
    const isDeny = this.pick([true, false, false, false, false, false, false]);
    const wish = {
      principal: this.principal(actor),
      resource,
      allow: isDeny ? [] : actions,
      deny: isDeny ? actions : [],
      expiresAt: this.pick(ends),
      condition: this.condition(),
    };
    const grant: Grant = { id: 900_000_000 + this.made++, ...wish };
    return this.attempt(actor, "grant", resource, [{ kind: "grant-set", grant }], (may, context) =>
      may.grant(actor, wish, context),
    );
  }

  private changeGrant(actor: string): Attempt | null {
    const former = this.one("grant-set")?.grant;
    if (!former) return null;
    const terms = {
      allow: this.pick([former.allow, this.actions(former.resource), []]),
      deny: this.pick([former.deny, former.deny, []]),
      expiresAt: this.pick([former.expiresAt, ...ends]),
      condition: this.pick([former.condition, null]),
    };
    const { resource, id } = former;
    const changes: Change[] = [{ kind: "grant-set", grant: { ...former, ...terms } }];
    return this.attempt(actor, "changeGrant", resource, changes, (may, context) =>
      may.changeGrant(actor, resource, id, terms, null, context),
    );
  }

  private removeGrant(actor: string): Attempt | null {
    const former = this.one("grant-set")?.grant;
    if (!former) return null;
    const { resource, id } = former;
    return this.attempt(actor, "removeGrant", resource, [{ kind: "grant-removed", resource, id }], (may, context) =>
      may.removeGrant(actor, resource, id, null, context),
    );
  }

  private transfer(actor: string): Attempt | null {
    const resource = this.resource(actor);
    if (!resource) return null;
    const owner = this.pick([this.account(), this.account(), actor, "organization"]);
    return this.attempt(actor, "transfer", resource, [{ kind: "owner-set", resource, owner }], (may, context) =>
      may.transfer(actor, resource, owner, context),
    );
  }

  private addParent(actor: string): Attempt | null {
    const resource = this.resource(actor);
    const parents = this.all("resource-added").filter(({ resource: name }) =>
      /^(?:project|conversation|skill):/.test(name),
    );
    if (!resource || parents.length === 0) return null;
    const parent = this.pick(parents).resource;
    return this.attempt(actor, "addParent", resource, [{ kind: "parent-added", resource, parent }], (may, context) =>
      may.addParent(actor, resource, parent, context),
    );
  }

  private removeParent(actor: string): Attempt | null {
    const found = this.one("parent-added");
    if (!found) return null;
    const { resource, parent } = found;
    return this.attempt(
      actor,
      "removeParent",
      resource,
      [{ kind: "parent-removed", resource, parent }],
      (may, context) => may.removeParent(actor, resource, parent, context),
    );
  }

  private attach(actor: string): Attempt | null {
    const agents = this.all("resource-added").filter(({ resource }) => resource.startsWith("agent:"));
    const thing = this.resource(actor);
    if (agents.length === 0 || !thing) return null;
    const agent = this.pick(agents).resource;
    const mode = this.pick(["own", "lent", "shown", "shown"] as const);
    const changes: Change[] = [{ kind: "attachment-set", agent, thing, mode, attachedBy: actor }];
    return this.attempt(actor, "attach", thing, changes, (may, context) =>
      may.attach(actor, agent, thing, mode, context),
    );
  }

  private detach(actor: string): Attempt | null {
    const found = this.one("attachment-set");
    if (!found) return null;
    const { agent, thing } = found;
    return this.attempt(actor, "detach", thing, [{ kind: "attachment-removed", agent, thing }], (may, context) =>
      may.detach(actor, agent, thing, context),
    );
  }

  private addMember(actor: string): Attempt | null {
    const group = this.group();
    const inner = this.group();
    if (!group || !inner) return null;
    const member = this.pick([actor, this.account(), this.account(), inner]);
    const expiresAt = this.pick(ends);
    const changes: Change[] = [{ kind: "membership-set", member, group, expiresAt }];
    return this.attempt(actor, "addMember", group, changes, (may, context) =>
      may.addMember(actor, group, member, expiresAt, context),
    );
  }

  private removeMember(actor: string): Attempt | null {
    const found = this.one("membership-set");
    if (!found) return null;
    const { group, member } = found;
    return this.attempt(actor, "removeMember", group, [{ kind: "membership-removed", member, group }], (may, context) =>
      may.removeMember(actor, group, member, context),
    );
  }

  private giveRole(actor: string): Attempt | null {
    const group = this.group();
    const holder = this.pick([this.account(), this.account(), actor, ...(group ? [group] : [])]);
    const role = this.role();
    const expiresAt = this.pick(ends);
    return this.attempt(actor, "giveRole", role, [{ kind: "role-given", holder, role, expiresAt }], (may, context) =>
      may.giveRole(actor, holder, role, expiresAt, context),
    );
  }

  private takeRole(actor: string): Attempt | null {
    const found = this.one("role-given");
    if (!found) return null;
    const { holder, role } = found;
    return this.attempt(actor, "takeRole", role, [{ kind: "role-taken", holder, role }], (may, context) =>
      may.takeRole(actor, holder, role, context),
    );
  }

  private setPrimaryRole(actor: string): Attempt | null {
    const user = this.one("user-added")?.user;
    if (!user) return null;
    const role = this.role();
    return this.attempt(actor, "setPrimaryRole", role, [{ kind: "primary-role-set", user, role }], (may, context) =>
      may.setPrimaryRole(actor, user, role, context),
    );
  }

  private editRole(actor: string): Attempt | null {
    const role = this.role();
    const feature = this.one("feature-set")?.feature;
    if (!feature) return null;
    const on = this.pick([true, true, false]);
    return this.attempt(actor, "editRole", role, [{ kind: "feature-set", role, feature, on }], (may, context) =>
      may.editRole(actor, role, on ? { on: [feature] } : { off: [feature] }, context),
    );
  }

  private giveCapability(actor: string): Attempt | null {
    const held = this.one("capability-set")?.capability;
    if (!held) return null;
    const group = this.group();
    const principal = this.pick([this.account(), this.account(), actor, this.role(), ...(group ? [group] : [])]);
    const scope = this.pick([null, null, group]);
    const expiresAt = this.pick(ends);
    const changes: Change[] = [{ kind: "capability-set", principal, capability: held, scope, expiresAt }];
    return this.attempt(actor, "giveCapability", principal, changes, (may, context) =>
      may.giveCapability(actor, principal, held, scope, expiresAt, context),
    );
  }

  private takeCapability(actor: string): Attempt | null {
    const found = this.one("capability-set");
    if (!found) return null;
    const { principal, capability, scope } = found;
    const changes: Change[] = [{ kind: "capability-removed", principal, capability, scope }];
    return this.attempt(actor, "takeCapability", principal, changes, (may, context) =>
      may.takeCapability(actor, principal, capability, scope, context),
    );
  }

  private create(actor: string): Attempt | null {
    const type = this.pick(someTypes);
    const resource = `${type}:new${this.made++}`;
    const owner = this.pick([actor, actor, this.account()]);
    const changes: Change[] = [{ kind: "resource-added", resource, owner, state: "active" }];
    return this.attempt(actor, "create", resource, changes, (may, context) =>
      may.create(actor, type, { owner }, context),
    );
  }

  private remove(actor: string): Attempt | null {
    const resource = this.resource(actor);
    if (!resource) return null;
    const { changes } = this.engine.removalOf(resource);
    return this.attempt(actor, "deleteResource", resource, changes, (may, context) =>
      may.deleteResource(actor, resource, context),
    );
  }

  private restrict(actor: string): Attempt | null {
    const open = this.all("resource-added").filter(({ resource }) => /^(?:model|skill):/.test(resource));
    if (open.length === 0) return null;
    const { resource } = this.pick(open);
    const restricted = this.pick([true, false]);
    return this.attempt(
      actor,
      "restrict",
      resource,
      [{ kind: "restricted-set", resource, restricted }],
      (may, context) => may.restrict(actor, resource, restricted, context),
    );
  }

  private attempt(actor: string, kind: string, about: string, changes: Change[], ask: Attempt["ask"]): Attempt {
    return { kind, about, ask, changes, told: `${actor}: ${changes.map(changeTold).join(" and ")}` };
  }
}
