import type { Json, JsonObject } from "../config/index.ts";
import type { Section } from "./file.ts";

/**
 * What an organization consists of, each of it one value by one key: what is there and what a file says are compared by these. `until` is in
 * milliseconds, null: never. Names are the engine's.
 */
export type Entry =
  | { kind: "role"; role: string; name: string; description: string; rank: number; features: readonly string[] }
  | {
      kind: "group";
      group: string;
      name: string;
      description: string;
      email: string;
      owner: string;
      organizationWide: boolean;
      source: string;
      idOnTheSource: string | null;
      endsAt: number | null;
    }
  | { kind: "member"; group: string; member: string; until: number | null }
  | {
      kind: "person";
      user: string;
      email: string;
      name: string;
      username: string | null;
      role: string;
      status: "active" | "unverified" | "deactivated";
      hidden: boolean;
    }
  | { kind: "holding"; holder: string; role: string; until: number | null }
  | { kind: "capability"; principal: string; capability: string; scope: string | null; until: number | null }
  | {
      kind: "grant";
      resource: string;
      principal: string;
      allow: readonly string[];
      deny: readonly string[];
      until: number | null;
      condition: string | null;
      /** Which of several that say the same. */
      copy: number;
      /** Its id; 0: it has none yet. No part of what is compared. */
      id: number;
    }
  | { kind: "restricted"; resource: string }
  | { kind: "ceiling"; feature: string }
  | { kind: "public-links" }
  | { kind: "setting"; key: string; value: Json }
  | {
      kind: "override";
      /** `role:__base__`: everybody's. */
      whose: string;
      priority: number;
      isActive: boolean;
      values: JsonObject;
      removed: readonly string[];
    };
export type EntryOf<K extends Entry["kind"]> = Extract<Entry, { kind: K }>;
export type Entries = ReadonlyMap<string, Entry>;

export const sectionOf: Readonly<Record<Entry["kind"], Section>> = {
  role: "roles",
  group: "groups",
  member: "groups",
  person: "people",
  holding: "people",
  capability: "capabilities",
  grant: "grants",
  restricted: "restricted",
  ceiling: "ceilings",
  "public-links": "ceilings",
  setting: "settings",
  override: "overrides",
};

/** What tells it from all others; what it says beside may change. Holds ids alone, nothing personal. */
export function keyOf(entry: Entry): string {
  switch (entry.kind) {
    case "role":
      return `role ${entry.role}`;
    case "group":
      return `group ${entry.group}`;
    case "member":
      return `member ${entry.group} ${entry.member}`;
    case "person":
      return `person ${entry.user}`;
    case "holding":
      return `holding ${entry.holder} ${entry.role}`;
    case "capability":
      return `capability ${entry.principal} ${entry.capability} ${entry.scope ?? ""}`;
    case "grant":
      return `grant ${entry.resource} ${entry.principal} ${termsOf(entry)} ${entry.copy}`;
    case "restricted":
      return `restricted ${entry.resource}`;
    case "ceiling":
      return `ceiling ${entry.feature}`;
    case "public-links":
      return "public-links";
    case "setting":
      return `setting ${entry.key}`;
    case "override":
      return `override ${entry.whose}`;
  }
}

/** What it says; equal texts say the same. */
export const sayingOf = (entry: Entry): string =>
  JSON.stringify(inOrder(entry.kind === "grant" ? { ...entry, id: 0 } : (entry as unknown as Json)));

/** The same as equal sayings, for two of one kind; quicker where they are equal. */
export function saysTheSame(one: Entry, other: Entry): boolean {
  for (const [field, value] of Object.entries(one)) {
    const its = (other as unknown as Record<string, unknown>)[field];
    if (value === its || (field === "id" && one.kind === "grant")) continue;
    if (typeof value !== "object" || JSON.stringify(inOrder(value)) !== JSON.stringify(inOrder(its))) return false;
  }
  return true;
}

/** What a grant gives and denies, until when, and on which condition. */
export const termsOf = ({ allow, deny, until, condition }: EntryOf<"grant">): string =>
  JSON.stringify([[...allow].sort(), [...deny].sort(), until, condition]);

/** With the keys of all objects in one order. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, inOrder(inner)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Grants that say the same are told apart by which of them they are. */
export function numbered(grants: Iterable<EntryOf<"grant">>): EntryOf<"grant">[] {
  const counts = new Map<string, number>();
  return [...grants].map((grant) => {
    const same = `${grant.resource} ${grant.principal} ${termsOf(grant)}`;
    const copy = counts.get(same) ?? 0;
    counts.set(same, copy + 1);
    return { ...grant, copy };
  });
}
