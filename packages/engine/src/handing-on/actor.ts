import { Inquiry, type Target, type Verdict } from "../decide.ts";
import { HIDE, RESTORE, type Type } from "../declared.ts";
import { hasFeature, isSuperAdmin, type Rights, type RightsBook, rankOf } from "../rights.ts";
import type { Context } from "../types.ts";
import { NONE, SERVICE, type World } from "../world.ts";
import { capabilityEnd, principalEnds, rankOfRole } from "./ends.ts";
import { type Refusal, refusal } from "./refusal.ts";

const NOT_ACTIVE: ReadonlySet<string> = new Set([
  "unknown-subject",
  "visitor",
  "subject-banned",
  "subject-unverified",
  "subject-deactivated",
]);

/** Whoever hands something on, at one moment, through one key: what they are asked, and what they are. */
export class Actor {
  readonly world: World;
  readonly name: string;
  readonly account: number;
  readonly now: number;
  private readonly book: RightsBook;
  private readonly context: Context;
  /** The one resource that `context.row` may describe. */
  private readonly about: string | undefined;
  private ends: ReadonlyMap<number, number> | null = null;

  constructor(world: World, book: RightsBook, name: string, context: Context, about?: string) {
    this.world = world;
    this.book = book;
    this.name = name;
    this.now = context.now ?? Date.now();
    this.context = context;
    this.about = about;
    const found = name === "visitor" ? NONE : world.names.find(name);
    this.account = world.isAccount(found) ? found : NONE;
  }

  get rights(): Rights {
    return this.account === NONE ? this.book.visitor() : this.book.of(this.account, this.now);
  }

  /** Their principals, each with the end of the best chain to it. */
  get principals(): ReadonlyMap<number, number> {
    this.ends ??= principalEnds(this.world, this.account, this.now);
    return this.ends;
  }

  get isService(): boolean {
    return this.world.kind(this.account) === SERVICE;
  }

  get countsCapabilities(): boolean {
    return this.context.capabilities !== false;
  }

  /** The question as the actor would ask it. @param countsCapabilities false leaves step 4 out */
  inquiry(resource?: string, countsCapabilities = true): Inquiry {
    const { key, fields, row } = this.context;
    const asked: Context = {
      capabilities: countsCapabilities && this.countsCapabilities,
      ...(key && { key }),
      ...(fields && { fields }),
      ...(row && resource === this.about && { row }),
    };
    return new Inquiry(this.world, this.book, this.name, asked, this.now);
  }

  ask(action: string, resource?: string, countsCapabilities = true): Verdict {
    return this.inquiry(resource, countsCapabilities).decide(action, resource);
  }

  /** The same question in the last moment before something ends; `Infinity`: when everything has ended that ever does. */
  askUntil(action: string, resource: string, end: number): Verdict {
    const last = Math.max(this.now, Math.min(end, Number.MAX_SAFE_INTEGER) - 1);
    return this.inquiry(resource).at(last).decide(action, resource);
  }

  target(resource: string): Target | null {
    return resource.includes(":") ? this.inquiry(resource).target(resource) : null;
  }

  /** Null if the actor may, else why not; a stranger is told *not found*. */
  require(action: string, resource: string, countsCapabilities = true): Refusal | null {
    const verdict = this.ask(action, resource, countsCapabilities);
    return verdict.allowed ? null : this.refusalOf(verdict, action, resource);
  }

  refusalOf({ reason }: Verdict, action: string, resource: string): Refusal {
    if (NOT_ACTIVE.has(reason)) return this.notActive();
    if (reason === "key-ended") return refusal("key-scope", "the key has ended");
    const target = this.target(resource);
    if (!target || this.isStranger(resource, target.type)) return notFound(resource);
    switch (reason) {
      case "unknown-action":
        return refusal("does-not-fit", `\`${action}\` is not an action of \`${target.type.name}\``);
      case "key-scope": {
        const name = `${target.type.name}:${action}`;
        return refusal("key-scope", `the key's scope does not cover \`${name}\` on \`${resource}\``, [name]);
      }
      case "resource-hidden":
        return refusal("resource-hidden", `\`${resource}\` is hidden`);
      case "ceiling-down":
        return this.ceilingDown(target.type.gate?.permissionType ?? target.type.name);
      case "feature-off":
        return this.featuresOff(this.missingFeatures(target.type, action));
      default:
        return refusal("action-missing", `you do not hold \`${action}\` on \`${resource}\``, [action]);
    }
  }

  /** No action at all on the resource. */
  isStranger(resource: string, type: Type): boolean {
    for (const action of [...type.bits.keys(), HIDE, RESTORE]) if (this.ask(action, resource).allowed) return false;
    return true;
  }

  notActive(): Refusal {
    return refusal("actor-not-active", `\`${this.name}\` is not an active account here`);
  }

  /** Is the actor an active account here, with a key that has not ended? */
  requireAccount(): Refusal | null {
    const plain = new Inquiry(this.world, this.book, this.name, {}, this.now).decide("access:admin", undefined);
    if (this.account === NONE || NOT_ACTIVE.has(plain.reason)) return this.notActive();
    const endsAt = this.context.key?.endsAt ?? null;
    return endsAt !== null && endsAt <= this.now ? refusal("key-scope", "the key has ended") : null;
  }

  /** For what no question of the decision asks (leaving, taking away one's own): active, and with a key that covers this name. */
  requireActive(name: string, id?: string): Refusal | null {
    return this.requireAccount() ?? this.requireScope([name], id);
  }

  /** A key gives only what its scope covers. @param id of the resource; left out: all ids must be covered */
  requireScope(names: readonly string[], id?: string): Refusal | null {
    const { key } = this.context;
    if (!key) return null;
    const covers = (name: string) =>
      key.scope.some((entry) => entry.name === name && (!entry.ids || (id !== undefined && entry.ids.includes(id))));
    const missing = names.filter((name) => !covers(name));
    if (missing.length === 0) return null;
    return refusal("key-scope", `the key's scope does not cover ${quoted(missing)}`, missing);
  }

  /** Features that are on and whose ceiling is up; no capability replaces them. @param isInScope the key must name them */
  requireFeatures(features: Iterable<string>, isInScope: (feature: string) => boolean): Refusal | null {
    const { declared, ceilings } = this.world;
    const missing: string[] = [];
    for (const feature of features) {
      const permissionType = feature.slice(0, feature.indexOf("."));
      if (ceilings.has(permissionType)) return this.ceilingDown(permissionType);
      const index = declared.featureIndex.get(feature);
      if (index !== undefined && !hasFeature(this.rights.features, index)) missing.push(feature);
    }
    if (missing.length > 0) return this.featuresOff(missing);
    return this.requireScope([...features].filter(isInScope));
  }

  requireCapability(capability: string, about?: string): Refusal | null {
    const verdict = this.ask(capability, about);
    if (verdict.allowed) return null;
    if (NOT_ACTIVE.has(verdict.reason)) return this.notActive();
    if (verdict.reason === "key-ended" || verdict.reason === "key-scope")
      return refusal("key-scope", `the key's scope does not cover \`${capability}\``, [capability]);
    return refusal("capability-missing", `this takes \`${capability}\``, [capability]);
  }

  /** Until when the actor holds a capability for a scope (NONE: everything); 0 if not, or if capabilities do not count. */
  capabilityUntil(capability: string, scope: number): number {
    if (!this.countsCapabilities) return 0;
    return capabilityEnd(this.world, this.principals, capability, scope, this.now);
  }

  /** Super admins count as higher than anybody and any role. */
  outranks(rank: number): boolean {
    return this.isSuperAdmin || this.rank > rank;
  }

  outranksRole(role: number): boolean {
    return this.outranks(rankOfRole(this.world, role));
  }

  get rank(): number {
    return rankOf(this.world, this.rights);
  }

  get isSuperAdmin(): boolean {
    return this.account !== NONE && isSuperAdmin(this.world, this.rights);
  }

  ranksOf(account: number): number {
    return rankOf(this.world, this.book.of(account, this.now));
  }

  rightsOf(account: number): Rights {
    return this.book.of(account, this.now);
  }

  /** What somebody else holds, without capabilities and with no key. */
  mayOther(account: number, action: string, resource: string): boolean {
    const asked: Context = { capabilities: false, ...(this.context.fields && { fields: this.context.fields }) };
    return new Inquiry(this.world, this.book, this.world.names.text(account), asked, this.now).decide(action, resource)
      .allowed;
  }

  private missingFeatures(type: Type, action: string): string[] {
    const { gate } = type;
    if (!gate) return [];
    const wanted = [gate.use, action === "share" ? gate.share : -1].filter((index) => index >= 0);
    const off = new Set(wanted.filter((index) => !hasFeature(this.rights.features, index)));
    return [...this.world.declared.featureIndex].filter(([, index]) => off.has(index)).map(([feature]) => feature);
  }

  private featuresOff(missing: readonly string[]): Refusal {
    return refusal("feature-missing", `this takes the feature ${quoted(missing)}`, missing);
  }

  private ceilingDown(permissionType: string): Refusal {
    return refusal("ceiling-down", `\`${permissionType}\` is switched off for everybody`, [permissionType]);
  }
}

export function notFound(name: string): Refusal {
  return refusal("not-found", `there is no \`${name.slice(0, 80)}\``);
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
