import { guarded } from "../../access/questions/service.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { calledOf, namesOfPrincipals } from "./called.ts";
import { listOwnConversations, listOwnFiles, type OwnRow } from "./queries.ts";
import { type Asking, type Found, Gathering, type Place, reachHeld } from "./reach.ts";
import type { MineQuery, Reached } from "./schemas.ts";
import { wayOf } from "./ways.ts";

/** Of these the engine holds few; whose each is, its row says (access/unheld.ts). */
const ownRows = { conversation: listOwnConversations, file: listOwnFiles } as const;
const isKeptInRows = (type: string): type is keyof typeof ownRows => Object.hasOwn(ownRows, type);

interface Page {
  found: Found[];
  next: Place | OwnRow | undefined;
}

/**
 * What the actor can find of a type in their own right, what they may do with it, and why. Listed if and only if `check` says yes, without
 * capabilities, to the type's first action.
 * @param calling how things are called, where they are not to be called by their names
 * @throws {Problem} `request-invalid` for a type that there is not, `cursor-invalid`
 * Cost: see reach.ts; of one's own conversations and files, with the page. Names take a query for each type and kind of principal.
 */
export async function listMine(
  parts: WorkspaceParts,
  actor: Actor,
  { type, whose, cursor, limit }: MineQuery,
  calling: typeof calledOf = calledOf,
) {
  const access = parts.access.of(actor);
  access.requireCurrent();
  const action = Object.keys(access.engine.typeOf(type)?.actions ?? {})[0];
  if (action === undefined) throw problem("request-invalid", { detail: `there is no type \`${type}\`` });
  const question = ["mine", actor.organization, actor.subject, type, whose];
  const place = cursor ? JSON.parse(parts.cursors.read(question, cursor)) : undefined;
  // What broken glass shows stands in no list: the page of openings has it.
  const context = { ...WITHOUT_CAPABILITIES, glass: false, now: parts.now(), ...(actor.key && { key: actor.key }) };
  const asking: Asking = { type, action, whose, context };
  const { found, next }: Page =
    whose === "me" && isKeptInRows(type)
      ? await ownInRows(parts, actor, asking, ownRows[type], place, limit)
      : await access.inTurn(actor, () => guarded(() => reachHeld(access, actor, asking, place, limit)));
  return {
    things: await shown(parts, actor, found, calling),
    nextCursor: next ? parts.cursors.sign(question, JSON.stringify(next)) : null,
  };
}

async function ownInRows(
  { access: organizations, store }: WorkspaceParts,
  actor: Actor,
  asking: Asking,
  list: (typeof ownRows)[keyof typeof ownRows],
  after: OwnRow | undefined,
  limit: number,
): Promise<Page> {
  const access = organizations.of(actor);
  const rows = await list(store.db, actor.organization, actor.subject, after, limit + 1);
  return access.inTurn(actor, () => {
    const gathering = new Gathering(access, actor, asking, limit);
    const page = rows.slice(0, limit);
    for (const [at, { id }] of page.entries()) {
      if (at > 0 && gathering.isExhausted) return { found: gathering.found, next: page[at - 1] };
      gathering.add(`${asking.type}:${id}`, { owner: actor.subject, state: "active" });
    }
    return { found: gathering.found, next: rows.length > limit ? page.at(-1) : undefined };
  });
}

async function shown(
  parts: WorkspaceParts,
  actor: Actor,
  found: readonly Found[],
  calling: typeof calledOf,
): Promise<Reached[]> {
  const paths = found.flatMap((one) => one.paths);
  const called = await calling(parts, actor.organization, [
    ...found.map(({ resource }) => resource),
    ...paths.flatMap(({ on }) => on ?? []),
  ]);
  const nameOf = await namesOfPrincipals(parts, actor.organization, [
    ...found.map(({ owner }) => owner),
    ...paths.flatMap(({ through }) => through),
  ]);
  return found.map(({ resource, owner, may, until, paths, morePaths }) => ({
    resource,
    ...called(resource),
    owner,
    ownerName: nameOf(owner),
    may,
    until,
    ways: paths.map((path) => wayOf(path, nameOf, (thing) => called(thing).name)),
    moreWays: morePaths,
  }));
}
