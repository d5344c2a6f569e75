import type { Grant } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { namesOfPrincipals, typeNameOf } from "../myAccess/called.ts";
import type { WorkspaceParts } from "../parts.ts";
import { ownerOf } from "../reachable/ownership.ts";
import { EVERYBODY } from "./findings.ts";
import { listGranted, listWideGroups } from "./queries.ts";
import type { reaches, SharedQuery, SharedResource, SharedResources } from "./schemas.ts";

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
  may: SharedResource["may"];
}

/**
 * Things that are shared by grants in force, in the order of their names: how widely, and what whoever asks may try with each.
 * Cost: one entry of an index for each thing of the page, and the grants on them. A page may be short.
 * @throws {Problem} `forbidden`, `cursor-invalid`
 */
export async function listSharedResources(
  parts: WorkspaceParts,
  actor: Actor,
  { type, cursor, limit }: SharedQuery,
): Promise<SharedResources> {
  const access = parts.access.of(actor);
  access.require(actor, "read:access");
  const { db } = parts.store;
  const question = ["shared-resources", actor.organization, actor.subject, type ?? null];
  const after = cursor ? parts.cursors.read(question, cursor) : "";
  const resources = await listGranted(db, access.id, type, after, limit);
  const given = await access.inTurn(actor, () =>
    resources.flatMap((resource) => givenThing(access, actor, resource, parts.now()) ?? []),
  );
  const shared = given.filter(({ grants }) => grants.length > 0);
  const last = resources.at(-1);
  return {
    things: await shownThings(parts, access, actor, shared),
    nextCursor: resources.length === limit && last !== undefined ? parts.cursors.sign(question, last) : null,
  };
}

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
  const named = shared.map(({ grants }) => widestFirst(grants, wide));
  const nameOf = await namesOfPrincipals(parts, access.id, [...shared.map(({ owner }) => owner), ...named.flat()]);
  return shared.map(({ resource, owner, grants, may }, at) => ({
    resource,
    type: typeNameOf(resource),
    ...called(resource),
    owner,
    ownerName: nameOf(owner),
    reach: widest(grants, wide),
    grants: grants.length,
    to: (named[at] ?? []).map((principal) => ({ principal, name: nameOf(principal) })),
    may,
  }));
}

/** @returns undefined for what there is not any more */
export function givenThing(
  access: OrganizationAccess,
  actor: Actor,
  resource: string,
  now: number,
): GivenThing | undefined {
  const owner = ownerOf(access, resource);
  if (owner === undefined) return undefined;
  const grants = access.engine
    .grantsOn(resource)
    .filter(
      ({ allow, principal, expiresAt, glass }) =>
        allow.length > 0 && !glass && principal !== owner && (expiresAt === null || expiresAt > now),
    );
  const type = typeNameOf(resource);
  // Of a project, `manage:projects` takes away and hands over without covering `share` (docs/model.md, "Making and handing on").
  const manages =
    access.may(actor, "share", resource) || (type === "project" && isByCapability(access, actor, resource));
  return {
    resource,
    owner,
    grants,
    may: [
      ...(manages && !STAYS.has(type) ? (["hand-over"] as const) : []),
      ...(manages ? (["narrow"] as const) : []),
      ...(access.may(actor, "delete", resource) ? (["delete"] as const) : []),
    ],
  };
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

const widest = (grants: readonly Grant[], wide: ReadonlySet<string>): Reach =>
  order.find((reach) => grants.some(({ principal }) => reachOf(principal, wide) === reach)) ?? "nobody";

/** Some of those whom it is given to, those who are most first. */
function widestFirst(grants: readonly Grant[], wide: ReadonlySet<string>): string[] {
  const principals = [...new Set(grants.map(({ principal }) => principal))];
  const rank = (principal: string) => order.indexOf(reachOf(principal, wide));
  return principals.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_NAMED);
}
