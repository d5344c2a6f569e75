import type { Actor } from "../../http/actor.ts";
import { typeNameOf } from "../myAccess/called.ts";
import type { WorkspaceParts } from "../parts.ts";
import { type GivenThing, givenThings, isGiven, shownThings } from "./givenThings.ts";
import { listResources } from "./queries.ts";
import type { ResourcesQuery, SharedResources } from "./schemas.ts";
import { heardOf } from "./shared.ts";

/**
 * All things that there are, also those that nobody shared, in the order of their names: whose, how widely given, and what whoever asks may try
 * with each. Conversations and files that are given to nobody but their owner are left out: they are theirs alone.
 * Cost: one entry of an index for each thing of the page, and the grants on them. A page may be short.
 * @throws {Problem} `forbidden`, `cursor-invalid`
 */
export async function listAllResources(
  parts: WorkspaceParts,
  actor: Actor,
  { type, owner, shared, search, cursor, limit }: ResourcesQuery,
): Promise<SharedResources> {
  const access = parts.access.of(actor);
  access.require(actor, "read:access");
  const isTheirsAlone = (given: GivenThing) =>
    !isGiven(given) && access.engine.typeOf(typeNameOf(given.resource))?.sealed === true;
  const isWanted = (given: GivenThing) =>
    !isTheirsAlone(given) &&
    (owner === undefined || given.owner === owner) &&
    (shared === undefined || isGiven(given) === shared);
  if (search !== undefined) {
    const heard = await heardOf(parts, access, actor, { search, type, limit, isWanted });
    return { things: await shownThings(parts, access, actor, heard), nextCursor: null };
  }
  const question = ["resources", actor.organization, actor.subject, type ?? null, owner ?? null, shared ?? null];
  const after = cursor ? parts.cursors.read(question, cursor) : "";
  const resources = await listResources(parts.store.db, access.id, { type, owner }, after, limit);
  const given = await givenThings(parts, access, actor, resources);
  const last = resources.at(-1);
  return {
    things: await shownThings(parts, access, actor, given.filter(isWanted)),
    nextCursor: resources.length === limit && last !== undefined ? parts.cursors.sign(question, last) : null,
  };
}
