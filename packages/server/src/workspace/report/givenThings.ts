import type { Grant } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { namesOfPrincipals, typeNameOf } from "../myAccess/called.ts";
import type { WorkspaceParts } from "../parts.ts";
import { ownerOf } from "../reachable/ownership.ts";
import { EVERYBODY } from "./findings.ts";
import { listWideGroups } from "./queries.ts";
import type { reaches, SharedResource } from "./schemas.ts";

const MOST_WIDE_GROUPS = 500;
const MOST_NAMED = 5;
/** Never handed over (docs/model.md, "What"); models stay the organization's. */
const STAYS: ReadonlySet<string> = new Set(["conversation", "model"]);

type Reach = (typeof reaches)[number];
/** A thing with its grants in force to others than its owner, and what whoever asks may try with it. */
export interface GivenThing {
  resource: string;
  owner: string;
  grants: Grant[];
  /** To whom: by these, and by what is given on what it lies in, whose owners are among them. */
  to: string[];
  may: SharedResource["may"];
}

/** Whether others than its owner were given it, or what it lies in. */
export const isGiven = ({ to }: GivenThing): boolean => to.length > 0;

/** With names that whoever asks may hear, and how widely each is shared. At most 500. */
export async function shownThings(
  parts: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  shared: readonly GivenThing[],
): Promise<SharedResource[]> {
  const wide = new Set([...EVERYBODY, ...(await listWideGroups(parts.store.db, access.id, MOST_WIDE_GROUPS))]);
  const called = await parts.access.thingNames.of(
    access,
    actor,
    shared.map(({ resource }) => resource),
  );
  const named = shared.map(({ to }) => widestFirst(to, wide));
  const nameOf = await namesOfPrincipals(parts, access.id, [...shared.map(({ owner }) => owner), ...named.flat()]);
  return shared.map(({ resource, owner, grants, to, may }, at) => ({
    resource,
    type: typeNameOf(resource),
    ...called(resource),
    owner,
    ownerName: nameOf(owner),
    reach: widest(to, wide),
    grants: grants.length,
    to: (named[at] ?? []).map((principal) => ({ principal, name: nameOf(principal) })),
    toCount: to.length,
    may,
  }));
}

/** What there is of these still. */
export const givenThings = (
  { now }: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  resources: readonly string[],
): Promise<GivenThing[]> =>
  access.inTurn(actor, () => resources.flatMap((resource) => givenThing(access, actor, resource, now()) ?? []));

function givenThing(access: OrganizationAccess, actor: Actor, resource: string, now: number): GivenThing | undefined {
  const owner = ownerOf(access, resource);
  if (owner === undefined) return undefined;
  const grants = givenOn(access, resource, owner, now);
  const around = whatItLiesIn(access, resource);
  const to = new Set([
    ...grants.map(({ principal }) => principal),
    ...around.flatMap((outer) => givenOn(access, outer, owner, now).map(({ principal }) => principal)),
    ...around.flatMap((outer) => ownerOf(access, outer) ?? []),
  ]);
  to.delete(owner);
  const type = typeNameOf(resource);
  // Of a project, `manage:projects` takes away and hands over without covering `share` (docs/model.md, "Making and handing on").
  const manages =
    access.may(actor, "share", resource) || (type === "project" && isByCapability(access, actor, resource));
  return {
    resource,
    owner,
    grants,
    to: [...to],
    may: [
      ...(manages && !STAYS.has(type) ? (["hand-over"] as const) : []),
      ...(manages ? (["narrow"] as const) : []),
      ...(access.may(actor, "delete", resource) ? (["delete"] as const) : []),
    ],
  };
}

/** In force, to others than the owner of what is asked about; not those of a broken glass, which share nothing. */
const givenOn = (access: OrganizationAccess, resource: string, owner: string, now: number): Grant[] =>
  access.engine
    .grantsOn(resource)
    .filter(
      ({ allow, principal, expiresAt, glass }) =>
        allow.length > 0 && !glass && principal !== owner && (expiresAt === null || expiresAt > now),
    );

const MOST_AROUND = 50;

/** The projects in which it lies, also through others: what is given there is passed down (docs/model.md). */
function whatItLiesIn(access: OrganizationAccess, resource: string): string[] {
  const around = new Set<string>();
  for (let next = [resource]; next.length > 0 && around.size < MOST_AROUND; ) {
    next = next.flatMap((one) => access.engine.describe(one)?.parents ?? []).filter((one) => !around.has(one));
    for (const one of next) around.add(one);
  }
  return [...around];
}

const isByCapability = (access: OrganizationAccess, actor: Actor, resource: string): boolean => {
  const { allowed, reason } = access.check(actor, "update", resource);
  return allowed && reason === "capability";
};

function reachOf(principal: string, wide: ReadonlySet<string>): Reach {
  if (principal === "anyone") return "anyone";
  if (wide.has(principal)) return "everyone";
  if (principal.startsWith("role:")) return "role";
  return principal.startsWith("group:") ? "group" : "people";
}

const order: readonly Reach[] = ["anyone", "everyone", "role", "group", "people"];

const widest = (to: readonly string[], wide: ReadonlySet<string>): Reach =>
  order.find((reach) => to.some((principal) => reachOf(principal, wide) === reach)) ?? "nobody";

/** Some of those whom it is given to, those who are most first. */
function widestFirst(to: readonly string[], wide: ReadonlySet<string>): string[] {
  const rank = (principal: string) => order.indexOf(reachOf(principal, wide));
  return to.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_NAMED);
}
