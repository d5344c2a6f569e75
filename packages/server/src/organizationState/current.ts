import { setImmediate as pause } from "node:timers/promises";
import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../access/index.ts";
import { isJsonObject, type Json } from "../config/index.ts";
import { SHOWN } from "../identity/accounts/hidden.ts";
import { roleNames } from "../identity/roles/names.ts";
import { readStored } from "../settings/index.ts";
import { listDocuments } from "../settings/overrides/queries.ts";
import { SETTINGS_HEAD } from "../settings/stored/service.ts";
import { givenOf } from "../settings/stored/settingShape.ts";
import { readConfigHead, type Store } from "../store/index.ts";
import { type Entry, type EntryOf, keyOf, numbered } from "./entries.ts";
import { groupTexts, peopleTexts, roleTexts, serviceTexts } from "./queries.ts";

/** What is there, as a file can say it, at one revision. */
export interface Current {
  revision: number;
  entries: ReadonlyMap<string, Entry>;
  /** `service:…` → its name: they are named in the file, and made elsewhere. */
  services: ReadonlyMap<string, string>;
  /** Roles that there are, by `role:…`. */
  roleNames: ReadonlyMap<string, string>;
  /** Of each override, how often it was changed; of the settings, as well. */
  overrideVersions: ReadonlyMap<string, number>;
  settingsVersion: number;
  /** Whom the engine knows and no row describes: they are not in the file. */
  nameless: ReadonlySet<string>;
}

/** What a person owns and shares themselves: nobody else may give or take it, so that a file has nothing to say about it. */
const OWN_CONTENT: ReadonlySet<string> = new Set(["conversation", "file", "sharedLink"]);

/** Whether a thing's grants stand in the file. */
export const isDeclared = (resource: string): boolean => !OWN_CONTENT.has(resource.slice(0, resource.indexOf(":")));

/** Whether a change alters anything that a file can say. */
export function isOfState(change: Change): boolean {
  switch (change.kind) {
    case "grant-set":
      return isDeclared(change.grant.resource);
    case "grant-removed":
    case "owner-set":
    case "resource-removed":
    case "resource-added":
      return isDeclared(change.resource);
    case "parent-added":
    case "parent-removed":
    case "attachment-set":
    case "attachment-removed":
    case "resource-state-set":
      return false;
    default:
      return true;
  }
}

/**
 * Reads it in pages, in one unchanging view of the permission tables, with breaks for others; what has ended is left out, as if it were not
 * there. Cost: grows with the permission state; some 0.3 kB of memory for each line, until it was used.
 * @param withSettings whether the installation's settings are looked at
 */
export async function readCurrent(
  store: Store,
  access: OrganizationAccess,
  { now, withSettings }: { now: number; withSettings: boolean },
): Promise<Current> {
  const builder = new Builder(now);
  const revision = await store.streamState(access.id, async (changes) => {
    for (const change of changes) builder.take(change);
    await pause();
  });
  const names = await roleNames(store.db, access.id);
  for await (const rows of roleTexts(store.db, access.id))
    for (const { role, name, description } of rows) builder.describeRole(role, name, description);
  for await (const rows of peopleTexts(store.db, access.id)) {
    for (const row of rows) builder.describePerson(`user:${row.id}`, { ...row, hidden: row.hidden !== SHOWN });
    await pause();
  }
  for await (const rows of groupTexts(store.db, access.id)) {
    for (const row of rows) builder.describeGroup(`group:${row.id}`, row);
    await pause();
  }
  const services = new Map<string, string>();
  for await (const rows of serviceTexts(store.db, access.id))
    for (const { id, name } of rows) services.set(`service:${id}`, name);
  const overrideVersions = new Map<string, number>();
  for (const one of await listDocuments(store.db, access.id)) {
    const whose = `${one.principalType}:${one.principalId}`;
    overrideVersions.set(whose, one.configVersion);
    builder.put({
      kind: "override",
      whose,
      priority: one.priority,
      isActive: one.isActive,
      values: isJsonObject(one.overrides) ? one.overrides : {},
      removed: [...one.tombstones].sort(),
    });
  }
  const settingsVersion = await readConfigHead(store.db, SETTINGS_HEAD);
  if (withSettings)
    for (const [key, text] of Object.entries(await readStored(store.db)))
      builder.put({ kind: "setting", key, value: givenOf(key, text) as Json });
  const { entries, nameless } = builder.done(new Set(services.keys()));
  const known = new Map(
    [...entries.values()].flatMap((one) => (one.kind === "role" ? [[one.role, names.get(one.role) ?? one.name]] : [])),
  );
  return { revision, entries, services, roleNames: known, overrideVersions, settingsVersion, nameless };
}

/** Puts rows and changes together. */
class Builder {
  private readonly now: number;
  private readonly roles = new Map<string, EntryOf<"role"> & { features: string[] }>();
  private readonly groups = new Map<string, EntryOf<"group">>();
  private readonly people = new Map<string, EntryOf<"person">>();
  private readonly others: Entry[] = [];
  private readonly grants: EntryOf<"grant">[] = [];
  private readonly described = new Set<string>();

  constructor(now: number) {
    this.now = now;
  }

  put(entry: Entry): void {
    this.others.push(entry);
  }

  take(change: Change): void {
    switch (change.kind) {
      case "role-set": {
        const { role, rank } = change;
        const name = role.slice("role:".length);
        this.roles.set(role, { kind: "role", role, name, description: "", rank, features: [] });
        return;
      }
      case "feature-set":
        this.roles.get(change.role)?.features.push(change.feature);
        return;
      case "user-added": {
        const { user, role, status } = change;
        this.people.set(user, {
          kind: "person",
          ...{ user, role, status, email: "", name: "", username: null, hidden: false },
        });
        return;
      }
      case "resource-added":
        if (change.resource.startsWith("group:"))
          this.groups.set(change.resource, {
            kind: "group",
            group: change.resource,
            owner: change.owner,
            ...{ name: "", description: "", email: "", organizationWide: false },
            ...{ source: "local", idOnTheSource: null, endsAt: null },
          });
        return;
      case "restricted-set":
        this.put({ kind: "restricted", resource: change.resource });
        return;
      case "membership-set":
        if (this.isInForce(change.expiresAt))
          this.put({ kind: "member", group: change.group, member: change.member, until: change.expiresAt });
        return;
      case "group-marked": {
        const group = this.groups.get(change.group);
        if (group) group.organizationWide = true;
        return;
      }
      case "role-given":
        if (this.isInForce(change.expiresAt))
          this.put({ kind: "holding", holder: change.holder, role: change.role, until: change.expiresAt });
        return;
      case "capability-set": {
        const { principal, capability, scope, expiresAt } = change;
        if (this.isInForce(expiresAt)) this.put({ kind: "capability", principal, capability, scope, until: expiresAt });
        return;
      }
      case "ceiling-set":
        this.put({ kind: "ceiling", feature: change.feature });
        return;
      case "public-links-set":
        this.put({ kind: "public-links" });
        return;
      case "grant-set": {
        const { id, resource, principal, allow, deny, expiresAt: until, condition, glass } = change.grant;
        if (glass || !isDeclared(resource) || !this.isInForce(until)) return;
        const inOrder = { allow: [...allow].sort(), deny: [...deny].sort() };
        this.grants.push({ kind: "grant", id, resource, principal, ...inOrder, until, condition, copy: 0 });
        return;
      }
    }
  }

  describeRole(role: string, name: string, description: string | null): void {
    const found = this.roles.get(role);
    if (found) Object.assign(found, { name, description: description ?? "" });
  }

  describePerson(user: string, row: { email: string; name: string; username: string | null; hidden: boolean }): void {
    const { email, name, username, hidden } = row;
    const found = this.people.get(user);
    if (found) Object.assign(found, { email, name, username, hidden });
    this.described.add(user);
  }

  describeGroup(
    group: string,
    row: {
      name: string;
      description: string | null;
      email: string | null;
      source: string;
      id_on_the_source: string | null;
      ends_at: number | null;
    },
  ): void {
    const found = this.groups.get(group);
    if (found)
      Object.assign(found, {
        name: row.name,
        description: row.description ?? "",
        email: row.email ?? "",
        source: row.source,
        idOnTheSource: row.id_on_the_source,
        endsAt: row.ends_at,
      });
    this.described.add(group);
  }

  done(services: ReadonlySet<string>): { entries: Map<string, Entry>; nameless: Set<string> } {
    const nameless = new Set([...this.people.keys(), ...this.groups.keys()].filter((one) => !this.described.has(one)));
    const isKnown = (principal: string) =>
      !/^(user|group|service):/.test(principal) || this.described.has(principal) || services.has(principal);
    const entries = new Map<string, Entry>();
    const add = (entry: Entry) => entries.set(keyOf(entry), entry);
    for (const role of this.roles.values()) add({ ...role, features: role.features.sort() });
    for (const group of this.groups.values()) if (!nameless.has(group.group)) add(group);
    for (const person of this.people.values()) if (!nameless.has(person.user)) add(person);
    for (const entry of this.others) if (principalsIn(entry).every(isKnown)) add(entry);
    for (const grant of numbered(this.grants)) if (principalsIn(grant).every(isKnown)) add(grant);
    return { entries, nameless };
  }

  private isInForce(until: number | null): boolean {
    return until === null || this.now < until;
  }
}

function principalsIn(entry: Entry): string[] {
  switch (entry.kind) {
    case "member":
      return [entry.group, entry.member];
    case "holding":
      return [entry.holder];
    case "capability":
      return entry.scope === null ? [entry.principal] : [entry.principal, entry.scope];
    case "grant":
      return entry.resource.startsWith("group:") ? [entry.principal, entry.resource] : [entry.principal];
    default:
      return [];
  }
}
