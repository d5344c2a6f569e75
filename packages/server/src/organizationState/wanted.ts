import { builtInRanks, featureCatalogue, isCapability, type TypeDefinition } from "@gatehouse/engine";
import { givenActions } from "../access/grants/givenActions.ts";
import { isJsonObject, type Json } from "../config/index.ts";
import { Problem } from "../http/problem.ts";
import { toExpiry } from "../http/schemas.ts";
import { keyFor } from "../identity/roles/service.ts";
import { newId } from "../store/index.ts";
import { type Current, isDeclared } from "./current.ts";
import { type Entry, type EntryOf, keyOf, numbered } from "./entries.ts";
import type { Held, StateFile } from "./file.ts";
import { EVERYBODYS, Names } from "./names.ts";
import { letOthersIn } from "./pauses.ts";

/** What is wrong with a line of the file, by its path: `groups[3].members[0]`. */
export interface Fault {
  path: string;
  message: string;
}

/** What a file wants, in the words of the engine. */
export interface Wanted {
  entries: ReadonlyMap<string, Entry>;
  names: Names;
  faults: readonly Fault[];
  /** `user:…` and `group:…` that are made, whose ids may be others each time that the file is read: the place of each in the file. */
  made: ReadonlyMap<string, string>;
  /** What names things that are not here: grants, and the path of each. */
  missing: readonly Fault[];
  /** Whether the file speaks of what this belongs to, so that it would have named this one. */
  covers(entry: Entry): boolean;
}

interface Asked {
  typeOf(resource: string): TypeDefinition | undefined;
  isHeld(resource: string): boolean;
  now: number;
  /** Whose a new group is where the file does not say. */
  maker: string;
  /** `group:…` and `user:…` that were here, or are elsewhere in the installation: their ids are not used again. */
  used: ReadonlySet<string>;
}

const ENOUGH_FAULTS = 100;

/**
 * Reads a file against what is there: whoever it names is found by the id, otherwise by address or name, and who is not there is made. What a
 * line leaves out is as it is. Cost: a few look-ups for each line.
 */
export function wantedOf(file: StateFile, current: Current, asked: Asked): Promise<Wanted> {
  return new Reading(file, current, asked).read();
}

class Reading {
  private readonly file: StateFile;
  private readonly current: Current;
  private readonly asked: Asked;
  private readonly names: Names;
  private readonly entries = new Map<string, Entry>();
  private readonly grants: EntryOf<"grant">[] = [];
  private readonly faults: Fault[] = [];
  private readonly missing: Fault[] = [];
  private readonly made = new Map<string, string>();
  /** Groups, people and services whose members or roles the file names. */
  private readonly withMembers = new Set<string>();
  private readonly withRoles = new Set<string>();
  /** `openid sales` → `group:…` */
  private readonly origins = new Map<string, string>();
  /** How often a name stands in the file. */
  private readonly groupNames = new Map<string, number>();

  constructor(file: StateFile, current: Current, asked: Asked) {
    this.file = file;
    this.current = current;
    this.asked = asked;
    this.names = Names.of(current);
    for (const entry of current.entries.values())
      if (entry.kind === "group" && entry.idOnTheSource !== null)
        this.origins.set(`${entry.source} ${entry.idOnTheSource}`, entry.group);
    for (const { name } of file.groups ?? []) this.groupNames.set(name, (this.groupNames.get(name) ?? 0) + 1);
  }

  async read(): Promise<Wanted> {
    const { file } = this;
    const others = letOthersIn();
    // Everybody is known before anybody is named.
    for (const [at, one] of (file.roles ?? []).entries()) this.role(one, at);
    const people: (string | undefined)[] = [];
    for (const [at, one] of (file.people ?? []).entries()) {
      people.push(this.person(one, at));
      await others();
    }
    const groups = (file.groups ?? []).map((one, at) => this.group(one, at));
    for (const [at, person] of people.entries()) {
      this.finishPerson(person, at);
      await others();
    }
    for (const [at, group] of groups.entries()) {
      this.finishGroup(group, at);
      await others();
    }
    for (const [at, one] of (file.services ?? []).entries()) {
      const path = `services[${at}]`;
      const service = this.findNamed("service", one.id, one.name, path, true);
      if (service !== undefined) this.held(service, one.roles, `${path}.roles`);
    }
    for (const at of (file.capabilities ?? []).keys()) this.capability(at);
    for (const at of (file.grants ?? []).keys()) {
      this.grant(at);
      await others();
    }
    for (const [at, resource] of (file.restricted ?? []).entries()) {
      if (this.asked.isHeld(resource)) this.put({ kind: "restricted", resource }, `restricted[${at}]`);
      else this.lack(`restricted[${at}]`, resource);
    }
    for (const feature of new Set(file.ceilings?.down)) this.put({ kind: "ceiling", feature }, "ceilings.down");
    if (file.ceilings?.publicLinks) this.put({ kind: "public-links" }, "ceilings.publicLinks");
    for (const [key, value] of Object.entries(file.settings ?? {}))
      this.put({ kind: "setting", key, value: asWritten(key, value as Json) }, `settings.${key}`);
    for (const at of (file.overrides ?? []).keys()) this.override(at);
    for (const grant of numbered(this.grants)) this.entries.set(keyOf(grant), this.withId(grant));
    return {
      entries: this.entries,
      names: this.names,
      faults: this.faults,
      made: this.made,
      missing: this.missing,
      covers: (entry) => this.covers(entry),
    };
  }

  private role(one: NonNullable<StateFile["roles"]>[number], at: number): undefined {
    const path = `roles[${at}]`;
    const byId = one.id !== undefined && this.current.roleNames.has(one.id) ? one.id : undefined;
    const byName = this.named("role", one.name);
    if (one.id !== undefined && !/^role:/.test(one.id)) return this.fault(`${path}.id`, "must be role:<name>");
    if (one.id === EVERYBODYS) return this.fault(`${path}.id`, "stands for everybody, and is no role");
    const role = byId ?? byName ?? one.id ?? keyFor(one.name, (key) => this.names.has(key));
    const there = this.current.entries.get(`role ${role}`);
    const before = there?.kind === "role" ? there : undefined;
    const features = one.features === undefined ? (before?.features ?? []) : this.features(one.features, path);
    if (Object.hasOwn(builtInRanks, role)) {
      if (one.name !== (before?.name ?? one.name)) this.fault(`${path}.name`, "a built-in role keeps its name");
      if (one.rank !== undefined && one.rank !== before?.rank)
        this.fault(`${path}.rank`, "a built-in role keeps its rank");
    }
    this.names.add(role, one.name);
    this.put(
      {
        kind: "role",
        role,
        name: one.name,
        description: one.description ?? before?.description ?? "",
        rank: one.rank ?? before?.rank ?? 10,
        features: [...features].sort(),
      },
      path,
    );
  }

  private features(given: Record<string, readonly string[]>, path: string): string[] {
    return Object.entries(given).flatMap(([type, permissions]) =>
      [...new Set(permissions)].flatMap((permission) => {
        if (Object.hasOwn(featureCatalogue, type) && featureCatalogue[type]?.includes(permission))
          return [`${type}.${permission}`];
        this.fault(`${path}.features.${type}`, `\`${type}.${permission}\` is not a feature`);
        return [];
      }),
    );
  }

  private person(one: NonNullable<StateFile["people"]>[number], at: number): string | undefined {
    const path = `people[${at}]`;
    const known = this.byIdOrName("user", one.id, one.email, path);
    if (known === null) return undefined;
    const user = known ?? this.fresh("user", one.id, path);
    this.names.add(user, one.email);
    return user;
  }

  private finishPerson(user: string | undefined, at: number): void {
    const one = this.file.people?.[at];
    if (user === undefined || one === undefined) return;
    const path = `people[${at}]`;
    const there = this.current.entries.get(`person ${user}`);
    const before = there?.kind === "person" ? there : undefined;
    const role = one.role === undefined ? (before?.role ?? "role:USER") : this.roleNamed(one.role, `${path}.role`);
    if (role === undefined) return;
    const status = one.status === undefined || one.status === "unverified" ? (before?.status ?? "active") : one.status;
    this.put(
      {
        kind: "person",
        user,
        email: one.email,
        name: one.name,
        username: one.username === undefined ? (before?.username ?? null) : one.username,
        role,
        status,
        hidden: one.hidden ?? before?.hidden ?? false,
      },
      path,
    );
    this.held(user, one.roles, `${path}.roles`);
  }

  private group(one: NonNullable<StateFile["groups"]>[number], at: number): string | undefined {
    const path = `groups[${at}]`;
    const known = this.byIdOrName("group", one.id, one.name, path);
    if (known === null) return undefined;
    // Next time nobody could tell which is which.
    if (one.id === undefined && (this.groupNames.get(one.name) ?? 0) > 1)
      return this.fault(path, `the file has several groups \`${shown(one.name)}\`: give each an \`id\``);
    const group = known ?? this.fresh("group", one.id, path);
    this.names.add(group, one.name);
    return group;
  }

  /** Of somebody new the id is kept, so that a copy on which it was tried and what it was tried for come to be the same. */
  private fresh(kind: "user" | "group", id: string | undefined, path: string): string {
    const kept = `${kind}:${id}`;
    const made = id === undefined || this.asked.used.has(kept) || this.names.has(kept) ? `${kind}:${newId()}` : kept;
    this.made.set(made, path);
    return made;
  }

  private finishGroup(group: string | undefined, at: number): void {
    const one = this.file.groups?.[at];
    if (group === undefined || one === undefined) return;
    const path = `groups[${at}]`;
    const there = this.current.entries.get(`group ${group}`);
    const before = there?.kind === "group" ? there : undefined;
    const owner =
      one.owner === undefined ? (before?.owner ?? this.asked.maker) : this.whom(one.owner, `${path}.owner`, OWNERS);
    if (owner === undefined) return;
    const endsAt = one.endsAt === undefined ? (before?.endsAt ?? null) : toExpiry(one.endsAt);
    const source = one.source ?? before?.source ?? "local";
    const idOnTheSource = one.idOnTheSource === undefined ? (before?.idOnTheSource ?? null) : one.idOnTheSource;
    if (before) {
      if (endsAt !== before.endsAt)
        this.fault(`${path}.endsAt`, "the end of a group that is there is not changed here");
      if (source !== before.source || idOnTheSource !== before.idOnTheSource)
        this.fault(`${path}.source`, "where a group that is there comes from is not changed");
    }
    if ((source === "local") !== (idOnTheSource === null))
      this.fault(`${path}.idOnTheSource`, "it goes with a `source`, and a `source` with it");
    else if (idOnTheSource !== null) this.fromOutside(group, `${source} ${idOnTheSource}`, `${path}.idOnTheSource`);
    this.put(
      {
        kind: "group",
        group,
        name: one.name,
        description: one.description ?? before?.description ?? "",
        email: one.email ?? before?.email ?? "",
        owner,
        organizationWide: one.organizationWide ?? before?.organizationWide ?? false,
        source,
        idOnTheSource,
        endsAt,
      },
      path,
    );
    this.held(group, one.roles, `${path}.roles`);
    if (one.members === undefined) return;
    this.withMembers.add(group);
    for (const [place, given] of one.members.entries()) {
      const { who, until } = typeof given === "string" ? { who: given, until: undefined } : given;
      const here = `${path}.members[${place}]`;
      const member = this.whom(who, here, MEMBERS);
      const end = toExpiry(until) ?? endsAt;
      if (member !== undefined && this.isToCome(end)) this.put({ kind: "member", group, member, until: end }, here);
    }
  }

  /** Of one group on the source there is one group here. */
  private fromOutside(group: string, origin: string, path: string): void {
    const other = this.origins.get(origin);
    if (other === undefined) this.origins.set(origin, group);
    else if (other !== group) this.fault(path, `\`${this.names.call(other)}\` comes from the same group`);
  }

  private held(holder: string, roles: readonly Held[] | undefined, path: string): void {
    if (roles === undefined) return;
    this.withRoles.add(holder);
    for (const [at, given] of roles.entries()) {
      const { role: name, until } = typeof given === "string" ? { role: given, until: undefined } : given;
      const role = this.roleNamed(name, `${path}[${at}]`);
      const end = toExpiry(until);
      if (role !== undefined && this.isToCome(end))
        this.put({ kind: "holding", holder, role, until: end }, `${path}[${at}]`);
    }
  }

  private capability(at: number): undefined {
    const one = this.file.capabilities?.[at];
    if (!one) return;
    const path = `capabilities[${at}]`;
    if (!isCapability(one.capability))
      return this.fault(`${path}.capability`, `\`${one.capability}\` is not a capability`);
    const principal = this.whom(one.to, `${path}.to`, HOLDERS);
    const scope = one.scope === undefined ? null : this.whom(one.scope, `${path}.scope`, /^group:/);
    const until = toExpiry(one.until);
    if (principal === undefined || scope === undefined || !this.isToCome(until)) return;
    this.put({ kind: "capability", principal, capability: one.capability, scope, until }, path);
  }

  private grant(at: number): undefined {
    const one = this.file.grants?.[at];
    if (!one) return;
    const path = `grants[${at}]`;
    const resource = one.on.startsWith("group:") ? this.whom(one.on, `${path}.on`, /^group:/) : one.on;
    const principal = this.whom(one.to, `${path}.to`, PRINCIPALS);
    if (resource === undefined || principal === undefined) return;
    if (!isDeclared(resource))
      return this.fault(`${path}.on`, "what people keep for themselves is shared by themselves, and not by a file");
    const type = this.asked.typeOf(resource);
    if (!type) return this.fault(`${path}.on`, `there is no type of things as in \`${resource.slice(0, 80)}\``);
    if (!this.entries.has(`group ${resource}`) && !this.asked.isHeld(resource))
      return this.lack(`${path}.on`, resource);
    const until = toExpiry(one.until);
    if (!this.isToCome(until)) return;
    try {
      const { allow, deny } = givenActions(type, one);
      const condition = one.condition ?? null;
      const inOrder = { allow: [...allow].sort(), deny: [...deny].sort() };
      this.grants.push({ kind: "grant", id: 0, resource, principal, ...inOrder, until, condition, copy: 0 });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.fault(path, error.detail ?? error.message);
    }
  }

  /** The one that is there already keeps its id. */
  private withId(grant: EntryOf<"grant">): EntryOf<"grant"> {
    const there = this.current.entries.get(keyOf(grant));
    return there?.kind === "grant" ? { ...grant, id: there.id } : grant;
  }

  private override(at: number): void {
    const one = this.file.overrides?.[at];
    if (!one) return;
    const path = `overrides[${at}]`;
    const whose = this.whom(one.for, `${path}.for`, /^(user|group|role):/);
    if (whose === undefined) return;
    const values = one.values as Json;
    this.put(
      {
        kind: "override",
        whose,
        priority: one.priority,
        isActive: one.active,
        values: isJsonObject(values) ? values : {},
        removed: [...new Set(one.removed)].sort(),
      },
      path,
    );
  }

  private whom(text: string, path: string, allowed: RegExp): string | undefined {
    const found = this.names.find(text);
    if (found !== undefined && allowed.test(found)) return found;
    const colon = text.indexOf(":");
    const name = text.slice(colon + 1);
    const kind = text.slice(0, colon);
    const isSeveral = (kind === "group" || kind === "service" || kind === "role") && this.names.count(kind, name) > 1;
    return this.fault(
      path,
      found !== undefined
        ? `\`${shown(text)}\` cannot stand here`
        : isSeveral
          ? `there are several \`${shown(text)}\`: write \`#\` and the id behind the name`
          : `there is no \`${shown(text)}\`; write \`user:\` and an address, \`group:\`, \`role:\` or \`service:\` and a name`,
    );
  }

  private roleNamed(name: string, path: string): string | undefined {
    return this.names.findKind("role", name) ?? this.fault(path, `there is no role \`${shown(name)}\``);
  }

  private named(kind: "role" | "group" | "service" | "user", name: string): string | undefined {
    return this.names.findKind(kind, name);
  }

  /** @returns undefined: new; null: it was said what is wrong */
  private byIdOrName(kind: "user" | "group", id: string | undefined, name: string, path: string) {
    const entryKind = kind === "user" ? "person" : "group";
    const byId =
      id !== undefined && this.current.entries.has(`${entryKind} ${kind}:${id}`) ? `${kind}:${id}` : undefined;
    const found = byId ?? (this.isOfBefore(kind, name) ? this.named(kind, name) : undefined);
    if (byId === undefined && kind === "group" && this.names.count("group", name) > 1) {
      this.fault(`${path}.name`, `there are several groups \`${shown(name)}\`: name the id`);
      return null;
    }
    const holder = kind === "user" ? this.named("user", name) : undefined;
    if (holder !== undefined && found !== undefined && holder !== found && this.isOfBefore("user", name)) {
      this.fault(`${path}.email`, `\`${shown(name)}\` is the address of somebody else than the id`);
      return null;
    }
    return found;
  }

  /** Whether whoever has that name was there before the file was read. */
  private isOfBefore(kind: "user" | "group", name: string): boolean {
    const found = this.named(kind, name);
    return found !== undefined && this.current.entries.has(`${kind === "user" ? "person" : "group"} ${found}`);
  }

  private findNamed(kind: "service", id: string | undefined, name: string, path: string, isNeeded: boolean) {
    const byId = id !== undefined && this.current.services.has(`${kind}:${id}`) ? `${kind}:${id}` : undefined;
    const found = byId ?? this.named(kind, name);
    if (found === undefined && isNeeded)
      this.fault(
        path,
        `there is no service \`${shown(name)}\`; services are made with their credential, not by a file`,
      );
    return found;
  }

  private put(entry: Entry, path: string): void {
    const key = keyOf(entry);
    if (this.entries.has(key)) this.fault(path, "it stands in the file twice");
    else this.entries.set(key, entry);
  }

  private fault(path: string, message: string): undefined {
    if (this.faults.length < ENOUGH_FAULTS) this.faults.push({ path, message });
    return undefined;
  }

  private lack(path: string, resource: string): undefined {
    this.missing.push({ path, message: `there is no \`${resource}\`` });
    return undefined;
  }

  private isToCome(until: number | null): boolean {
    return until === null || this.asked.now < until;
  }

  private covers(entry: Entry): boolean {
    const { file } = this;
    switch (entry.kind) {
      case "role":
        return file.roles !== undefined && !Object.hasOwn(builtInRanks, entry.role);
      case "group":
        return file.groups !== undefined;
      case "member":
        return this.withMembers.has(entry.group);
      case "person":
        // Who is let in no more is as one who is not named.
        return file.people !== undefined && entry.status !== "deactivated";
      case "holding":
        return this.withRoles.has(entry.holder);
      case "capability":
        return file.capabilities !== undefined;
      case "grant":
        return file.grants !== undefined;
      case "restricted":
        return file.restricted !== undefined;
      case "ceiling":
      case "public-links":
        return file.ceilings !== undefined;
      case "setting":
        return file.settings !== undefined;
      case "override":
        return file.overrides !== undefined;
    }
  }
}

const OWNERS = /^(user:|service:|organization$)/;
const MEMBERS = /^(user|service|group):/;
const HOLDERS = /^(user|service|group|role):/;
const PRINCIPALS = /^(user|service|group|role):|^everyone$|^anyone$/;

/** Settings of the environment are texts, however a file writes them. */
const asWritten = (key: string, value: Json): Json =>
  key.includes(".") || Array.isArray(value) ? value : String(value);

const shown = (text: string): string => text.slice(0, 80);
