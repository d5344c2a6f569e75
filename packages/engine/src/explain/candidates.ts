import { answering, isCapability } from "../catalogue/capabilities.ts";
import { Inquiry, type Target } from "../decide.ts";
import { HIDE, RESTORE, type Type } from "../declared.ts";
import { grantAt } from "../grant-at.ts";
import { hasFeature, type RightsBook } from "../rights.ts";
import type { Change, Grant } from "../types.ts";
import { HIDDEN, NODE, NONE, PRIMARY_ROLE, RESTRICTED, ROLE, USER as USER_KIND, type World } from "../world.ts";
import type { Asked } from "./explain.ts";
import { gateFeatures } from "./leads.ts";

/** So many of a kind: other people's grants, groups and memberships can be many. */
const MOST_OF_A_KIND = 4;

/** Changes that may turn a no, the likeliest first; whether they do is tried. */
export function candidatesFor(
  world: World,
  book: RightsBook,
  asked: Asked,
  denies: readonly { grant: Grant }[],
): Change[] {
  const { subject, action, resource, context } = asked;
  const inquiry = new Inquiry(world, book, subject, context, context.now);
  const of = new Candidates(world, inquiry, asked);
  const account = of.account();
  if (resource === undefined) {
    const own = isCapability(action) ? of.capability(action) : of.features([action]);
    return [...account, ...own];
  }
  const type = world.declared.type(resource.includes(":") ? resource.slice(0, resource.indexOf(":")) : resource);
  if (!type) return isCapability(action) ? [...account, ...of.capability(action)] : account;
  if (!resource.includes(":")) return [...account, ...of.toCreate(type)];
  const target = inquiry.target(resource);
  if (!target) return account;
  if (isCapability(action)) return [...account, ...of.capability(action), ...of.shown(target)];
  return [
    ...account,
    ...of.held(target),
    ...of.shown(target),
    ...of.withoutDenies(action, target, denies),
    ...of.gate(type, action),
    ...of.grants(action, target),
    ...of.covering(action, type),
  ];
}

class Candidates {
  private readonly world: World;
  private readonly inquiry: Inquiry;
  private readonly asked: Asked;

  constructor(world: World, inquiry: Inquiry, asked: Asked) {
    this.world = world;
    this.inquiry = inquiry;
    this.asked = asked;
  }

  /** Steps 1 and 2: the subject is active. */
  account(): Change[] {
    const { world, inquiry } = this;
    const { subject } = this.asked;
    if (inquiry.isVisitor) return world.publicLinks ? [] : [{ kind: "public-links-set", allowed: true }];
    const handle = inquiry.rights.account;
    const changes: Change[] = [];
    if (world.bans.has(handle)) changes.push({ kind: "ban-lifted", account: subject });
    if (world.status(handle) !== "active")
      changes.push({ kind: "account-status-set", account: subject, status: "active" });
    return changes;
  }

  /** A resource that is not held takes being held before anything can lie on it. */
  held(target: Target): Change[] {
    const { row } = this.asked.context;
    if (target.handle !== NONE || !row) return [];
    return [{ kind: "resource-added", resource: target.name, owner: row.owner, state: row.state }];
  }

  /** Nothing on the way is hidden. */
  shown(target: Target): Change[] {
    const { world } = this;
    if (target.handle === NONE) return [];
    const link = world.links.get(target.handle);
    const places = [target.handle, ...(link ? [link.conversation] : []), ...world.parentsOf(target.handle)];
    return places
      .filter((handle) => handle !== NONE && (world.flags(handle) & HIDDEN) !== 0)
      .slice(0, MOST_OF_A_KIND)
      .map((handle) => ({ kind: "resource-state-set", resource: this.text(handle), state: "active" }));
  }

  /** Each deny that applies, taken away; what else its grant says stays. */
  withoutDenies(action: string, target: Target, denies: readonly { grant: Grant }[]): Change[] {
    return denies.slice(0, MOST_OF_A_KIND).map(({ grant }) => {
      const deny = grant.resource === target.name ? grant.deny.filter((one) => one !== action) : [];
      if (grant.allow.length === 0 && deny.length === 0)
        return { kind: "grant-removed", resource: grant.resource, id: grant.id };
      return { kind: "grant-set", grant: { ...grant, deny } };
    });
  }

  /** Steps 3 and 5. */
  gate(type: Type, action: string): Change[] {
    const wanted = gateFeatures(this.world, type, action === "share" ? ["USE", "SHARE"] : ["USE"]);
    return [...this.ceiling(type.gate?.permissionType), ...this.features(wanted)];
  }

  /** The features that are off, on for the subject's role, or by another role that has them. */
  features(names: readonly string[]): Change[] {
    const { world, inquiry } = this;
    const { featureIndex } = world.declared;
    const isOff = (name: string) => !hasFeature(inquiry.rights.features, featureIndex.get(name) ?? 0);
    const off = names.filter((name) => featureIndex.has(name) && isOff(name));
    const permissionTypes = new Set(names.map((name) => name.slice(0, name.indexOf("."))));
    const ceilings = [...permissionTypes].flatMap((permissionType) => this.ceiling(permissionType));
    if (inquiry.isVisitor || off.length === 0) return ceilings;
    const account = inquiry.rights.account;
    const role =
      world.kind(account) === USER_KIND
        ? world.nodes[account * NODE + PRIMARY_ROLE]!
        : (inquiry.rights.roles[0] ?? NONE);
    const switched = off.map((feature): Change => ({ kind: "feature-set", role: this.text(role), feature, on: true }));
    return [...ceilings, ...(role === NONE ? [] : switched), ...this.roleWith(off)];
  }

  private ceiling(permissionType: string | undefined): Change[] {
    if (permissionType === undefined || !this.world.ceilings.has(permissionType)) return [];
    return [{ kind: "ceiling-set", feature: permissionType, down: false }];
  }

  /** The lowest role that has these features, given to the subject. */
  private roleWith(features: readonly string[]): Change[] {
    const { world } = this;
    const indexes = features.map((feature) => world.declared.featureIndex.get(feature) ?? 0);
    const fitting = [...world.allRoles].filter((role) => {
      const words = world.features.get(role);
      return words !== undefined && indexes.every((index) => hasFeature(words, index));
    });
    const rank = (role: number) => world.nodes[role * NODE + PRIMARY_ROLE]!;
    const [lowest] = fitting.sort((a, b) => rank(a) - rank(b));
    return lowest === undefined ? [] : [this.roleGiven(this.text(lowest))];
  }

  /** Step 7: a grant to the subject, the groups and roles that have one, what has ended, what is restricted. */
  grants(action: string, target: Target): Change[] {
    const { world, inquiry } = this;
    const { type } = target;
    const bit = type.bits.get(action) ?? 0;
    if (bit === 0) return [];
    const resource = target.name;
    const { subject, context } = this.asked;
    const principal = inquiry.isVisitor ? "anyone" : subject;
    const allow = inquiry.isVisitor ? [action] : lowestRole(type, action);
    const changes: Change[] = [];
    if (type.definition.open && world.flags(target.handle) & RESTRICTED)
      changes.push({ kind: "restricted-set", resource, restricted: false });
    const id = this.freeId(target.handle);
    changes.push({
      kind: "grant-set",
      grant: { id, principal, resource, allow, deny: [], expiresAt: null, condition: null },
    });
    if (target.handle !== NONE) changes.push(...this.others(target.handle, bit));
    changes.push(...this.renewed());
    if (!inquiry.isVisitor && type.isNarrow && !inquiry.rights.isUser && context.row === undefined)
      changes.push({ kind: "owner-set", resource, owner: subject });
    return changes;
  }

  /** By what lies there already: an ended grant without its end, joining a group or role that has one. */
  private others(resource: number, bit: number): Change[] {
    const { world, inquiry } = this;
    const changes: Change[] = [];
    for (const row of world.grantRows(resource)) {
      if (changes.length === MOST_OF_A_KIND) break;
      if ((world.grants.allows(row) & bit) === 0) continue;
      const principal = world.grants.principal(row);
      const extra = world.grants.extra(row);
      if (inquiry.isMe(principal)) {
        if (extra && !extra.glass && extra.expiresAt <= inquiry.now)
          changes.push({ kind: "grant-set", grant: { ...grantAt(world, row, this.text(resource)), expiresAt: null } });
      } else if (!inquiry.isVisitor && world.isGroup(principal)) {
        changes.push(this.membership(this.text(principal)));
      } else if (!inquiry.isVisitor && world.kind(principal) === ROLE)
        changes.push(this.roleGiven(this.text(principal)));
    }
    return changes;
  }

  /** Memberships of the subject's own that have ended. */
  private renewed(): Change[] {
    if (this.inquiry.isVisitor) return [];
    return [...this.world.membershipsOf(this.inquiry.rights.account)]
      .filter(({ expiresAt }) => expiresAt <= this.inquiry.now)
      .slice(0, MOST_OF_A_KIND)
      .map(({ group }) => this.membership(this.text(group)));
  }

  /** Step 4: a capability that covers the action. */
  covering(action: string, type: Type): Change[] {
    const bit = type.bits.get(action) ?? 0;
    const isModeration = action === HIDE || action === RESTORE;
    const [first] = isModeration ? answering("moderate:content") : (type.coveredBy.get(bit) ?? []);
    return first === undefined ? [] : this.capability(first);
  }

  capability(capability: string): Change[] {
    if (this.inquiry.isVisitor || !this.inquiry.countsCapabilities) return [];
    const { subject } = this.asked;
    return [{ kind: "capability-set", principal: subject, capability, scope: null, expiresAt: null }];
  }

  toCreate(type: Type): Change[] {
    const { create } = type.definition;
    if (typeof create === "object") return this.capability(create.capability);
    return [
      ...this.ceiling(type.gate?.permissionType),
      ...this.features(gateFeatures(this.world, type, ["USE", "CREATE"])),
    ];
  }

  private membership(group: string): Change {
    return { kind: "membership-set", member: this.asked.subject, group, expiresAt: null };
  }

  private roleGiven(role: string): Change {
    return { kind: "role-given", holder: this.asked.subject, role, expiresAt: null };
  }

  /** An id that no grant on the resource has; whoever makes the change gives it one of its own. */
  private freeId(resource: number): number {
    const taken = new Set<number>();
    if (resource !== NONE) for (const row of this.world.grantRows(resource)) taken.add(this.world.grants.id(row));
    let id = 0xffffffff;
    while (taken.has(id)) id--;
    return id;
  }

  private text(handle: number): string {
    return this.world.names.text(handle);
  }
}

/** The access role with the fewest actions that holds this one; else the action alone. */
function lowestRole(type: Type, action: string): readonly string[] {
  const fitting = Object.values(type.definition.roles).filter((actions) => actions.includes(action));
  const [lowest] = fitting.toSorted((a, b) => a.length - b.length);
  return lowest ?? [action];
}
