import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { mayHearName } from "../../access/thingNames.ts";
import type { Actor } from "../../http/actor.ts";
import { typeNameOf } from "../myAccess/called.ts";
import type { WorkspaceParts } from "../parts.ts";
import { compareTexts } from "../reachable/compareTexts.ts";
import { type GivenThing, givenThings, shownThings } from "./givenThings.ts";
import { listGranted } from "./queries.ts";
import type { SharedQuery, SharedResources } from "./schemas.ts";
import { type CalledThing, findThingsCalled, MOST_WALKED, searchedTypes, walkGrants } from "./sharedOrders.ts";

/**
 * Things that are shared by grants in force, thing by thing, by when they were shared, or by a part of their names: how widely, and what whoever
 * asks may try with each.
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
  // What a project alone gives to others stands in the list as that project.
  const isShared = ({ grants }: GivenThing) => grants.length > 0;
  if (search !== undefined)
    return {
      things: await shownThings(
        parts,
        access,
        actor,
        await heardOf(parts, access, actor, { search, type, limit, isWanted: isShared }),
      ),
      nextCursor: null,
    };
  const question = ["shared-resources", actor.organization, actor.subject, type ?? null, sort, way];
  const after = cursor ? parts.cursors.read(question, cursor) : "";
  const { resources, next } =
    sort === "given"
      ? await byAge(parts, access, { type, way, after, limit })
      : await byThing(parts, access, { type, after, limit });
  const given = await givenThings(parts, access, actor, resources);
  return {
    things: await shownThings(parts, access, actor, given.filter(isShared)),
    nextCursor: next === null ? null : parts.cursors.sign(question, next),
  };
}

/** Grants' ids are above it. */
const NO_GRANT = 0;

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
    // None, where what was given is taken back meanwhile.
    return ids.reduce(
      (one, other) => (way === "asc" ? Math.min(one, other) : Math.max(one, other)),
      ids[0] ?? NO_GRANT,
    );
  };
  for (const { id, resource } of walked) {
    if (type !== undefined && typeNameOf(resource) !== type) continue;
    if (!first.has(resource)) first.set(resource, firstOn(resource));
    if (first.get(resource) !== id) continue;
    resources.push(resource);
    if (resources.length === limit) return { resources, next: String(id) };
  }
  const last = walked.at(-1);
  return { resources, next: walked.length === MOST_WALKED && last ? String(last.id) : null };
}

/** Things of one type that a search looks at before it looks no further. */
const MOST_LOOKED_AT = 2_000;
/** At first so many, which suffice where one may hear of most; then more at once. */
const LOOKED_AT_FIRST = 100;
const LOOKED_AT_ONCE = 500;

/**
 * The first things by name with this in it, of those that the actor may hear the names of. Of others nobody learns by a search what they are
 * called: they are passed over, and take nobody's place.
 */
export async function heardOf(
  parts: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  wish: { search: string; type: string | undefined; limit: number; isWanted: (given: GivenThing) => boolean },
): Promise<GivenThing[]> {
  const types = searchedTypes.filter((type) => wish.type === undefined || wish.type === type);
  const heard: (GivenThing & CalledThing)[] = [];
  for (const type of types) heard.push(...(await heardOfType(parts, access, actor, { ...wish, type })));
  return heard
    .sort((a, b) => compareTexts(a.name, b.name) || compareTexts(a.resource, b.resource))
    .slice(0, wish.limit);
}

/** The first of them by name. */
async function heardOfType(
  parts: WorkspaceParts,
  access: OrganizationAccess,
  actor: Actor,
  {
    search,
    type,
    limit,
    isWanted,
  }: { search: string; type: string; limit: number; isWanted: (given: GivenThing) => boolean },
): Promise<(GivenThing & CalledThing)[]> {
  const heard: (GivenThing & CalledThing)[] = [];
  let after: CalledThing | undefined;
  let atOnce = LOOKED_AT_FIRST;
  for (let looked = 0; looked < MOST_LOOKED_AT && heard.length < limit; looked += atOnce, atOnce = LOOKED_AT_ONCE) {
    const found = await findThingsCalled(parts.store.db, access.id, { type, typed: search, after, limit: atOnce });
    const names = new Map(found.map(({ resource, name }) => [resource, name]));
    const named = await access.inTurn(actor, () =>
      [...names.keys()].filter((resource) => mayHearName(access, actor, resource)),
    );
    const given = (await givenThings(parts, access, actor, named)).filter(isWanted);
    heard.push(...given.map((one) => ({ ...one, name: names.get(one.resource) ?? "" })));
    after = found.at(-1);
    if (found.length < atOnce) break;
  }
  return heard;
}
