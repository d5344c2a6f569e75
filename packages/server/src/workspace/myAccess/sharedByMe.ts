import type { Grant } from "@gatehouse/engine";
import { roleOf, typeOf } from "../../access/grants/service.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { grantRecordsOf } from "../../access/people.ts";
import { isStranger } from "../../access/refusals.ts";
import type { Actor } from "../../http/actor.ts";
import { fromExpiry } from "../../http/schemas.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { ownerOf } from "../reachable/ownership.ts";
import { iso } from "../shapes.ts";
import { calledOf, namesOfPrincipals, typeNameOf } from "./called.ts";
import { grantsGivenOn, listShared, type SharedPlace } from "./queries.ts";
import type { PageQuery, SharedThing } from "./schemas.ts";

const PIECE = 100;
/** Most things that one request looks at; a page may then be shorter than `limit`, and has a place to go on from. */
const MOST_SEEN = 1_000;
const MOST_GRANTS = 20;

interface Shared extends SharedPlace {
  owner: string;
  isKnown: boolean;
  /** Sees all grants on it, and when each was last used. */
  seesAll: boolean;
  grants: Grant[];
}

/**
 * What the actor owns and others reach by grants on it, and what they gave on things of others; last given first. Of what is not theirs, and
 * where they may not `share`, only what they gave themselves. What a project, a group or an agent passes on is told where it is given.
 * @throws {Problem} `cursor-invalid`
 * Cost: see listShared; besides, with the page and the grants on its things.
 */
export async function listSharedByMe(parts: WorkspaceParts, actor: Actor, { cursor, limit }: PageQuery) {
  const access = parts.access.of(actor);
  access.requireCurrent();
  const { db } = parts.store;
  const question = ["shared-by-me", actor.organization, actor.subject];
  let after: SharedPlace | undefined = cursor ? JSON.parse(parts.cursors.read(question, cursor)) : undefined;
  const found: Shared[] = [];
  let isMore = true;
  for (let seen = 0; isMore && seen < MOST_SEEN && found.length < limit; seen += PIECE) {
    const piece = await listShared(db, actor.organization, actor.subject, after, PIECE);
    const resources = piece.map(({ resource }) => resource);
    const given = await grantsGivenOn(db, actor.organization, actor.subject, resources);
    isMore = piece.length === PIECE;
    const looked = await access.inTurn(actor, () => {
      for (const [at, place] of piece.entries()) {
        const shared = sharedOf(access, actor, place, given, parts.now());
        if (shared) found.push(shared);
        if (found.length === limit) return at + 1;
      }
      return piece.length;
    });
    isMore ||= looked < piece.length;
    after = piece[looked - 1] ?? after;
  }
  return {
    things: await shown(parts, actor, found),
    nextCursor: isMore && after ? parts.cursors.sign(question, JSON.stringify(after)) : null,
  };
}

function sharedOf(
  access: OrganizationAccess,
  actor: Actor,
  place: SharedPlace,
  given: ReadonlySet<number>,
  now: number,
): Shared | undefined {
  const { resource } = place;
  const owner = ownerOf(access, resource);
  if (owner === undefined) return undefined;
  const seesAll = access.may(actor, "share", resource, WITHOUT_CAPABILITIES);
  const grants = access.engine.grantsOn(resource).filter(({ id, allow, principal, expiresAt, glass }) => {
    // Nobody shared what somebody broke the glass for: that stands on the page of openings.
    const reaches = !glass && allow.length > 0 && principal !== owner && (expiresAt === null || expiresAt > now);
    return reaches && ((owner === actor.subject && seesAll) || given.has(id));
  });
  if (grants.length === 0) return undefined;
  const isKnown = !isStranger(access, actor, resource, { ...WITHOUT_CAPABILITIES });
  return { ...place, owner, isKnown, seesAll, grants };
}

async function shown(parts: WorkspaceParts, actor: Actor, found: readonly Shared[]): Promise<SharedThing[]> {
  const access = parts.access.of(actor);
  const { organization, subject } = actor;
  const { db } = parts.store;
  await access.writeUse();
  const all = found.flatMap(({ grants }) => grants.slice(0, MOST_GRANTS));
  const records = await grantRecordsOf(
    db,
    organization,
    all.map(({ id }) => id),
  );
  const known = found.filter(({ isKnown }) => isKnown);
  const called = await calledOf(
    parts,
    organization,
    known.map(({ resource }) => resource),
  );
  const nameOf = await namesOfPrincipals(parts, organization, [
    ...known.map(({ owner }) => owner),
    ...all.map(({ principal }) => principal),
    ...[...records.values()].map(({ given_by }) => given_by),
  ]);
  return found.map(({ resource, owner, isKnown, seesAll, changedAt, grants }) => ({
    resource,
    ...(isKnown ? called(resource) : { type: typeNameOf(resource), id: null, name: null }),
    owner: isKnown ? owner : "",
    ownerName: isKnown ? nameOf(owner) : null,
    isOwn: owner === subject,
    changedAt: iso(changedAt),
    grants: grants.slice(0, MOST_GRANTS).map((grant) => {
      const record = records.get(grant.id);
      return {
        grantId: grant.id,
        principal: grant.principal,
        principalName: nameOf(grant.principal),
        role: roleOf(typeOf(access, resource), grant.allow),
        allow: [...grant.allow],
        expiresAt: fromExpiry(grant.expiresAt),
        isConditional: grant.condition !== null,
        givenBy: record?.given_by ?? null,
        givenByName: record ? nameOf(record.given_by) : null,
        givenAt: record ? fromExpiry(record.given_at) : null,
        lastUsed: seesAll ? (record?.last_used_day ?? null) : null,
      };
    }),
    moreGrants: Math.max(0, grants.length - MOST_GRANTS),
  }));
}
