import { createHash } from "node:crypto";
import { fromExpiry } from "../http/schemas.ts";
import type { Difference } from "./difference.ts";
import { type Entry, type EntryOf, inOrder } from "./entries.ts";
import { differentFeatures } from "./features.ts";
import type { Names } from "./names.ts";

/** One line in words, and what it was and is, field by field. */
export interface Said {
  /** `group Research / member user:ada@example.org` */
  what: string;
  /** `rank 20 → 30; features +AGENTS.SHARE` */
  how: string;
}

/** What the rules say of somebody by id, by name. */
export const inNames = (detail: string, { call }: Names): string =>
  detail.replaceAll(/`((?:user|group|service|role):[A-Za-z0-9_.@~-]+)`/g, (_, name: string) => `\`${call(name)}\``);

/** A difference as people read it; two that say the same have equal words. */
export function saidOf({ before, after }: Difference, names: Names): Said {
  const entry = after ?? before;
  if (entry === undefined) return { what: "", how: "" };
  return { what: whatOf(before ?? entry, names), how: howOf(before, after, names) };
}

function whatOf(entry: Entry, names: Names): string {
  const { call } = names;
  switch (entry.kind) {
    case "role":
      return `role ${entry.name}`;
    case "group":
      return `group ${entry.name}`;
    case "member":
      return `${spoken(call(entry.group))} / member ${call(entry.member)}`;
    case "person":
      return `person ${entry.email}`;
    case "holding":
      return `${spoken(call(entry.holder))} / role ${names.roleName(entry.role)}`;
    case "capability":
      return `${spoken(call(entry.principal))} / capability ${entry.capability}${entry.scope === null ? "" : ` over ${call(entry.scope)}`}`;
    case "grant":
      return `${spoken(call(entry.resource))} / grant to ${call(entry.principal)}`;
    case "restricted":
      return `${entry.resource} / restricted`;
    case "ceiling":
      return `ceiling of ${entry.feature}`;
    case "public-links":
      return "public links";
    case "setting":
      return `setting ${entry.key}`;
    case "override":
      return `override for ${call(entry.whose)}`;
  }
}

const spoken = (called: string): string => called.replace(/^(group|role|service):/, "$1 ").replace(/^user:/, "person ");

/** Which fields say what a line is about: they stand in its name. */
type Naming = "kind" | "group" | "role" | "user" | "resource" | "principal" | "copy" | "id";
/** Of each field that is written, its words: one that is added and has none is no program. */
type Told<K extends Entry["kind"]> = Record<Exclude<keyof EntryOf<K>, Naming>, string>;

/** What a value is in words, for those that have several. */
function fieldsOf(entry: Entry, names: Names): Record<string, string> {
  switch (entry.kind) {
    case "role":
      return {
        name: entry.name,
        description: quoted(entry.description),
        rank: String(entry.rank),
      } satisfies Omit<Told<"role">, "features">;
    case "group":
      return {
        name: entry.name,
        description: quoted(entry.description),
        email: entry.email,
        owner: names.call(entry.owner),
        organizationWide: entry.organizationWide ? "yes" : "",
        source: entry.source === "local" ? "" : entry.source,
        idOnTheSource: entry.idOnTheSource ?? "",
        endsAt: fromExpiry(entry.endsAt) ?? "",
      } satisfies Told<"group">;
    case "member":
    case "holding":
    case "capability":
      return { until: fromExpiry(entry.until) ?? "" };
    case "person":
      return {
        email: entry.email,
        name: entry.name,
        username: entry.username ?? "",
        role: names.roleName(entry.role),
        status: entry.status,
        hidden: entry.hidden ? "yes" : "",
      } satisfies Told<"person"> & { role: string };
    case "grant":
      return {
        allow: [...entry.allow].sort().join(","),
        deny: [...entry.deny].sort().join(","),
        until: fromExpiry(entry.until) ?? "",
        condition: entry.condition ?? "",
      } satisfies Told<"grant">;
    case "setting":
      return { value: JSON.stringify(entry.value) };
    case "override":
      return {
        priority: String(entry.priority),
        active: entry.isActive ? "yes" : "no",
        values: shortened(JSON.stringify(inOrder(entry.values))),
        removed: entry.removed.join(" "),
      };
    default:
      return {};
  }
}

const FOLLOWS = "it follows from the settings, and no file changes it";

function howOf(before: Entry | undefined, after: Entry | undefined, names: Names): string {
  const { kind } = after ?? before ?? {};
  if (kind === "ceiling" || kind === "public-links") return FOLLOWS;
  const [was, is] = [before && fieldsOf(before, names), after && fieldsOf(after, names)];
  const fields = Object.keys(is ?? was ?? {});
  const told =
    was && is
      ? fields
          .filter((field) => was[field] !== is[field])
          .map((field) => `${field} ${was[field] || "none"} → ${is[field] || "none"}`)
      : fields.filter((field) => (is ?? was)?.[field]).map((field) => `${field} ${(is ?? was)?.[field]}`);
  return [...told, ...featuresOf(before, after)].join("; ");
}

function featuresOf(before: Entry | undefined, after: Entry | undefined): string[] {
  if (after?.kind !== "role") return [];
  const { on, off } = differentFeatures(before?.kind === "role" ? before.features : [], after.features);
  const told = [...on.map((one) => `+${one}`), ...off.map((one) => `-${one}`)];
  return told.length === 0 ? [] : [`features ${told.join(" ")}`];
}

const quoted = (text: string): string => (text === "" ? "" : JSON.stringify(shortened(text)));
/** Two texts that differ behind the cut are told apart by the sum behind it: a plan is named by what is told. */
const shortened = (text: string): string =>
  text.length > 200 ? `${text.slice(0, 199)}… (${createHash("sha256").update(text).digest("hex").slice(0, 16)})` : text;
