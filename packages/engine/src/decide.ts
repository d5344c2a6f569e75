import { answering, isCapability } from "./catalogue/capabilities.ts";
import { type Gate, HIDE, RESTORE, type Type } from "./declared.ts";
import type { Condition } from "./grant-table.ts";
import { hasFeature, type Rights, type RightsBook } from "./rights.ts";
import { type Context, EngineError, type Reason, type ScopeEntry } from "./types.ts";
import {
  ANYONE,
  BANNED,
  EVERYONE,
  type HeldCapability,
  HIDDEN,
  NONE,
  ORGANIZATION,
  RESOURCE,
  RESTRICTED,
  ROLE,
  SERVICE,
  USER,
  type World,
} from "./world.ts";

/** An answer at one moment. */
export interface Verdict {
  allowed: boolean;
  step: number;
  reason: Reason;
}

const yes = (step: number, reason: Reason): Verdict => ({ allowed: true, step, reason });
const no = (step: number, reason: Reason): Verdict => ({ allowed: false, step, reason });

/** The resource asked about: what the engine holds, or the row that came with the question. */
export interface Target {
  /** NONE for a resource that is not held. */
  handle: number;
  type: Type;
  owner: number;
  isHidden: boolean;
  /** Without its type, as in key scopes. */
  id: string;
  name: string;
}

export type Step7 = Extract<Reason, "owner" | "grant" | "group-member" | "open-type" | "parent" | "attachment" | "via">;

const NO_FIELDS = Object.freeze({});
const MODERATE = "moderate:content";
const UNSEAL = "unseal:content";
const LONGEST_VIA = 8;
/** Conditions that one question evaluates, each counted by its cost; the rest cannot be evaluated, which fails for an allow and holds for a deny. */
const MOST_CONDITIONS = 50;

/**
 * One question at one moment, answered by the steps of the decision model (docs/model.md, "The decision"; readings in ADR 0002).
 * This is the whole decision, without short cuts in time; lane.ts answers the plain cases quicker and must agree.
 *
 * `soonest` is the first end of anything in force that was looked at: until then the answer stands.
 */
export class Inquiry {
  readonly world: World;
  readonly book: RightsBook;
  readonly now: number;
  readonly rights: Rights;
  readonly isVisitor: boolean;
  readonly isKnown: boolean;
  readonly countsCapabilities: boolean;
  readonly countsGlass: boolean;
  private readonly asksGiven: boolean;
  private readonly context: Context;
  private readonly fields: Readonly<Record<string, unknown>>;
  private readonly subjectName: string;
  /** Shared with the questions inside this one. */
  private readonly conditions: Allowance;
  soonest = Infinity;

  constructor(
    world: World,
    book: RightsBook,
    subject: string,
    context: Context,
    now: number,
    conditions: Allowance = { left: MOST_CONDITIONS },
  ) {
    this.world = world;
    this.book = book;
    this.context = context;
    this.now = now;
    this.subjectName = subject;
    this.conditions = conditions;
    this.isVisitor = subject === "visitor";
    const account = this.isVisitor ? NONE : world.names.find(subject);
    this.isKnown = this.isVisitor || world.isAccount(account);
    this.rights = this.isKnown && !this.isVisitor ? book.of(account, now) : book.visitor();
    this.soonest = this.rights.soonest;
    this.asksGiven = context.given === true;
    this.countsCapabilities = context.capabilities !== false && !this.asksGiven;
    this.countsGlass = context.glass !== false && !this.asksGiven;
    this.fields = context.fields ?? NO_FIELDS;
  }

  /** A question inside this one: without key and capabilities, at the same moment, with the same fields. */
  inner(subject: number, via: readonly string[] = []): Inquiry {
    const name = subject === NONE ? "visitor" : this.world.names.text(subject);
    const context = { fields: this.fields, capabilities: false, via };
    return new Inquiry(this.world, this.book, name, context, this.now, this.conditions);
  }

  /** The same question at another moment. */
  at(now: number): Inquiry {
    return new Inquiry(this.world, this.book, this.subjectName, this.context, now, this.conditions);
  }

  /** Whether there were more conditions than one question evaluates. */
  get isExhausted(): boolean {
    return this.conditions.left <= 0;
  }

  private learn(other: Inquiry): void {
    if (other.soonest < this.soonest) this.soonest = other.soonest;
  }

  /** Notes an end, and says whether what ends then is in force. */
  inForce(expiresAt: number): boolean {
    if (expiresAt <= this.now) return false;
    if (expiresAt < this.soonest) this.soonest = expiresAt;
    return true;
  }

  /** `decide`, with as many conditions as a question of its own. */
  decideAfresh(action: string, resource: string | undefined): Verdict {
    this.conditions.left = MOST_CONDITIONS;
    return this.decide(action, resource);
  }

  decide(action: string, resource: string | undefined): Verdict {
    if (!this.isKnown) return no(1, "unknown-subject");
    if (resource === undefined) {
      if (this.world.declared.featureIndex.has(action)) return this.decideFeature(action);
      return isCapability(action) ? this.decideCapability(action, null) : no(1, "unknown-action");
    }
    if (!resource.includes(":")) {
      const type = this.world.declared.type(resource);
      if (!type) return no(1, "unknown-resource");
      return action === "create" ? this.decideCreate(type) : no(1, "unknown-action");
    }
    if (isCapability(action)) return this.decideCapability(action, resource);
    const target = this.target(resource);
    return target ? this.decideOn(action, target) : no(1, "unknown-resource");
  }

  /** Null for what is unknown. What the engine holds wins over the row. */
  target(resource: string): Target | null {
    const { world } = this;
    const colon = resource.indexOf(":");
    const type = world.declared.type(resource.slice(0, colon));
    if (!type) return null;
    const id = resource.slice(colon + 1);
    const handle = world.names.find(resource);
    if (handle !== NONE && world.kind(handle) === RESOURCE)
      return {
        handle,
        type,
        id,
        name: resource,
        owner: world.owner(handle),
        isHidden: (world.flags(handle) & HIDDEN) !== 0,
      };
    const { row } = this.context;
    if (!row) return null;
    return {
      handle: NONE,
      type,
      id,
      name: resource,
      owner: world.names.find(row.owner),
      isHidden: row.state === "hidden",
    };
  }

  decideOn(action: string, target: Target): Verdict {
    const { type } = target;
    const isBitless = action === HIDE || action === RESTORE;
    const bit = type.bits.get(action) ?? 0;
    // 1
    if (bit === 0 && !isBitless) return no(1, "unknown-action");
    if (this.isVisitor && (bit === 0 || bit !== type.visitorBit)) return no(1, "visitor");
    if (this.asksGiven) return this.allowed(bit, target);
    // 2
    const stopped = this.stopped(`${type.name}:${action}`, target.id);
    if (stopped) return stopped;
    const isOwner = this.owns(target);
    const isOwnersDelete = isOwner && action === "delete";
    const isModeration = (isBitless || action === "delete") && this.hasCovering([MODERATE], target);
    const isUnsealed = this.brokeGlass(target, action);
    if (this.isHidden(target, action) && !isOwnersDelete && !isUnsealed && !(isModeration && action !== HIDE))
      return no(2, "resource-hidden");
    // 3
    const passesGates = isOwnersDelete || isModeration;
    if (type.gate && this.world.ceilings.has(type.gate.permissionType) && !passesGates) return no(3, "ceiling-down");
    // 4
    if (isModeration || this.hasCovering(type.coveredBy.get(bit), target)) return yes(4, "capability");
    // 5
    if (type.gate && !this.isVisitor && !passesGates && !this.opens(type.gate, action)) return no(5, "feature-off");
    if (bit === 0) return no(8, "nothing-allows");
    // 6
    if (!isOwner && !isUnsealed && this.isDenied(target.handle, bit)) return no(6, "denied");
    return this.allowed(bit, target, isUnsealed);
  }

  /** Steps 7 and 8. */
  private allowed(bit: number, target: Target, isUnsealed = false): Verdict {
    if (this.owns(target) && target.type.ownerBits & bit) return yes(7, "owner");
    if (isUnsealed) return yes(7, "broken-glass");
    const way = this.passes(target.handle, bit, target.type.isNarrow) ?? this.comesVia(target, bit);
    return way ? yes(7, way) : no(8, "nothing-allows");
  }

  /** `check(user, "AGENTS.CREATE")`: steps 1, 2, 3, 5. */
  private decideFeature(feature: string): Verdict {
    if (this.isVisitor) return no(1, "visitor");
    const stopped = this.asksGiven ? null : this.stopped(feature);
    if (stopped) return stopped;
    if (!this.asksGiven && this.world.ceilings.has(feature.slice(0, feature.indexOf("."))))
      return no(3, "ceiling-down");
    const index = this.world.declared.featureIndex.get(feature)!;
    return hasFeature(this.rights.features, index) ? yes(5, "feature-on") : no(5, "feature-off");
  }

  /** `check(user, "manage:users")`, with a person or resource or without: steps 1, 2, 4. */
  private decideCapability(capability: string, about: string | null): Verdict {
    if (about !== null && !this.capabilityTarget(about)) return no(1, "unknown-resource");
    if (this.isVisitor) return no(1, "visitor");
    const stopped = this.stopped(capability, about?.slice(about.indexOf(":") + 1));
    if (stopped) return stopped;
    const target = about === null ? null : this.capabilityTarget(about);
    if (target?.isHidden) return no(2, "resource-hidden");
    return this.hasCovering(answering(capability), target) ? yes(4, "capability") : no(8, "nothing-allows");
  }

  private decideCreate(type: Type): Verdict {
    if (this.isVisitor) return no(1, "visitor");
    const stopped = this.stopped(`${type.name}:create`);
    if (stopped) return stopped;
    const { create } = type.definition;
    if (type.gate && this.world.ceilings.has(type.gate.permissionType)) return no(3, "ceiling-down");
    if (typeof create === "object")
      return this.hasCovering(answering(create.capability), null) ? yes(4, "capability") : no(8, "nothing-allows");
    if (create === "anyone" || !type.gate) return yes(7, "creator");
    const { use, create: make } = type.gate;
    const isOn = [use, make].every((index) => index < 0 || hasFeature(this.rights.features, index));
    return isOn ? yes(5, "feature-on") : no(5, "feature-off");
  }

  /** A person or resource that a capability can be about. */
  private capabilityTarget(name: string): Pick<Target, "handle" | "owner" | "isHidden"> | null {
    const handle = this.world.names.find(name);
    if (handle !== NONE && this.world.isAccount(handle)) return { handle, owner: handle, isHidden: false };
    return this.target(name);
  }

  /** Step 2, the subject's part: not active, its key ended, or its scope does not cover the question. */
  private stopped(name: string, id?: string): Verdict | null {
    if (!this.isVisitor) {
      const { account } = this.rights;
      if (this.isBanned(account)) return no(2, "subject-banned");
      const status = this.world.status(account);
      if (status !== "active") return no(2, status === "unverified" ? "subject-unverified" : "subject-deactivated");
    }
    const { key } = this.context;
    if (!key) return null;
    if (key.endsAt !== undefined && key.endsAt !== null && !this.inForce(key.endsAt)) return no(2, "key-ended");
    const covers = (entry: ScopeEntry) =>
      entry.name === name && (!entry.ids || (id !== undefined && entry.ids.includes(id)));
    return key.scope.some(covers) ? null : no(2, "key-scope");
  }

  private isBanned(account: number): boolean {
    if ((this.world.flags(account) & BANNED) === 0) return false;
    return this.inForce(this.world.bans.get(account)!);
  }

  private isActive(account: number): boolean {
    return !this.isBanned(account) && this.world.status(account) === "active";
  }

  /** A link counts as hidden, for `view`, while its conversation is not active and, when live, once its maker may no longer give others `view` on that. */
  private isHidden(target: Target, action: string): boolean {
    if (target.isHidden) return true;
    const link = action === "view" && target.handle !== NONE ? this.world.links.get(target.handle) : undefined;
    if (!link) return false;
    if (this.world.kind(link.conversation) !== RESOURCE || this.world.flags(link.conversation) & HIDDEN) return true;
    if (!link.live) return false;
    return !["share", action].every((needed) => {
      const asked = this.inner(link.maker);
      const { allowed } = asked.decide(needed, this.world.names.text(link.conversation));
      this.learn(asked);
      return allowed;
    });
  }

  private owns(target: Target): boolean {
    return !this.isVisitor && target.owner === this.rights.account;
  }

  /** Step 4: does a capability of this subject, of one of these names, cover the target (null: nothing in particular)? */
  hasCovering(names: readonly string[] | undefined, target: { handle: number; owner: number } | null): boolean {
    if (!this.countsCapabilities || names === undefined || this.rights.capabilities.length === 0) return false;
    return this.holdsCovering(names, target);
  }

  private holdsCovering(names: readonly string[], target: { handle: number; owner: number } | null): boolean {
    return this.rights.capabilities.some(
      (held) => names.includes(held.capability) && this.covers(held, target) && this.inForce(held.expiresAt),
    );
  }

  /** A scoped capability covers the people who are in the group now and what they own, never the group itself. */
  covers(held: HeldCapability, target: { handle: number; owner: number } | null): boolean {
    if (held.scope === NONE) return true;
    if (!target || target.owner === ORGANIZATION || target.owner === NONE || target.handle === held.scope) return false;
    if (this.world.kind(target.owner) !== USER) return false;
    const theirs = this.book.of(target.owner, this.now);
    if (theirs.soonest < this.soonest) this.soonest = theirs.soonest;
    return theirs.principals.has(held.scope);
  }

  /** Step 5: USE, for `share` also SHARE, of features that have them. */
  private opens(gate: Gate, action: string): boolean {
    const { features } = this.rights;
    if (gate.use >= 0 && !hasFeature(features, gate.use)) return false;
    return action !== "share" || gate.share < 0 || hasFeature(features, gate.share);
  }

  /** Step 6: a deny in force on the resource or any ancestor, hidden or not, translated down by the same table as an allow. */
  isDenied(resource: number, bit: number, seen: Set<number> = new Set()): boolean {
    if (resource === NONE || seen.has(resource * 65536 + bit)) return false;
    seen.add(resource * 65536 + bit);
    const { grants } = this.world;
    for (const row of this.world.grantRows(resource)) {
      if ((grants.denies(row) & bit) === 0 || !this.isMe(grants.principal(row))) continue;
      const extra = grants.extra(row);
      if (extra === null) return true;
      const { expiresAt, condition } = extra;
      // A condition that cannot be evaluated holds for a deny.
      if (
        expiresAt > this.now &&
        (!condition || this.evaluate(condition, resource, bit) !== false) &&
        this.inForce(expiresAt)
      )
        return true;
    }
    const { passedDown } = this.world.type(resource);
    for (const parent of this.world.parentsOf(resource))
      for (const parentBit of passedDown.get(this.world.type(parent).name)?.get(bit) ?? [])
        if (this.isDenied(parent, parentBit, seen)) return true;
    return false;
  }

  /**
   * Step 7 without what belongs to the question alone (glass, via): the first of owner, grant, group, open type, parent, attachment.
   * @param isNarrow the resource asked about is sealed or a link: allows here and above reach users only, not by way of a role
   */
  passes(resource: number, bit: number, isNarrow: boolean, seen: Set<number> = new Set()): Step7 | null {
    if (resource === NONE || seen.has(resource * 65536 + bit)) return null;
    seen.add(resource * 65536 + bit);
    const { world, rights } = this;
    const type = world.type(resource);
    const isReachable = !isNarrow || rights.isUser || this.isVisitor;
    if (isReachable && !this.isVisitor && world.owner(resource) === rights.account && type.ownerBits & bit)
      return "owner";
    if (isReachable && this.isGranted(resource, bit, isNarrow)) return "grant";
    if (type.memberBits & bit && rights.principals.has(resource)) return "group-member";
    if (type.definition.open && type.viewerBits & bit && !this.isVisitor && (world.flags(resource) & RESTRICTED) === 0)
      return "open-type";
    for (const parent of world.parentsOf(resource)) {
      if (world.flags(parent) & HIDDEN && !this.asksGiven) continue;
      for (const parentBit of type.passedDown.get(world.type(parent).name)?.get(bit) ?? [])
        if (this.passes(parent, parentBit, isNarrow, seen)) return "parent";
    }
    if (type.shownBit & bit && isReachable && this.isShown(resource)) return "attachment";
    return null;
  }

  private isGranted(resource: number, bit: number, isNarrow: boolean): boolean {
    const { grants } = this.world;
    for (const row of this.world.grantRows(resource))
      if ((grants.allows(row) & bit) !== 0 && this.counts(row, resource, bit, isNarrow)) return true;
    return false;
  }

  /** The rows of the allows that lead to a yes in step 7, here and on active parents. */
  *allowing(resource: number, bit: number, isNarrow: boolean, seen: Set<number> = new Set()): IterableIterator<number> {
    if (resource === NONE || seen.has(resource * 65536 + bit)) return;
    seen.add(resource * 65536 + bit);
    const { world } = this;
    for (const row of world.grantRows(resource))
      if ((world.grants.allows(row) & bit) !== 0 && this.counts(row, resource, bit, isNarrow)) yield row;
    const { passedDown } = world.type(resource);
    for (const parent of world.parentsOf(resource))
      if ((world.flags(parent) & HIDDEN) === 0)
        for (const source of passedDown.get(world.type(parent).name)?.get(bit) ?? [])
          yield* this.allowing(parent, source, isNarrow, seen);
  }

  /** Does this allow reach the subject now? A condition that cannot be evaluated fails. */
  counts(row: number, resource: number, bit: number, isNarrow: boolean): boolean {
    const { grants } = this.world;
    const principal = grants.principal(row);
    if (!this.isMe(principal)) return false;
    if (isNarrow && this.world.kind(principal) === ROLE) return false;
    const extra = grants.extra(row);
    if (extra === null) return true;
    const { expiresAt, condition, glass } = extra;
    if (glass || expiresAt <= this.now) return false;
    const isMet = !condition || this.asksGiven || this.evaluate(condition, resource, bit) === true;
    return isMet && this.inForce(expiresAt);
  }

  /** With public links off, a grant to `anyone` counts as one to `everyone`. */
  isMe(principal: number): boolean {
    if (principal === ANYONE && !this.world.publicLinks) return this.rights.isUser;
    if (principal === EVERYONE) return this.rights.isUser;
    return this.rights.principals.has(principal);
  }

  /** Who may use the agent may view it, while who attached it still passes `share` on it. */
  private isShown(thing: number): boolean {
    for (const attachment of this.world.attachedTo.get(thing) ?? []) {
      if (attachment.mode !== "shown" || !this.mayStillShare(attachment.attachedBy, thing)) continue;
      const asked = this.inner(this.rights.account);
      const mayUse = asked.decide("use", this.world.names.text(attachment.agent)).allowed;
      this.learn(asked);
      if (mayUse) return true;
    }
    return false;
  }

  /** An attacher's right, by steps 2, 6 and 7. */
  mayStillShare(attacher: number, thing: number): boolean {
    const asked = this.inner(attacher);
    const passes = asked.passesShare(thing);
    this.learn(asked);
    return passes;
  }

  private passesShare(thing: number): boolean {
    const type = this.world.type(thing);
    const bit = type.bits.get("share") ?? 0;
    if (!this.isKnown || bit === 0 || !this.isActive(this.rights.account) || this.world.flags(thing) & HIDDEN)
      return false;
    if (this.world.owner(thing) === this.rights.account && type.ownerBits & bit) return true;
    if (this.world.owner(thing) !== this.rights.account && this.isDenied(thing, bit)) return false;
    return this.passes(thing, bit, type.isNarrow) !== null;
  }

  /** The one way that `via` adds: every agent of the chain may be executed by the chain before it, each lends the next, the last lends the thing. */
  comesVia(target: Target, bit: number): "via" | null {
    const { via } = this.context;
    if (!via || via.length === 0 || bit !== target.type.lentBit || target.handle === NONE || this.isVisitor)
      return null;
    const chain = via.map((agent) => this.world.names.find(agent));
    if (chain.some((agent) => agent === NONE || this.world.kind(agent) !== RESOURCE)) return null;
    for (let index = 0; index < chain.length; index++)
      if (!this.isLent(chain[index]!, chain[index + 1] ?? target.handle)) return null;
    for (let index = 0; index < chain.length; index++) {
      const asked = this.inner(this.rights.account, via.slice(0, index));
      const mayExecute = asked.decide("execute", via[index]).allowed;
      this.learn(asked);
      if (!mayExecute) return null;
    }
    return "via";
  }

  /** The agent that would lend, if the question names a chain. */
  lastOfChain(): number[] {
    const last = this.context.via?.at(-1);
    const agent = last === undefined ? NONE : this.world.names.find(last);
    return agent === NONE ? [] : [agent];
  }

  private isLent(agent: number, thing: number): boolean {
    const attachment = this.world.attachments.get(agent)?.find((found) => found.thing === thing);
    return attachment !== undefined && attachment.mode !== "own" && this.mayStillShare(attachment.attachedBy, thing);
  }

  /** Breaking the glass: a grant of `view` to oneself, while `unseal:content` holds; a conversation's passes to its own files. */
  private brokeGlass(target: Target, action: string): boolean {
    if (!this.countsGlass) return false;
    if (action !== "view" || !target.type.definition.sealed || !this.rights.isUser || target.handle === NONE)
      return false;
    if (!this.hasGlass(target.handle)) {
      const parents = [...this.world.parentsOf(target.handle)];
      const isOpened = (parent: number) =>
        this.world.type(parent).definition.sealed === true &&
        target.type.passedDown.has(this.world.type(parent).name) &&
        this.hasGlass(parent);
      if (!parents.some(isOpened)) return false;
    }
    return this.holdsCovering([UNSEAL], null);
  }

  private hasGlass(resource: number): boolean {
    const { grants } = this.world;
    for (const row of this.world.grantRows(resource)) {
      const extra = grants.extra(row);
      if (extra === null || grants.principal(row) !== this.rights.account) continue;
      const { glass, expiresAt, condition } = extra;
      if (!glass || expiresAt <= this.now) continue;
      const view = this.world.type(resource).bits.get("view") ?? 0;
      if ((!condition || this.evaluate(condition, resource, view) === true) && this.inForce(expiresAt)) return true;
    }
    return false;
  }

  evaluate(condition: Condition, resource: number, bit: number): boolean | undefined {
    const { world } = this;
    if (this.isExhausted) return undefined;
    this.conditions.left -= condition.cost;
    world.evaluated += condition.cost;
    const name = world.names.text(resource);
    const type = world.type(resource);
    const kind = this.isVisitor ? "visitor" : world.kind(this.rights.account) === SERVICE ? "service" : "user";
    let action = "";
    for (const [known, its] of type.bits) if (its === bit) action = known;
    return condition.evaluate({
      subject: { id: this.subjectName, kind },
      resource: { id: name, type: type.name, owner: world.names.text(world.owner(resource)) },
      action,
      context: this.fields,
    });
  }
}

/** How many more conditions may be evaluated. */
interface Allowance {
  left: number;
}

/** @throws {EngineError} `via-invalid` */
export function requireVia(via: readonly string[] | undefined): void {
  if (!via) return;
  if (via.length > LONGEST_VIA) throw new EngineError("via-invalid", `a chain names at most ${LONGEST_VIA} agents`);
  if (new Set(via).size !== via.length) throw new EngineError("via-invalid", "a chain names each agent once");
  if (!via.every((agent) => agent.startsWith("agent:")))
    throw new EngineError("via-invalid", "a chain names agents only");
}
