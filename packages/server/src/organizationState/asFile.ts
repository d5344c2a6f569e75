import type { TypeDefinition } from "@gatehouse/engine";
import { fromExpiry } from "../http/schemas.ts";
import type { Current } from "./current.ts";
import type { Entry, EntryOf } from "./entries.ts";
import { type Section, sections } from "./file.ts";
import { Names } from "./names.ts";

/** What is told of a thing besides its id. */
export type NameThings = (resources: readonly string[]) => Promise<(resource: string) => string | null>;

interface Wish {
  current: Current;
  organization: string;
  wanted: ReadonlySet<Section>;
  typeOf: (resource: string) => TypeDefinition | undefined;
  nameThings: NameThings;
}

const PIECE = 500;

/**
 * The file, as JSON, line by line: equal organizations have equal files, whatever their history, as everything is in the order of its name.
 * What is empty is said, too: what a line leaves out stays as it is where the file is applied.
 * INVARIANT: no password, no secret, no token, nothing that people wrote or keep.
 */
export async function* asFile({ current, organization, wanted, typeOf, nameThings }: Wish): AsyncGenerator<string> {
  const names = Names.of(current);
  const of = byKind(current.entries.values());
  yield `{\n"gatehouse":"state/1",\n"organization":${JSON.stringify(organization)}`;
  for (const section of sections) {
    if (!wanted.has(section)) continue;
    if (section === "settings") {
      const settings = Object.fromEntries(of.setting.map(({ key, value }) => [key, value] as const).sort(byFirst));
      yield `,\n"settings":${JSON.stringify(settings)}`;
    } else if (section === "ceilings") {
      const down = of.ceiling.map(({ feature }) => feature).sort();
      yield `,\n"ceilings":${JSON.stringify({ down, publicLinks: of["public-links"].length > 0 })}`;
    } else {
      yield `,\n"${section}":[`;
      let begun = false;
      for await (const lines of linesOf(section, of, current, names, typeOf, nameThings)) {
        if (lines.length === 0) continue;
        yield `${begun ? "," : ""}\n${lines.map((line) => JSON.stringify(line)).join(",\n")}`;
        begun = true;
      }
      yield "]";
    }
  }
  yield "\n}\n";
}

type ByKind = { [K in Entry["kind"]]: EntryOf<K>[] };

function byKind(entries: Iterable<Entry>): ByKind {
  const of: ByKind = {
    ...{ role: [], group: [], member: [], person: [], holding: [], capability: [], grant: [] },
    ...{ restricted: [], ceiling: [], "public-links": [], setting: [], override: [] },
  };
  for (const entry of entries) (of[entry.kind] as Entry[]).push(entry);
  return of;
}

async function* linesOf(
  section: Exclude<Section, "settings" | "ceilings">,
  of: ByKind,
  current: Current,
  names: Names,
  typeOf: Wish["typeOf"],
  nameThings: NameThings,
): AsyncGenerator<object[]> {
  const { call } = names;
  const holdings = Map.groupBy(of.holding, ({ holder }) => holder);
  const heldBy = (holder: string) =>
    (holdings.get(holder) ?? [])
      .map(({ role, until }) => ({ name: names.roleName(role), until }))
      .sort((a, b) => compare(a.name, b.name))
      .map(({ name, until }) => (until === null ? name : { role: name, until: fromExpiry(until) }));
  switch (section) {
    case "roles":
      yield ordered(of.role, ({ name, role }) => [name, role]).map((one) => ({
        ...{ name: one.name, id: one.role, description: one.description, rank: one.rank },
        features: featuresOf(one.features),
      }));
      return;
    case "groups": {
      const members = Map.groupBy(of.member, ({ group }) => group);
      for (const piece of pieces(ordered(of.group, ({ name, group }) => [name, group])))
        yield piece.map((one) => ({
          name: one.name,
          id: bare(one.group),
          ...{ description: one.description, email: one.email },
          owner: call(one.owner),
          organizationWide: one.organizationWide,
          ...(one.source !== "local" && { source: one.source, idOnTheSource: one.idOnTheSource }),
          ...(one.endsAt !== null && { endsAt: fromExpiry(one.endsAt) }),
          roles: heldBy(one.group),
          members: (members.get(one.group) ?? [])
            .map(({ member, until }) => ({ who: call(member), until }))
            .sort((a, b) => compare(a.who, b.who))
            .map(({ who, until }) => (until === null ? who : { who, until: fromExpiry(until) })),
        }));
      return;
    }
    case "people":
      for (const piece of pieces(ordered(of.person, ({ email }) => [email])))
        yield piece.map((one) => ({
          ...{ email: one.email, id: bare(one.user), name: one.name },
          username: one.username,
          role: names.roleName(one.role),
          status: one.status,
          hidden: one.hidden,
          roles: heldBy(one.user),
        }));
      return;
    case "services":
      yield ordered([...current.services], ([service, name]) => [name, service]).map(([service, name]) => ({
        ...{ name, id: bare(service), roles: heldBy(service) },
      }));
      return;
    case "capabilities":
      for (const piece of pieces(
        of.capability
          .map(({ principal, capability, scope, until }) => ({
            ...{ to: call(principal), capability, ...(scope !== null && { scope: call(scope) }), ...untilOf(until) },
          }))
          .sort((a, b) => compareAll([a.to, a.capability, a.scope ?? ""], [b.to, b.capability, b.scope ?? ""])),
      ))
        yield piece;
      return;
    case "grants":
      for (const piece of pieces(ordered(of.grant, ({ resource, principal }) => [call(resource), call(principal)]))) {
        const nameOf = await nameThings(piece.map(({ resource }) => resource));
        yield piece.map((one) => grantLine(one, call, typeOf(one.resource), nameOf(one.resource)));
      }
      return;
    case "restricted":
      yield of.restricted.map(({ resource }) => resource).sort() as unknown as object[];
      return;
    case "overrides":
      yield of.override
        .map((one) => ({
          for: call(one.whose),
          priority: one.priority,
          ...(!one.isActive && { active: false }),
          values: one.values,
          ...some("removed", one.removed),
        }))
        .sort((a, b) => compare(a.for, b.for));
      return;
  }
}

function grantLine(
  { resource, principal, allow, deny, until, condition }: EntryOf<"grant">,
  call: Names["call"],
  type: TypeDefinition | undefined,
  name: string | null,
): object {
  const role = type && Object.entries(type.roles).find(([, actions]) => isSame(actions, allow))?.[0];
  return {
    on: call(resource),
    ...(name !== null && !resource.startsWith("group:") && { name }),
    to: call(principal),
    ...(role !== undefined ? { role } : some("allow", [...allow].sort())),
    ...some("deny", [...deny].sort()),
    ...untilOf(until),
    ...(condition !== null && { condition }),
  };
}

/** `{ AGENTS: ["CREATE", "USE"] }` */
function featuresOf(features: readonly string[]): Record<string, string[]> {
  const of: Record<string, string[]> = {};
  for (const feature of [...features].sort()) {
    const [type = "", permission = ""] = feature.split(".");
    of[type] = [...(of[type] ?? []), permission];
  }
  return of;
}

const bare = (name: string): string => name.slice(name.indexOf(":") + 1);
const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one) => b.includes(one));
const untilOf = (until: number | null) => (until === null ? {} : { until: fromExpiry(until) });
const some = (name: string, list: readonly unknown[]) => (list.length === 0 ? {} : { [name]: list });
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byFirst = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => compare(a, b);
const compareAll = (a: readonly string[], b: readonly string[]): number => {
  for (const [index, one] of a.entries()) {
    const order = compare(one, b[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
};

/** By their names; what has equal ones by what it says. */
function ordered<T>(all: readonly T[], namesOf: (one: T) => readonly string[]): T[] {
  return all
    .map((one) => ({ one, by: namesOf(one) }))
    .sort((a, b) => compareAll(a.by, b.by) || compare(textOf(a.one), textOf(b.one)))
    .map(({ one }) => one);
}

/** Without what history gave it: ids of grants. */
const textOf = (one: unknown): string =>
  JSON.stringify(typeof one === "object" && one !== null && "copy" in one ? { ...one, id: 0 } : one);

function* pieces<T>(all: readonly T[]): Generator<T[]> {
  for (let from = 0; from < all.length; from += PIECE) yield all.slice(from, from + PIECE);
}
