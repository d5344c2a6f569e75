import type { Grant } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { namesOfPrincipals, typeNameOf } from "../myAccess/called.ts";
import type { WorkspaceParts } from "../parts.ts";
import { ownerOf } from "../reachable/ownership.ts";
import { EVERYBODY } from "./findings.ts";
import { listGranted, listWideGroups } from "./queries.ts";
import type { reaches, SharedQuery, SharedResource, SharedResources } from "./schemas.ts";
import { findThingsCalled, MOST_WALKED, walkGrants } from "./sharedOrders.ts";

const MOST_WIDE_GROUPS = 500;
const MOST_NAMED = 5;
/** Never handed over (docs/model.md, "What"); models stay the organization's. */
const STAYS: ReadonlySet<string> = new Set(["conversation", "model"]);

type Reach = (typeof reaches)[number];
interface Shared {
  resource: string;
  owner: string;
  grants: Grant[];
  may: SharedResource["may"];
}

/**
 * Things that are shared by grants in force, thing by thing, by when they were shared, or by a part of their names: how widely, and what whoever asks may try with each.
 * Cost: one entry of an index for each thing of the page, and the grants on them. A page may be short.
 * @throws {Problem} `forbidden`, `cursor-invalid`
 */
export async function listSharedResources(
  parts: WorkspaceParts,
  actor: Actor,
  { type, search, sort, order: way, cursor, limit }: SharedQuery,
): Promise<SharedResources> {
  const access = parts.access.of(actor);
  access.require(actor, "read:access");
  const { db } = parts.store;
  const question = ["shared-resources", actor.organization, actor.subject, [type ?? null, sort, way, search ?? null]];
  const after = cursor ? parts.cursors.read(question, cursor) : "";
  const { resources, next } =
    search !== undefined
      ? {
          resources: await heardOf(parts, access, actor, {
            found: await findThingsCalled(db, access.id, search, type),
            limit,
          }),
          next: null,
        }
      : sort === "given"
        ? await byAge(parts, access, { type, way, after, limit })
        : await byThing(parts, access, { type, after, limit });
  const wide = new Set([...EVERYBODY, ...(await listWideGroups(db, access.id, MOST_WIDE_GROUPS))]);
  const shared = await access.inTurn(actor, () =>
    resources.flatMap((resource) => sharedOf(access, actor, resource, parts.now()) ?? []),
  );
  const called = await parts.access.thingNames.of(
    access,
    actor,
    shared.map(({ resource }) => resource),
  );
  const named = shared.map(({ grants }) => widestFirst(grants, wide));
  const nameOf = await namesOfPrincipals(parts, access.id, [...shared.map(({ owner }) => owner), ...named.flat()]);
  return {
    things: shared.map(({ resource, owner, grants, may }, at) => ({
      resource,
      type: typeNameOf(resource),
      ...called(resource),
      owner,
      ownerName: nameOf(owner),
      reach: widest(grants, wide),
      grants: grants.length,
      to: (named[at] ?? []).map((principal) => ({ principal, name: nameOf(principal) })),
      may,
    })),
    nextCursor: next === null ? null : parts.cursors.sign(question, next),
  };
}

interface Piece {
  resources: string[];
  /** After what the next one begins. */
  next: string | null;
}

async function byThing(
  { store: { db } }: WorkspaceParts,
  { id }: OrganizationAccess,
  { type, after, limit }: { type: string | undefined; after: string; limit: number },
): Promise<Piece> {
  const resources = await listGranted(db, id, type, after, limit);
  return { resources, next: resources.length === limit ? (resources.at(-1) ?? null) : null };
}

/** Each once: at the newest of what was given on it, or at the oldest. */
async function byAge(
  { store: { db } }: WorkspaceParts,
  access: OrganizationAccess,
  { type, way, after, limit }: { type: string | undefined; way: "asc" | "desc"; after: string; limit: number },
): Promise<Piece> {
  const walked = await walkGrants(db, access.id, way, after === "" ? undefined : Number(after));
  const resources: string[] = [];
  const first = new Map<string, number>();
  const firstOn = (resource: string) => {
    const ids = access.engine.grantsOn(resource).map((grant) => grant.id);
    return ids.reduce((one, other) => (way === "asc" ? Math.min(one, other) : Math.max(one, other)));
  };
  for (const { id, resource } of walked) {
    if (type !== undefined && typeNameOf(resource) !== type) continue;
    if (!first.has(resource)) first.set(resource, access.engine.isHeld(resource) ? firstOn(resource) : -1);
    if (first.get(resource) !== id) continue;
    resources.push(resource);
    if (resources.length === limit) return { resources, next: String(id) };
  }
  const last = walked.at(-1);
  return { resources, next: walked.length === MOST_WALKED && last ? String(last.id) : null };
}

/** The first that are shared and whose names the actor may hear: of others nobody learns by a search what they are called. */
async function heardOf(
  parts: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  { found, limit }: { found: readonly string[]; limit: number },
): Promise<string[]> {
  const heard: string[] = [];
  for (let from = 0; from < found.length && heard.length < limit; from += limit) {
    const some = found.slice(from, from + limit);
    const called = await parts.access.thingNames.of(access, actor, some);
    const named = some.filter((resource) => called(resource).name !== null);
    const shared = await access.inTurn(actor, () =>
      named.filter((resource) => sharedOf(access, actor, resource, parts.now()) !== undefined),
    );
    heard.push(...shared);
  }
  return heard.slice(0, limit);
}

function sharedOf(access: OrganizationAccess, actor: Actor, resource: string, now: number): Shared | undefined {
  const owner = ownerOf(access, resource);
  if (owner === undefined) return undefined;
  const grants = access.engine
    .grantsOn(resource)
    .filter(
      ({ allow, principal, expiresAt, glass }) =>
        allow.length > 0 && !glass && principal !== owner && (expiresAt === null || expiresAt > now),
    );
  if (grants.length === 0) return undefined;
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
  order.find((reach) => grants.some(({ principal }) => reachOf(principal, wide) === reach)) ?? "people";

/** Some of those whom it is given to, those who are most first. */
function widestFirst(grants: readonly Grant[], wide: ReadonlySet<string>): string[] {
  const principals = [...new Set(grants.map(({ principal }) => principal))];
  const rank = (principal: string) => order.indexOf(reachOf(principal, wide));
  return principals.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_NAMED);
}
